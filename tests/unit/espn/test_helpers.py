"""The helpers over a row of raw_data.nba_games."""

from __future__ import annotations

import json
from typing import Any

import pytest

from include.errors import ParamError, PayloadError
from include.espn.features import extract_features
from include.espn.helpers import (
    get_espn_box_score,
    get_espn_game_info,
    get_espn_officials,
    get_espn_venue,
    get_player_stats,
    get_quarter_scores,
    get_top_scorer,
)
from tests.unit.espn.simulated_game import a_game, pregame_payload, summary_payload

FEATURES = extract_features(summary_payload())
DATA = {"espn_features": FEATURES, "metadata": {}}
ROWS: list[Any] = [
    {"game_id": "1", "data": DATA},
    {"game_id": "1", "data": json.dumps(DATA)},
    DATA,
    json.dumps(DATA),
    json.dumps(DATA).encode(),
]
EMPTY: list[Any] = [
    None,
    {},
    {"data": None},
    {"data": {}},
    {"data": "{}"},
    {"data": {"espn_features": None}},
    {"espn_features": []},
    {"espn_features": {}},
    {"espn_features": {"box_score": {"home": None, "away": {"players": [None, {}]}}, "scoring": []}},
]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_its_data_and_their_json_say_the_same(row: Any) -> None:
    assert get_espn_game_info(row) == FEATURES["game_info"]
    assert get_espn_venue(row) == FEATURES["venue"]
    assert get_espn_officials(row) == FEATURES["officials"]
    assert get_espn_box_score(row, "home") == FEATURES["box_score"]["home"]
    assert get_quarter_scores(row, "away") == list(a_game().away_quarters)


@pytest.mark.parametrize("row", EMPTY)
@pytest.mark.parametrize("team", ["home", "away"])
def test_what_is_absent_is_none_or_an_empty_list(row: Any, team: str) -> None:
    assert get_espn_game_info(row) is None
    assert get_espn_venue(row) is None
    assert get_espn_officials(row) == []
    assert get_quarter_scores(row, team) == []
    assert get_player_stats(row, team, "Anybody") is None
    assert get_top_scorer(row, team) is None


def test_a_game_not_begun_has_empty_lists_and_no_top_scorer() -> None:
    row = {"espn_features": extract_features(pregame_payload())}
    box = get_espn_box_score(row, "home")
    assert box is not None
    assert box["players"] == []
    assert get_espn_officials(row) == get_quarter_scores(row, "home") == []
    assert get_top_scorer(row, "home") is None


def test_a_players_numbers_are_flat() -> None:
    player = FEATURES["box_score"]["home"]["players"][0]
    stats = get_player_stats(DATA, "home", player["name"])
    assert stats == {**{key: value for key, value in player.items() if key != "stats"}, **player["stats"]}


def test_capitals_accents_and_spaces_of_a_name_do_not_matter() -> None:
    data = json.loads(json.dumps(DATA))
    data["espn_features"]["box_score"]["home"]["players"][0]["name"] = "Luka Dončić"
    assert get_player_stats(data, "home", "  luka   doncic ") is not None
    assert get_player_stats(data, "away", "Luka Dončić") is None


def test_an_empty_name_is_nobodys() -> None:
    assert get_player_stats({"espn_features": {"box_score": {"home": {"players": [{}]}}}}, "home", "") is None


def test_the_top_scorer_has_most_points_and_of_equals_is_listed_first() -> None:
    data = json.loads(json.dumps(DATA))
    players = data["espn_features"]["box_score"]["away"]["players"]
    for player in players:
        player["stats"]["points"] = 4
    players[2]["stats"]["points"] = players[4]["stats"]["points"] = 30
    players[5]["stats"]["points"] = None
    best = get_top_scorer(data, "away")
    assert best is not None
    assert (best["name"], best["points"]) == (players[2]["name"], 30)


@pytest.mark.parametrize("team", ["Home", "BOS", "", None])
def test_a_team_is_home_or_away(team: Any) -> None:
    for read in (
        lambda: get_espn_box_score(DATA, team),
        lambda: get_quarter_scores({}, team),
        lambda: get_player_stats(None, team, "Anybody"),
        lambda: get_top_scorer(DATA, team),
    ):
        with pytest.raises(ParamError, match="a team is home or away; got"):
            read()


def test_text_that_is_no_json_is_told() -> None:
    with pytest.raises(PayloadError, match=r"expected data of raw_data\.nba_games as JSON"):
        get_espn_venue('{"espn_features":')


def test_what_comes_back_can_be_changed_without_changing_the_row() -> None:
    info = get_espn_game_info(DATA)
    assert info is not None
    info["season"] = "changed"
    assert FEATURES["game_info"]["season"] != "changed"


def test_without_a_team_the_home_team_is_read() -> None:
    name = FEATURES["box_score"]["home"]["players"][0]["name"]
    assert get_espn_box_score(DATA) == FEATURES["box_score"]["home"]
    assert get_quarter_scores(DATA) == list(a_game().home_quarters)
    assert get_player_stats(DATA, name=name) == get_player_stats(DATA, "home", name)
    assert get_top_scorer(DATA) == get_top_scorer(DATA, "home")


def test_a_player_without_a_name_is_refused() -> None:
    with pytest.raises(ParamError, match="name a player, such as get_player_stats"):
        get_player_stats(DATA, "away")
