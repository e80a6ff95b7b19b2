"""The warehouse is lost, S3 is there: the runs that docs/RECOVERY.md names bring every row back."""

from __future__ import annotations

import pytest

from include.errors import SourceNotFoundError
from tests.integration.recovery.world import Platform

pytestmark = [pytest.mark.integration, pytest.mark.slow]

DAY = "2025-10-22"


def fill(platform: Platform) -> None:
    platform.espn(DAY, "run-1")
    platform.enrichment("run-2")
    platform.nba.season("run-3")
    platform.simulator.reset_requests()


def rebuild(platform: Platform) -> None:
    platform.enrichment("again-1")
    platform.espn(DAY, "again-2", refresh_days=0)
    platform.nba.season("again-3")


def test_every_row_comes_back_and_no_stored_game_is_asked_for(platform: Platform) -> None:
    fill(platform)
    rows, ledger, objects = platform.rows(), platform.ledger(), platform.objects()
    assert all(rows[name] for name in ("raw_data.nba_games", "nba.games", "nba.plays", "nba.game_metrics"))

    platform.lose_warehouse()
    assert not any(platform.rows().values())
    rebuild(platform)

    assert (platform.rows(), platform.ledger()) == (rows, ledger)
    assert (platform.games_asked(), platform.objects()) == ([], objects)
    assert platform.nba.season("once-more").chunks == {}


def test_the_next_refresh_of_a_young_game_writes_nothing_when_it_is_as_the_archive_has_it(
    platform: Platform,
) -> None:
    platform.espn(DAY, "run-1")
    games = platform.write_games_anew()
    objects = platform.objects()
    platform.simulator.reset_requests()
    platform.lose_warehouse()

    platform.espn(DAY, "refresh", force=True)

    assert len(platform.games_asked()) == len(games)
    assert platform.objects() == objects


def test_a_stored_game_stays_stored_when_the_source_refuses_its_first_refresh(platform: Platform) -> None:
    platform.espn(DAY, "run-1")
    ledger = platform.ledger()
    platform.lose_warehouse()
    platform.simulator.add_faults({"match": "summary", "kind": "status", "status": 404})

    with pytest.raises(SourceNotFoundError, match="items of 2025-10-22 failed"):
        platform.espn(DAY, "refresh", force=True)

    assert platform.ledger() == ledger
