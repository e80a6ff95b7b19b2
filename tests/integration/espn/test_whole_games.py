"""Which archived games count as whole: in our own archive, in an adopted one, and in a mixed one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from include.espn.archived_games import whole_games
from include.lake.archive_listing import Listed, Listing
from include.warehouse import ledger

pytestmark = pytest.mark.integration

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = date(2026, 1, 1)
FOLDERS = ("espn_box_scores", "espn_team_stats", "espn_play_by_play")


def archive(games: dict[str, tuple[str, ...]]) -> list[Listing]:
    """Listings of the three folders, by the folders that each game stands in."""
    return [
        Listing(
            {
                game_id: Listed(f"{folder}/{game_id}.json", '"1"', 1, NOW)
                for game_id, folders in games.items()
                if folder in folders
            }
        )
        for folder in FOLDERS
    ]


def whole(warehouse: psycopg.Connection[Any], games: dict[str, tuple[str, ...]]) -> list[str]:
    return [game.game_id for game in whole_games(warehouse, archive(games))]


def note_pending(warehouse: psycopg.Connection[Any], game_id: str) -> None:
    ledger.record_pending(warehouse, "espn_raw", game_id, day=DAY, reason="final", run_id="r", now=NOW)


def test_a_game_that_is_being_published_is_not_whole(warehouse: psycopg.Connection[Any]) -> None:
    note_pending(warehouse, "401")
    assert whole(warehouse, {"401": FOLDERS[:2], "402": FOLDERS}) == ["402"]


def test_its_last_object_makes_a_game_whole_whatever_the_ledger_says(
    warehouse: psycopg.Connection[Any],
) -> None:
    note_pending(warehouse, "401")
    assert whole(warehouse, {"401": FOLDERS}) == ["401"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_games_of_an_older_system_are_whole_in_any_folder_also_beside_our_own(
    warehouse: psycopg.Connection[Any], folder: str
) -> None:
    assert whole(warehouse, {"401": (folder,), "402": FOLDERS}) == ["401", "402"]


def test_a_stored_game_that_lost_its_last_object_is_read_from_another_folder(
    warehouse: psycopg.Connection[Any],
) -> None:
    ledger.record_found(warehouse, "espn_raw", "401", day=DAY, run_id="r", now=NOW)
    assert whole(warehouse, {"401": FOLDERS[:1]}) == ["401"]
