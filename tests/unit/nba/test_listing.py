from __future__ import annotations

import pytest

from include.nba.listing import is_given_up, ledger_entries
from include.nba.schedule import Standing
from include.warehouse.ledger import LedgerEntry, Status
from tests.unit.nba.listed_games import entry, listed_game


@pytest.mark.parametrize(
    ("standing", "status", "reason"),
    [
        (Standing.FINAL, Status.PENDING, "final"),
        (Standing.NOT_STARTED, Status.PENDING, "not_started"),
        (Standing.IN_PROGRESS, Status.PENDING, "in_progress"),
        (Standing.POSTPONED, Status.KNOWN_MISSING, "postponed"),
    ],
)
def test_a_listed_game_is_pending_unless_it_is_called_off(
    standing: Standing, status: Status, reason: str
) -> None:
    game = listed_game(1, day=3, standing=standing)
    (found,) = ledger_entries([game])
    assert found == LedgerEntry(dataset="nba_raw", item=game.id, day=game.day, status=status, reason=reason)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (None, False),
        (entry(1), False),
        (entry(1, Status.FAILED, reason="WrongGameError"), False),
        (entry(1, Status.KNOWN_MISSING, reason="postponed"), False),
        (entry(1, Status.KNOWN_MISSING, reason="never_published"), True),
    ],
)
def test_only_what_a_person_gave_up_is_given_up(line: LedgerEntry | None, expected: bool) -> None:
    assert is_given_up(line) is expected
