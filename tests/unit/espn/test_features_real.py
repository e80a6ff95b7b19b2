"""Exact values of the real payloads, each against what its own source says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from include.errors import IncompletePayloadError
from include.espn.catalog import feature_count, has_box_score
from include.espn.features import extract_features
from include.espn.helpers import get_player_stats, get_top_scorer
from include.espn.own_numbers import own_numbers
from include.espn.show_features import numbers_of
from include.espn.summary import check_summary

FINALS = ("espn_summary/401810084_final.json", "espn_summary/401810849_final.json")
EVERY = (*FINALS, "espn_summary/401810854_pregame.json", "espn_page/401585183_final.json")


def read(shared_data: Path, name: str) -> dict[str, Any]:
    return extract_features((shared_data / name).read_bytes())


@pytest.mark.parametrize("name", EVERY)
def test_features_say_what_the_source_says_of_itself(shared_data: Path, name: str) -> None:
    body = (shared_data / name).read_bytes()
    assert numbers_of(extract_features(body)) == own_numbers(body)


@pytest.mark.parametrize("name", FINALS)
def test_every_check_of_a_final_holds(shared_data: Path, name: str) -> None:
    features = read(shared_data, name)
    assert features["checks"] == {
        "player_points": True,
        "quarters": True,
        "minutes": True,
        "home_away": True,
        "last_play": True,
        "running_score": True,
    }
    assert not any("score_contradicts" in play for play in features["plays_summary"]["plays"])


def test_the_minutes_of_the_recorded_teams_add_up_to_240_or_one_more(shared_data: Path) -> None:
    """What the tolerance of the check `minutes` rests on."""
    sums = {
        name: [sum(player["stats"]["minutes"] or 0 for player in box["players"]) for box in boxes.values()]
        for name in (*FINALS, "espn_page/401585183_final.json")
        if (boxes := read(shared_data, name)["box_score"])
    }
    assert sums == {
        "espn_summary/401810084_final.json": [240, 240],
        "espn_summary/401810849_final.json": [241, 240],
        "espn_page/401585183_final.json": [241, 240],
    }


def test_a_final_whose_minutes_are_all_zero_is_incomplete_and_fails_the_check(shared_data: Path) -> None:
    body = (shared_data / "cases/espn_nba/03_espn_minutes_zero_for_all.json").read_bytes()
    with pytest.raises(IncompletePayloadError, match="the minutes of all 2 players of team 1 are zero"):
        check_summary("401000001", body)
    assert extract_features(body)["checks"] == {
        "player_points": True,
        "quarters": True,
        "minutes": False,
        "home_away": True,
    }


@pytest.mark.parametrize("name", FINALS)
def test_a_recorded_final_may_be_archived(shared_data: Path, name: str) -> None:
    check_summary(Path(name).name.split("_")[0], (shared_data / name).read_bytes())


def test_the_game_and_its_teams(shared_data: Path) -> None:
    features = read(shared_data, FINALS[0])
    assert features["game_info"] == {
        "game_id": "401810084",
        "game_date": "2025-11-15",
        "tipoff_utc": "2025-11-16T00:00:00Z",
        "season": "2025-26",
        "season_year": 2026,
        "season_type": 2,
        "attendance": 19469,
        "sold_out": None,
        "duration": 118,
        "overtime": False,
        "margin_of_victory": 13,
        "broadcast": ["FanDuel SN SE", "FanDuel SN OK", "NBA League Pass"],
    }
    assert features["teams"] == {
        "home": {"id": "30", "name": "Charlotte Hornets", "abbreviation": "CHA", "score": 96},
        "away": {"id": "25", "name": "Oklahoma City Thunder", "abbreviation": "OKC", "score": 109},
    }
    assert features["scoring"] == {
        "home": {"quarters": [30, 22, 18, 26], "total": 96},
        "away": {"quarters": [30, 25, 32, 22], "total": 109},
    }
    assert features["venue"] == {"name": "Spectrum Center", "city": "Charlotte", "state": "NC"}
    assert features["officials"] == [
        {"name": "Derrick Collins", "number": None},
        {"name": "Josh Tiven", "number": None},
        {"name": "Nate Green", "number": None},
    ]
    assert features["source_data"] == {
        "source": "espn",
        "format": 2,
        "wrapped": False,
        "original_game_id": "401810084",
    }


def test_a_player_with_a_negative_plus_minus(shared_data: Path) -> None:
    row = {"espn_features": read(shared_data, FINALS[1])}
    assert get_player_stats(row, "away", "Kobe Brown") == {
        "player_id": "4431752",
        "name": "Kobe Brown",
        "jersey": "24",
        "position": "G",
        "starter": True,
        "played": True,
        "minutes": 31,
        "points": 13,
        "rebounds": 5,
        "offensive_rebounds": 0,
        "defensive_rebounds": 5,
        "assists": 0,
        "steals": 0,
        "blocks": 2,
        "turnovers": 2,
        "fouls": 2,
        "plus_minus": -35,
        "field_goals_made": 5,
        "field_goals_attempted": 8,
        "field_goal_pct": 62.5,
        "three_pointers_made": 3,
        "three_pointers_attempted": 6,
        "three_point_pct": 50.0,
        "free_throws_made": 0,
        "free_throws_attempted": 0,
        "free_throw_pct": None,
        "double_double": False,
        "triple_double": False,
    }


def test_the_team_stats_are_the_sources_totals(shared_data: Path) -> None:
    stats = read(shared_data, FINALS[1])["box_score"]["home"]["team_stats"]
    assert (stats["points"], stats["rebounds"], stats["assists"], stats["turnovers"]) == (136, 49, 38, 9)
    assert (stats["field_goals_made"], stats["field_goals_attempted"], stats["field_goal_pct"]) == (
        54,
        100,
        54.0,
    )
    assert (stats["fast_break_points"], stats["points_in_paint"], stats["lead_percentage"]) == (20, 62, 81)


def test_all_plays_are_kept_with_their_values(shared_data: Path) -> None:
    summary = read(shared_data, FINALS[0])["plays_summary"]
    assert (summary["total_plays"], summary["periods"], len(summary["plays"])) == (437, 4, 437)
    assert sum(summary["event_types"].values()) == 437
    assert summary["event_types"]["Bad Pass Turnover"] == 13
    assert summary["plays"][1] == {
        "id": "4018100847",
        "event_description": "Kon Knueppel makes driving layup (Collin Sexton assists)",
        "period": 1,
        "clock": "11:45",
        "score_margin": 2,
        "event_type": "Driving Layup Shot",
        "possession_team": "CHA",
        "shot_made": True,
        "shot_type": "Driving Layup Shot",
        "shot_value": 2,
        "shot_x_coord": 26,
        "shot_y_coord": 2,
        "shot_distance": 2.2,
        "assist_player_id": "4277811",
    }


@pytest.mark.parametrize("name", FINALS)
def test_made_shots_add_up_to_the_score(shared_data: Path, name: str) -> None:
    features = read(shared_data, name)
    for side in ("home", "away"):
        team = features["teams"][side]
        points = [
            play["shot_value"]
            for play in features["plays_summary"]["plays"]
            if play.get("shot_made") and play["possession_team"] == team["abbreviation"]
        ]
        assert sum(points) == team["score"]


@pytest.mark.parametrize("name", FINALS)
def test_assists_of_the_plays_are_those_of_the_box_score(shared_data: Path, name: str) -> None:
    features = read(shared_data, name)
    plays = [
        play["assist_player_id"] for play in features["plays_summary"]["plays"] if "assist_player_id" in play
    ]
    for box in features["box_score"].values():
        for player in box["players"]:
            assert plays.count(player["player_id"]) == (player["stats"]["assists"] or 0)


def test_feature_counts(shared_data: Path) -> None:
    assert [feature_count(read(shared_data, name)) for name in EVERY] == [550, 610, 8, 562]


def test_a_game_not_begun_has_no_invented_values(shared_data: Path) -> None:
    features = read(shared_data, EVERY[2])
    assert features["checks"] == {"home_away": True}
    assert not has_box_score(features)
    assert [team["score"] for team in features["teams"].values()] == [None, None]
    assert [one["quarters"] for one in features["scoring"].values()] == [[], []]
    info = features["game_info"]
    assert [info[name] for name in ("attendance", "duration", "overtime", "margin_of_victory")] == [None] * 4
    assert features["officials"] == []
    assert features["venue"] == {"name": "TD Garden", "city": "Boston", "state": "MA"}
    for box in features["box_score"].values():
        assert box["players"] == []
        assert set(box["team_stats"].values()) == {None}
    assert features["plays_summary"] == {"total_plays": 0, "periods": 0, "event_types": {}, "plays": []}


def test_the_page_agrees_with_the_days_scoreboard(shared_data: Path) -> None:
    features = read(shared_data, "espn_page/401585183_final.json")
    board = json.loads((shared_data / "espn_scoreboard/20240115_11_finals.json").read_bytes())
    event = board["events"][0]
    assert event["id"] == features["game_info"]["game_id"]
    for row in event["competitions"][0]["competitors"]:
        team, scoring = features["teams"][row["homeAway"]], features["scoring"][row["homeAway"]]
        assert (team["id"], team["abbreviation"]) == (row["id"], row["team"]["abbreviation"])
        assert team["score"] == scoring["total"] == int(row["score"])
        assert scoring["quarters"] == [int(line["value"]) for line in row["linescores"]]
    assert event["season"]["year"] == features["game_info"]["season_year"]


def test_the_page_has_what_pages_have(shared_data: Path) -> None:
    features = read(shared_data, "espn_page/401585183_final.json")
    assert features["checks"] == {"player_points": True, "quarters": True, "minutes": True, "home_away": True}
    assert features["game_info"]["game_date"] == "2024-01-15"
    assert features["game_info"]["season"] == "2023-24"
    assert features["game_info"]["attendance"] == 20822
    assert features["game_info"]["broadcast"] == ["NBA TV", "NBC Sports Phil", "Space City Home Network"]
    assert features["venue"] == {"name": "Wells Fargo Center", "city": "Philadelphia", "state": "PA"}
    assert [one["name"] for one in features["officials"]] == ["Ben Taylor", "J.B. DeRosa", "Brent Haskill"]
    home = features["box_score"]["home"]
    assert (home["team_name"], home["team_abbreviation"]) == ("Philadelphia 76ers", "PHI")
    assert [player["starter"] for player in home["players"]] == [True] * 5 + [False] * 6
    assert {player["position"] for player in home["players"]} == {None}
    best = get_top_scorer({"espn_features": features}, "home")
    assert best is not None
    assert (best["name"], best["points"], best["jersey"]) == ("Joel Embiid", 41, "21")
