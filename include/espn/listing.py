"""What a day's scoreboard means for the ledger and the archive."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import msgspec

from include.espn.archive import DATASET
from include.espn.scoreboard import BrokenEvent, ListedGame, Standing
from include.warehouse.ledger import LedgerEntry, Status

MOST_SHOWN = 5

_CALLED_OFF = frozenset(standing.value for standing in Standing if standing.is_called_off)


class DayListing(msgspec.Struct, frozen=True):
    """What one day's scoreboard listed, small enough to travel between tasks.

    `final` are the ids of the games to have. `known_missing` counts the games that were called off, and
    final ones that a person marked as known missing. `schedule` is `rewritten`, `unchanged`, or
    `not written`. `problem` says why the list is not complete: the scoreboard could not be used, and nothing
    is listed, or `broken` names the events of it that could not, with the reason of each.
    """

    day: date
    final: tuple[str, ...] = ()
    not_final: int = 0
    known_missing: int = 0
    schedule: str = "not written"
    requests: int = 0
    bytes: int = 0
    problem: str | None = None
    broken: dict[str, str] = {}

    @property
    def listed(self) -> int:
        """How many games the day lists."""
        return len(self.final) + self.not_final + self.known_missing + len(self.broken)

    @property
    def unreadable(self) -> int:
        """How many events could not be read; a scoreboard that could not be used counts as one."""
        return len(self.broken) or int(self.problem is not None)


def list_day(day: date, games: Sequence[ListedGame], given_up: Collection[str]) -> DayListing:
    """Sort a day's games by how they stand.

    :param given_up: ids that a person marked as known missing.
    """
    final = tuple(game.id for game in games if game.standing is Standing.FINAL and game.id not in given_up)
    not_final = sum(
        game.standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS) and game.id not in given_up
        for game in games
    )
    return DayListing(
        day=day, final=final, not_final=not_final, known_missing=len(games) - len(final) - not_final
    )


def problem_of(day: date, broken: Sequence[BrokenEvent]) -> str | None:
    """One sentence about the events of a day's scoreboard that cannot be read; None when all can."""
    if not broken:
        return None
    shown = "; ".join(f"{event.name}: {event.error}" for event in broken[:MOST_SHOWN])
    more = f"; and {len(broken) - MOST_SHOWN} more" if len(broken) > MOST_SHOWN else ""
    return f"{len(broken)} of the events on the scoreboard of {day} cannot be read: {shown}{more}"


def ledger_entries(day: date, games: Sequence[ListedGame]) -> list[LedgerEntry]:
    """The ledger's view of a scoreboard: called off is known missing, everything else pending."""
    return [
        LedgerEntry(
            dataset=DATASET,
            item=game.id,
            day=day,
            status=Status.KNOWN_MISSING if game.standing.is_called_off else Status.PENDING,
            reason=game.standing.value,
        )
        for game in games
    ]


def is_given_up(entry: LedgerEntry) -> bool:
    """Whether a person, not the source, says that the game will never be had."""
    return entry.status is Status.KNOWN_MISSING and entry.reason not in _CALLED_OFF
