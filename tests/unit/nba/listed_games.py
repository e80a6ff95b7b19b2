"""Games as a schedule lists them, and their lines in the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from include.nba.archive import DATASET
from include.nba.kinds import GameKind
from include.nba.schedule import ListedGame, ListedTeam, Standing
from include.warehouse.ledger import LedgerEntry, Status

FIRST_DAY = date(2024, 10, 22)


def game_id(number: int) -> str:
    return f"00224{number:05d}"


def listed_game(number: int, day: int = 0, standing: Standing = Standing.FINAL) -> ListedGame:
    """A regular game of 2024-25, `day` days after the first one."""
    return ListedGame(
        id=game_id(number),
        day=FIRST_DAY + timedelta(days=day),
        original_day=None,
        starts_at=None,
        kind=GameKind.REGULAR,
        standing=standing,
        home=ListedTeam("1", "AAA"),
        away=ListedTeam("2", "BBB"),
    )


def entry(number: int, status: Status = Status.STORED, dataset: str = DATASET, **values: Any) -> LedgerEntry:
    """A game's line in the ledger; of a stored game with the hash `now` unless another is given."""
    content = {"content_hash": "now"} if status is Status.STORED else {}
    return LedgerEntry(
        dataset=dataset, item=game_id(number), day=FIRST_DAY, status=status, **(content | values)
    )


def by_id(*entries: LedgerEntry) -> dict[str, LedgerEntry]:
    return {one.item: one for one in entries}
