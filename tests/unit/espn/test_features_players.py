"""The traps of players' numbers, and of box scores that are none."""

from __future__ import annotations

import pytest

from include.espn.catalog import feature_count, has_box_score
from include.espn.features import extract_features
from tests.unit.espn.payload_parts import cell, first_player, table
from tests.unit.espn.simulated_game import Json, box_page, summary_payload


@pytest.mark.parametrize(("text", "number"), [("+5", 5), ("-15", -15), ("0", 0), ("--", None), ("", None)])
def test_plus_minus_keeps_its_sign(text: str, number: int | None) -> None:
    payload = summary_payload()
    cell(payload, 0, "plusMinus", text)
    assert first_player(payload)["stats"]["plus_minus"] == number


def test_shots_are_split_and_their_percentage_computed() -> None:
    payload = summary_payload()
    cell(payload, 0, "fieldGoalsMade-fieldGoalsAttempted", "5-15")
    cell(payload, 0, "freeThrowsMade-freeThrowsAttempted", "0-0")
    stats = first_player(payload)["stats"]
    assert (stats["field_goals_made"], stats["field_goals_attempted"], stats["field_goal_pct"]) == (
        5,
        15,
        33.3,
    )
    assert (stats["free_throws_made"], stats["free_throws_attempted"], stats["free_throw_pct"]) == (
        0,
        0,
        None,
    )


def test_unknown_minutes_of_a_player_with_numbers_leave_the_numbers() -> None:
    payload = summary_payload()
    cell(payload, 0, "minutes", "--")
    cell(payload, 0, "points", "7")
    player = first_player(payload)
    assert (player["played"], player["stats"]["minutes"], player["stats"]["points"]) == (True, None, 7)


def test_zero_minutes_are_minutes() -> None:
    payload = summary_payload()
    row = table(payload)["athletes"][0]
    row["stats"] = ["0-0" if "-" in key else "0" for key in table(payload)["keys"]]
    player = first_player(payload)
    assert (player["played"], player["stats"]["minutes"], player["stats"]["points"]) == (True, 0, 0)


def test_who_did_not_play_has_no_numbers() -> None:
    payload = summary_payload()
    table(payload)["athletes"][0].update(didNotPlay=True, stats=[])
    player = first_player(payload)
    assert player["played"] is False
    assert set(player["stats"].values()) == {None}


def test_reason_and_active_tell_nothing() -> None:
    payload = summary_payload()
    table(payload)["athletes"][0].update(active=False, reason="COACH'S DECISION", didNotPlay=False)
    assert first_player(payload)["played"] is True


def test_numbers_count_whatever_is_said_of_the_player() -> None:
    payload = summary_payload()
    table(payload)["athletes"][0]["didNotPlay"] = True
    assert first_player(payload)["played"] is True


def test_doubles() -> None:
    payload = summary_payload()
    for key, text in (
        ("points", "10"),
        ("rebounds", "10"),
        ("assists", "9"),
        ("steals", "0"),
        ("blocks", "0"),
    ):
        cell(payload, 0, key, text)
    stats = first_player(payload)["stats"]
    assert (stats["double_double"], stats["triple_double"]) == (True, False)
    cell(payload, 0, "blocks", "11")
    assert first_player(payload)["stats"]["triple_double"] is True


def test_a_double_is_unknown_when_a_number_is() -> None:
    payload = summary_payload()
    cell(payload, 0, "blocks", "--")
    assert first_player(payload)["stats"]["double_double"] is None


@pytest.mark.parametrize("payload", [summary_payload(shell=True), box_page(shell=True)])
def test_an_empty_shell_is_no_box_score_and_fails_its_sum(payload: Json) -> None:
    features = extract_features(payload)
    assert not has_box_score(features)
    assert features["checks"]["player_points"] is False
    assert {p["played"] for box in features["box_score"].values() for p in box["players"]} == {False}
    assert {v for b in features["box_score"].values() for p in b["players"] for v in p["stats"].values()} == {
        None
    }


def test_a_game_without_players_counts_only_its_own_values() -> None:
    payload = summary_payload()
    del payload["boxscore"]["players"]
    features = extract_features(payload)
    assert "player_points" not in features["checks"]
    assert not has_box_score(features)
    assert feature_count(features) == 19


def test_points_that_do_not_add_up_fail_the_check() -> None:
    payload = summary_payload()
    cell(payload, 0, "points", "99")
    assert extract_features(payload)["checks"]["player_points"] is False
