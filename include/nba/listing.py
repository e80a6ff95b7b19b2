"""What a schedule means for the ledger: every listed game of the kinds that a run is about."""

from __future__ import annotations

from collections.abc import Iterable

from include.nba.archive import DATASET
from include.nba.schedule import ListedGame, Standing
from include.warehouse.ledger import LedgerEntry, Status

POSTPONED = "postponed"
_REASONS = {
    Standing.NOT_STARTED: "not_started",
    Standing.IN_PROGRESS: "in_progress",
    Standing.FINAL: "final",
    Standing.POSTPONED: POSTPONED,
}


def ledger_entries(games: Iterable[ListedGame]) -> list[LedgerEntry]:
    """Called off is known missing until the source names a new day, everything else pending."""
    return [
        LedgerEntry(
            dataset=DATASET,
            item=game.id,
            day=game.day,
            status=Status.KNOWN_MISSING if game.standing is Standing.POSTPONED else Status.PENDING,
            reason=_REASONS[game.standing],
        )
        for game in games
    ]


def is_given_up(entry: LedgerEntry | None) -> bool:
    """Whether a person, not the source, says that the game will never be had."""
    return entry is not None and entry.status is Status.KNOWN_MISSING and entry.reason != POSTPONED
