"""Which games an archive holds, and what of them is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from include.espn.archived_games import archived_games
from include.lake.archive_listing import Listed, Listing
from include.warehouse.nba_games import ArchivedGame

FOLDERS = ("box_scores", "team_stats", "play_by_play")
WRITTEN_AT = datetime(2026, 1, 2, tzinfo=UTC)


def archive(**games_of: list[str]) -> list[Listing]:
    """Listings in publishing order; etag, size and time differ by folder."""
    return [
        Listing(
            {
                game_id: Listed(
                    f"{folder}/{game_id}.json",
                    f'"{folder}-{game_id}"',
                    place,
                    WRITTEN_AT + timedelta(days=place),
                )
                for game_id in games_of.get(folder, [])
            }
        )
        for place, folder in enumerate(FOLDERS)
    ]


def keys_of(games: list[ArchivedGame]) -> dict[str, tuple[str, ...]]:
    return {game.game_id: game.keys for game in games}


def test_a_game_of_three_objects_is_read_play_by_play_first() -> None:
    games = archived_games(archive(box_scores=["401"], team_stats=["401"], play_by_play=["401"]))

    assert games == [
        ArchivedGame(
            "401",
            ("play_by_play/401.json", "box_scores/401.json", "team_stats/401.json"),
            '"play_by_play-401","box_scores-401","team_stats-401"',
            2,
            WRITTEN_AT + timedelta(days=2),
        )
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_archive_of_one_folder_has_archived_games(folder: str) -> None:
    games = archived_games(archive(**{folder: ["401"]}))

    assert keys_of(games) == {"401": (f"{folder}/401.json",)}


def test_only_objects_that_exist_are_read() -> None:
    games = archived_games(archive(box_scores=["401"], play_by_play=["401", "402"]))

    assert keys_of(games) == {
        "401": ("play_by_play/401.json", "box_scores/401.json"),
        "402": ("play_by_play/402.json",),
    }


def test_games_are_in_the_order_of_their_numbers() -> None:
    games = archived_games(archive(play_by_play=["1000", "220", "99", "401"]))

    assert list(keys_of(games)) == ["99", "220", "401", "1000"]


def test_an_empty_archive_has_no_games() -> None:
    assert archived_games(archive()) == []


def test_objects_of_one_content_have_one_etag() -> None:
    listed = Listed("x/401.json", '"same"', 1, WRITTEN_AT)

    assert archived_games([Listing({"401": listed}) for _ in FOLDERS])[0].etag == '"same"'
