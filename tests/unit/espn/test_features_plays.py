"""Plays: shots, free throws, sentinel coordinates, and the score that the plays end with."""

from __future__ import annotations

from typing import Any

import pytest

from include.espn.features import extract_features
from tests.unit.espn.simulated_game import Json, summary_payload, whole_page

NO_COORDINATE = {"x": -214748340, "y": -214748365}


def play_of(**changes: Any) -> dict[str, Any]:
    """The features of the first made field goal of the game with an assist, changed."""
    payload = summary_payload()
    play = next(one for one in payload["plays"] if one["scoringPlay"] and "assists" in one["text"])
    play.update(changes)
    plays = extract_features(payload)["plays_summary"]["plays"]
    found: dict[str, Any] = next(row for row in plays if row["id"] == play["id"])
    return found


def test_all_plays_are_kept_in_the_sources_order() -> None:
    payload = summary_payload()
    plays = extract_features(payload)["plays_summary"]["plays"]
    assert len(plays) > 400
    assert [play["id"] for play in plays] == [play["id"] for play in payload["plays"]]


def test_no_play_holds_a_null() -> None:
    for payload in (summary_payload(), whole_page()):
        for play in extract_features(payload)["plays_summary"]["plays"]:
            assert None not in play.values()


def test_a_play_without_anything_is_still_a_play() -> None:
    payload = summary_payload()
    payload["plays"] = [{}]
    assert extract_features(payload)["plays_summary"] == {
        "total_plays": 1,
        "periods": 0,
        "event_types": {},
        "plays": [{}],
    }


def test_free_throws_are_worth_one_and_have_no_place() -> None:
    plays = extract_features(summary_payload())["plays_summary"]["plays"]
    free_throws = [play for play in plays if play.get("shot_type", "").startswith("Free Throw")]
    assert free_throws
    assert {play["shot_value"] for play in free_throws} == {1}
    assert not any("shot_x_coord" in play or "shot_distance" in play for play in free_throws)


@pytest.mark.parametrize("shown", [NO_COORDINATE, {"x": None, "y": 3}, {"x": 26, "y": -214748365}, None])
def test_a_coordinate_for_none_is_left_out(shown: Json | None) -> None:
    play = play_of(coordinate=shown)
    assert not {"shot_x_coord", "shot_y_coord", "shot_distance"} & set(play)


def test_the_distance_is_the_line_to_the_rim_in_feet() -> None:
    play = play_of(coordinate={"x": 28, "y": 4})
    assert (play["shot_x_coord"], play["shot_y_coord"], play["shot_distance"]) == (28, 4, 5.0)


def test_a_coordinate_behind_the_rim_is_real() -> None:
    play = play_of(coordinate={"x": 25, "y": -2})
    assert (play["shot_y_coord"], play["shot_distance"]) == (-2, 2.0)


def test_a_coordinate_of_a_play_that_is_no_shot_is_no_shots() -> None:
    assert "shot_x_coord" not in play_of(shootingPlay=False, coordinate={"x": 10, "y": 10})


def test_the_assist_is_the_second_player_of_a_made_shot() -> None:
    people = [{"athlete": {"id": "1"}}, {"athlete": {"id": "2"}}]
    text = "A makes layup (B assists)"
    assert play_of(text=text, participants=people)["assist_player_id"] == "2"
    assert "assist_player_id" not in play_of(
        text="B blocks A's layup", participants=people, scoringPlay=False
    )
    assert "assist_player_id" not in play_of(text=text, participants=people[:1])


@pytest.mark.parametrize(
    ("made", "points", "text", "value"),
    [
        (True, 3, "A makes 23-foot running jump shot", 3),
        (True, 2, "A makes layup", 2),
        (False, 0, "A misses 24-foot three point jumper", 3),
        (False, 0, "A misses two point shot", 2),
        (False, 0, "A misses 17-foot jumper", None),
    ],
)
def test_the_value_of_a_shot_without_points_attempted(
    made: bool, points: int, text: str, value: int | None
) -> None:
    play = play_of(pointsAttempted=None, scoringPlay=made, scoreValue=points, text=text)
    assert play.get("shot_value") == value


def test_a_type_in_two_lines_becomes_one() -> None:
    assert play_of(type={"id": "62", "text": "Bad Pass\nTurnover"})["event_type"] == "Bad Pass Turnover"


def test_the_margin_is_the_home_teams() -> None:
    assert play_of(homeScore=90, awayScore=97)["score_margin"] == -7


def test_a_play_of_neither_team_has_no_possession() -> None:
    assert "possession_team" not in play_of(team={"id": "999"})


def test_plays_that_end_with_another_score_fail_the_check() -> None:
    payload = summary_payload()
    payload["plays"][-1]["homeScore"] += 1
    assert extract_features(payload)["checks"]["last_play"] is False


def test_the_last_play_is_not_the_last_of_the_list() -> None:
    payload = summary_payload()
    payload["plays"].insert(0, payload["plays"].pop())
    assert extract_features(payload)["checks"]["last_play"] is True


def test_without_a_play_that_ends_the_game_the_last_period_tells() -> None:
    payload = summary_payload()
    payload["plays"].pop()
    payload["plays"].append(payload["plays"].pop(0))
    assert extract_features(payload)["checks"]["last_play"] is True


def test_a_score_that_goes_down_is_not_the_greatest() -> None:
    payload = summary_payload()
    payload["plays"][-8]["homeScore"] += 2
    assert extract_features(payload)["checks"]["last_play"] is True
