"""Reads an ESPN scoreboard: which games a day lists, and how each one stands.

Format: `events[].status.type` with `state` pre / in / post and `completed`. `state: post` alone is not
final: a postponed game is `post` with `completed: false`. A day without games is `events: []`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from include.errors import PayloadError
from include.espn.volatile import without_presentation


class Standing(StrEnum):
    """How a listed game stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    FINAL = "final"
    POSTPONED = "postponed"
    CANCELED = "canceled"

    @property
    def is_called_off(self) -> bool:
        """Whether the game will not be played under this id."""
        return self in (Standing.POSTPONED, Standing.CANCELED)


@dataclass(frozen=True, slots=True)
class ListedGame:
    """One game of a scoreboard."""

    id: str
    standing: Standing


class _StatusType(msgspec.Struct):
    name: str
    state: str
    completed: bool


class _Status(msgspec.Struct):
    type: _StatusType


class _Event(msgspec.Struct):
    id: str
    status: _Status


class _Scoreboard(msgspec.Struct):
    events: list[_Event]


_CALLED_OFF = {
    "STATUS_POSTPONED": Standing.POSTPONED,
    "STATUS_CANCELED": Standing.CANCELED,
    "STATUS_FORFEIT": Standing.CANCELED,
}
# Changes between two answers of the same minute, or tells nothing about the day's games.
_VOLATILE = frozenset({"leaders", "odds", "tickets", "geoBroadcasts", "headlines", "highlights", "provider"})


def read_scoreboard(body: bytes) -> list[ListedGame]:
    """Return the games that a scoreboard lists, each id once, in the scoreboard's order.

    :raises PayloadError: when the body is not a scoreboard.
    """
    try:
        board = msgspec.json.decode(body, type=_Scoreboard)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadError(f"expected an ESPN scoreboard with events[].status.type: {error}") from error
    games: dict[str, ListedGame] = {}
    for event in board.events:
        if not (event.id.isascii() and event.id.isdigit()):
            raise PayloadError(f"expected digits as the id of a game at events[].id, got {event.id!r}")
        games[event.id] = ListedGame(event.id, _standing(event.status.type))
    return list(games.values())


def fingerprint(body: bytes) -> str:
    """Return the sha256 (hex) of what a scoreboard says about its games, volatile fields left out.

    :raises PayloadError: when the body is not JSON with a list of events.
    """
    try:
        board: Any = msgspec.json.decode(body)
        events = board["events"]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        raise PayloadError(f"expected an ESPN scoreboard with a list of events: {error!r}") from error
    content = without_presentation(events, also=_VOLATILE)
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def _standing(status: _StatusType) -> Standing:
    if status.name in _CALLED_OFF:
        return _CALLED_OFF[status.name]
    if status.completed:
        return Standing.FINAL
    # A suspended or delayed game is neither final nor called off: it is looked at again.
    return Standing.NOT_STARTED if status.state == "pre" else Standing.IN_PROGRESS
