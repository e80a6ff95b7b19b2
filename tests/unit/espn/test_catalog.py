"""The catalogue: exactly the 58 features, each readable at its path."""

from __future__ import annotations

import pytest

from include.espn.catalog import FEATURES, feature_count, has_box_score, value_of, values_of
from include.espn.extraction.stats import PLAYER_STATS
from include.espn.features import extract_features
from tests.unit.espn.simulated_game import plays_page, summary_payload, whole_page

GAME = (
    "game_date", "season", "season_type", "home_team_abbr", "away_team_abbr", "home_score", "away_score",
    "home_q1_score", "home_q2_score", "home_q3_score", "home_q4_score", "venue_name", "venue_city",
    "attendance", "sold_out", "broadcast_network", "game_duration", "referee_1", "overtime",
    "margin_of_victory",
)  # fmt: skip
PLAYER = (
    "minutes", "points", "rebounds", "offensive_rebounds", "defensive_rebounds", "assists", "steals",
    "blocks", "turnovers", "fouls", "field_goals_made", "field_goals_attempted", "field_goal_pct",
    "three_pointers_made", "three_pointers_attempted", "three_point_pct", "free_throws_made",
    "free_throws_attempted", "free_throw_pct", "plus_minus", "starter", "position", "jersey_number",
    "double_double", "triple_double",
)  # fmt: skip
PLAY = (
    "shot_x_coord", "shot_y_coord", "shot_distance", "shot_made", "shot_type", "shot_value",
    "assist_player_id", "event_type", "period", "clock", "score_margin", "possession_team",
    "event_description",
)  # fmt: skip
DERIVED = {
    "field_goal_pct",
    "three_point_pct",
    "free_throw_pct",
    "double_double",
    "triple_double",
    "shot_distance",
    "score_margin",
}


def test_the_58_names_in_their_groups() -> None:
    groups = {"game": GAME, "player": PLAYER, "play": PLAY}
    assert [(one.group, one.name) for one in FEATURES] == [
        (group, name) for group, names in groups.items() for name in names
    ]
    assert [len(names) for names in groups.values()] == [20, 25, 13]


def test_the_derived_ones() -> None:
    assert {one.name for one in FEATURES if one.derived} == DERIVED


def test_every_feature_that_summaries_have_is_found_in_one() -> None:
    features = extract_features(summary_payload())
    found = {one.name for one in FEATURES if values_of(one, features)}
    assert (
        found == {one.name for one in FEATURES if 2 in one.formats} == {*GAME, *PLAYER, *PLAY} - {"sold_out"}
    )


def test_every_feature_that_pages_have_is_found_in_one() -> None:
    features = extract_features(whole_page())
    found = {one.name for one in FEATURES if values_of(one, features)}
    assert found == {one.name for one in FEATURES if 1 in one.formats}


def test_a_player_stat_is_a_feature_of_the_same_name() -> None:
    assert set(PLAYER_STATS) == set(PLAYER) - {"starter", "position", "jersey_number"}


def test_values_are_read_at_their_paths() -> None:
    features = extract_features(summary_payload())
    by_name = {one.name: one for one in FEATURES}
    assert value_of(by_name["home_q2_score"], features) == features["scoring"]["home"]["quarters"][1]
    assert value_of(by_name["referee_1"], features) == features["officials"][0]["name"]
    assert value_of(by_name["sold_out"], features) is None
    players = [player for box in features["box_score"].values() for player in box["players"]]
    jerseys = [player["jersey"] for player in players]
    assert values_of(by_name["jersey_number"], features) == jerseys
    assert len(values_of(by_name["period"], features)) == features["plays_summary"]["total_plays"]


@pytest.mark.parametrize("payload", [summary_payload(), whole_page()])
def test_the_count_is_of_game_and_player_values(payload: dict[str, object]) -> None:
    features = extract_features(payload)
    counted = [len(values_of(one, features)) for one in FEATURES if one.group != "play"]
    assert feature_count(features) == sum(counted)


def test_plays_are_not_counted() -> None:
    features = extract_features(plays_page())
    assert features["plays_summary"]["total_plays"] > 400
    assert feature_count(features) == 18
    assert not has_box_score(features)
