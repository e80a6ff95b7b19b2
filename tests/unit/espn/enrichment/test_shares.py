"""Which shares of values are out of their range, and how they are named."""

from __future__ import annotations

import pytest

from include.espn.catalog import FEATURES
from include.espn.enrichment.documents import DocumentCounts
from include.espn.enrichment.shares import shares_of
from include.espn.expected_shares import ShareRange
from tests.unit.espn.enrichment.document_counts import counts


def unexpected(*documents: DocumentCounts) -> list[str]:
    return [str(share) for share in shares_of(documents) if not share.is_expected]


def test_the_shares_of_the_recorded_games_are_expected() -> None:
    assert unexpected(counts()) == []


@pytest.mark.parametrize("feature", [one.name for one in FEATURES if 2 in one.formats])
def test_every_feature_that_vanishes_is_named(feature: str) -> None:
    (told,) = unexpected(counts(values={feature: 0}))
    assert told.startswith(
        f"{feature} of season 2025-26, Format 2 (100 games in the table) has a value in 0.0%, expected "
    )


def test_a_feature_that_appears_where_the_format_has_none_is_named() -> None:
    assert unexpected(counts(values={"sold_out": 1})) == [
        "sold_out of season 2025-26, Format 2 (100 games in the table) has a value in 1.0%, expected 0% to 0%"
    ]


def test_a_feature_that_jumps_is_named() -> None:
    (told,) = unexpected(counts(values={"assist_player_id": 2000}))
    assert told.startswith("assist_player_id of")
    assert told.endswith("has a value in 50.0%, expected 5% to 35%")


def test_a_game_feature_of_which_a_quarter_is_left_is_named() -> None:
    (told,) = unexpected(counts(values={"attendance": 25}))
    assert told.endswith("has a value in 25.0%, expected 50% to 100%")


def test_what_vanished_in_this_run_only_is_named_though_the_season_has_it() -> None:
    season, run = counts(1000), counts(10, values={"attendance": 0}, is_of_run=True)
    (told,) = unexpected(season, run)
    assert told.startswith(
        "attendance of season 2025-26, Format 2 (10 games of this run) has a value in 0.0%"
    )


def test_a_run_of_a_whole_season_is_not_named_twice() -> None:
    assert len(unexpected(counts(values={"clock": 0}, is_of_run=True))) == 1


@pytest.mark.parametrize(("games", "told"), [(1, 0), (9, 0), (10, 1)])
def test_few_games_may_lack_what_half_of_all_games_lack(games: int, told: int) -> None:
    assert len(unexpected(counts(games, values={"attendance": 0}))) == told


def test_one_game_is_enough_for_what_every_player_has() -> None:
    assert len(unexpected(counts(1, values={"points": 0}))) == 1


@pytest.mark.parametrize(("games", "told"), [(3, 0), (4, 1)])
def test_one_game_is_not_enough_for_what_a_fifth_of_all_plays_has(games: int, told: int) -> None:
    assert len(unexpected(counts(games, values={"shot_x_coord": 0}))) == told


def test_all_box_scores_gone_are_told_as_such() -> None:
    (told,) = unexpected(counts(players=0, with_players=0))
    assert told.startswith("box_score of season 2025-26, Format 2")


def test_all_plays_gone_are_told_as_such() -> None:
    (told,) = unexpected(counts(plays=0, with_plays=0))
    assert told.startswith("plays of season 2025-26, Format 2")


def test_a_season_before_the_recorded_ones_may_lack_what_old_games_lack() -> None:
    values = {"plus_minus": 0, "attendance": 0, "assist_player_id": 0}
    assert unexpected(counts(season="2001-02", values=values, plays=0, with_plays=0)) == []


def test_a_season_before_the_recorded_ones_has_what_every_game_has() -> None:
    (told,) = unexpected(counts(season="2001-02", values={"points": 0}))
    assert told.startswith("points of season 2001-02")


def test_a_page_has_no_positions_and_no_duration() -> None:
    named = [text.split()[0] for text in unexpected(counts(format=1))]
    assert named == ["game_duration", "position", "assist_player_id"]


def test_a_range_is_written_in_percent() -> None:
    assert str(ShareRange(0.03, 0.35)) == "3% to 35%"
