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

from include.errors import ListedItemError, PayloadError
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


@dataclass(frozen=True, slots=True)
class BrokenEvent:
    """An event of a scoreboard that cannot be read.

    :param place: its index in `events`.
    :param id: of its game; None where it has none that can be used.
    :param error: what was expected, what came, and where.
    """

    place: int
    id: str | None
    error: str

    @property
    def name(self) -> str:
        """The id, or where it stands."""
        return self.id or f"events[{self.place}]"


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """What a scoreboard lists, each id once, in the scoreboard's order."""

    games: list[ListedGame]
    broken: list[BrokenEvent]


class _StatusType(msgspec.Struct):
    name: str
    state: str
    completed: bool


class _Status(msgspec.Struct):
    type: _StatusType


class _Event(msgspec.Struct):
    id: str
    status: _Status


class _EventId(msgspec.Struct):
    id: str | int | None = None


class _Scoreboard(msgspec.Struct):
    events: list[msgspec.Raw]


MOST_DIGITS = 20
"""Of a game id; as long as one may be in a summary."""

_CALLED_OFF = {
    "STATUS_POSTPONED": Standing.POSTPONED,
    "STATUS_CANCELED": Standing.CANCELED,
    "STATUS_FORFEIT": Standing.CANCELED,
}
# Changes between two answers of the same minute, or tells nothing about the day's games.
_VOLATILE = frozenset({"leaders", "odds", "tickets", "geoBroadcasts", "headlines", "highlights", "provider"})


def read_scoreboard(body: bytes) -> Scoreboard:
    """Read a day's scoreboard. An event that cannot be read costs that event only.

    :raises PayloadError: when the body is no scoreboard, or none of its events can be read: then it is the
        structure that is another one, and not an event that is broken.
    """
    try:
        board = msgspec.json.decode(body, type=_Scoreboard)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadError(f"expected an ESPN scoreboard with events[].status.type: {error}") from error
    games: dict[str, ListedGame] = {}
    broken: list[BrokenEvent] = []
    for place, raw in enumerate(board.events):
        try:
            game = _game(raw, place)
        except PayloadError as error:
            broken.append(BrokenEvent(place, _id_of(raw), str(error)))
        else:
            games[game.id] = game
    if broken and not games:
        raise PayloadError(
            f"none of the {len(broken)} events of the ESPN scoreboard can be read; "
            f"the first, {broken[0].name}: {broken[0].error}"
        )
    return Scoreboard(list(games.values()), broken)


def _game(raw: msgspec.Raw, place: int) -> ListedGame:
    try:
        event = msgspec.json.decode(raw, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ListedItemError(f"expected id and status.type of a game at events[{place}]: {error}") from error
    if not _is_game_id(event.id):
        raise ListedItemError(
            f"expected digits as the id of a game at events[{place}].id, got {event.id[:40]!r}"
        )
    return ListedGame(event.id, _standing(event.status.type))


def _id_of(raw: msgspec.Raw) -> str | None:
    """The game id of an event of which the rest cannot be read."""
    try:
        found = msgspec.json.decode(raw, type=_EventId).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    game_id = "" if found is None else str(found)
    return game_id if _is_game_id(game_id) else None


def _is_game_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


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
