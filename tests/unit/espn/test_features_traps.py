"""The traps that other extractors fell into, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from include.espn.catalog import feature_count, has_box_score
from include.espn.features import extract_features
from tests.unit.espn.simulated_game import Json, a_game, box_page, summary_payload, whole_page


def competition(payload: Json) -> Json:
    found: Json = payload["header"]["competitions"][0]
    return found


def package(page: Json) -> Json:
    found: Json = page["page"]["content"]["gamepackage"]
    return found


def table(payload: Json, side: int = 0) -> Json:
    found: Json = payload["boxscore"]["players"][side]["statistics"][0]
    return found


def cell(payload: Json, row: int, key: str, value: str | None) -> None:
    columns = table(payload)
    columns["athletes"][row]["stats"][columns["keys"].index(key)] = value


def first_player(payload: Json) -> dict[str, Any]:
    """The features of the player in row 0 of the first table, whichever team that is."""
    athlete = table(payload)["athletes"][0]["athlete"]["id"]
    players = [p for box in extract_features(payload)["box_score"].values() for p in box["players"]]
    found: dict[str, Any] = next(player for player in players if player["player_id"] == athlete)
    return found


def test_home_and_away_do_not_depend_on_any_order() -> None:
    expected = extract_features(summary_payload())
    for path in (("competitors",), ("teams",), ("players",)):
        payload = summary_payload()
        holder = competition(payload) if path == ("competitors",) else payload["boxscore"]
        holder[path[0]].reverse()
        assert extract_features(payload) == expected


def test_home_and_away_of_a_page_do_not_depend_on_any_order() -> None:
    expected = extract_features(whole_page())
    for name in ("tms", "tmsOrdrd", "bxscr"):
        page = whole_page()
        holder = package(page) if name == "bxscr" else package(page)["gmStrp"]
        holder[name].reverse()
        assert extract_features(page) == expected


def test_columns_are_found_by_key_whatever_their_order() -> None:
    payload = summary_payload()
    for side in (0, 1):
        columns = table(payload, side)
        for row in (columns["keys"], columns["labels"], columns["totals"]):
            row.reverse()
        for athlete in columns["athletes"]:
            athlete["stats"].reverse()
    assert extract_features(payload) == extract_features(summary_payload())


def test_columns_are_found_by_label_where_there_are_no_keys() -> None:
    payload = summary_payload()
    for side in (0, 1):
        del table(payload, side)["keys"]
    assert extract_features(payload) == extract_features(summary_payload())


def test_a_marker_that_contradicts_the_header_fails_the_check() -> None:
    payload = summary_payload()
    for row in payload["boxscore"]["teams"]:
        row["homeAway"] = "away" if row["homeAway"] == "home" else "home"
    features = extract_features(payload)
    assert features["checks"]["home_away"] is False
    assert features["teams"] == extract_features(summary_payload())["teams"]


def test_a_page_marker_that_contradicts_the_strip_fails_the_check() -> None:
    page = box_page()
    for box in package(page)["bxscr"]:
        box["tm"]["hm"] = not box["tm"]["hm"]
    assert extract_features(page)["checks"]["home_away"] is False


def test_a_winner_with_fewer_points_fails_the_check() -> None:
    payload = summary_payload()
    for row in competition(payload)["competitors"]:
        row["winner"] = not row["winner"]
    assert extract_features(payload)["checks"]["home_away"] is False


def test_another_abbreviation_in_the_box_score_fails_the_check() -> None:
    payload = summary_payload()
    payload["boxscore"]["players"][0]["team"]["abbreviation"] = "XYZ"
    assert extract_features(payload)["checks"]["home_away"] is False


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


def test_quarters_that_do_not_add_up_fail_the_check() -> None:
    payload = summary_payload()
    competition(payload)["competitors"][1]["linescores"][0]["displayValue"] = "99"
    assert extract_features(payload)["checks"]["quarters"] is False


def test_quarters_can_be_numbers() -> None:
    payload = summary_payload()
    for row in competition(payload)["competitors"]:
        row["linescores"] = [{"value": float(line["displayValue"])} for line in row["linescores"]]
    assert extract_features(payload) == extract_features(summary_payload())


def test_an_overtime_game_has_five_quarters() -> None:
    features = extract_features(summary_payload(overtime=True))
    assert features["game_info"]["overtime"] is True
    assert len(features["scoring"]["home"]["quarters"]) >= 5
    assert features["plays_summary"]["periods"] >= 5


def test_a_score_of_nil_nil_is_no_score() -> None:
    payload = summary_payload()
    for row in competition(payload)["competitors"]:
        row.update(score="0", linescores=[])
    competition(payload)["status"]["type"]["completed"] = False
    features = extract_features(payload)
    assert [team["score"] for team in features["teams"].values()] == [None, None]
    assert features["game_info"]["margin_of_victory"] is None


def test_a_game_under_way_has_no_margin_of_victory() -> None:
    payload = summary_payload()
    competition(payload)["status"]["type"]["completed"] = False
    features = extract_features(payload)
    assert features["game_info"]["margin_of_victory"] is None
    assert features["game_info"]["duration"] is None
    assert "last_play" not in features["checks"]


def test_a_postponed_page_is_not_over_though_its_state_is_post() -> None:
    page = box_page()
    package(page)["gmStrp"]["status"].update(state="post", desc="Postponed")
    assert extract_features(page)["game_info"]["margin_of_victory"] is None


def test_attendance_of_zero_is_real() -> None:
    payload = summary_payload()
    payload["gameInfo"]["attendance"] = 0
    assert extract_features(payload)["game_info"]["attendance"] == 0


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-11-16T00:00Z", "2025-11-15"),
        ("2026-03-08T04:30Z", "2026-03-07"),
        ("2026-03-09T03:30Z", "2026-03-08"),
        ("2026-03-09T04:30Z", "2026-03-09"),
    ],
)
def test_the_game_day_is_the_new_york_day(instant: str, day: str) -> None:
    payload = summary_payload()
    competition(payload)["date"] = instant
    assert extract_features(payload)["game_info"]["game_date"] == day


def test_the_season_is_the_one_the_source_names() -> None:
    payload = summary_payload()
    payload["header"]["season"] = {"year": 2020, "type": 3}
    competition(payload)["date"] = "2020-10-12T00:00Z"
    info = extract_features(payload)["game_info"]
    assert (info["season"], info["season_year"], info["season_type"]) == ("2019-20", 2020, 3)


def test_a_page_names_no_season_so_the_day_tells_it() -> None:
    page = box_page()
    package(page)["gmStrp"]["dt"] = "2020-10-12T00:00Z"
    assert extract_features(page)["game_info"]["season"] == "2019-20"


def test_national_channels_come_first_then_the_home_teams() -> None:
    payload = summary_payload()
    competition(payload)["broadcasts"] = [
        {"market": {"type": market}, "media": {"shortName": name}}
        for name, market in (("A", "Away"), ("H", "Home"), ("N", "National"), ("H", "Home"))
    ]
    assert extract_features(payload)["game_info"]["broadcast"] == ["N", "H", "A"]


def test_a_page_without_a_list_of_channels_has_its_coverage() -> None:
    page = box_page()
    package(page)["gmInfo"].update(broadcasts=[], cvrg="TNT")
    assert extract_features(page)["game_info"]["broadcast"] == ["TNT"]


def test_officials_stand_in_their_order() -> None:
    payload = summary_payload()
    names = [one["displayName"] for one in payload["gameInfo"]["officials"]]
    payload["gameInfo"]["officials"].reverse()
    assert [one["name"] for one in extract_features(payload)["officials"]] == names


def test_a_wall_clock_set_right_days_later_is_no_duration() -> None:
    payload = summary_payload()
    payload["meta"]["lastPlayWallClock"] = "2026-12-31T00:00:00Z"
    assert extract_features(payload)["game_info"]["duration"] is None


def test_the_character_that_jsonb_cannot_hold_is_left_out() -> None:
    payload = summary_payload()
    payload["gameInfo"]["venue"]["fullName"] = "Garden\0 of \\u0000 Eden"
    payload["plays"][0]["type"]["text"] = "Jump\0ball"
    features = extract_features(payload)
    assert features["venue"]["name"] == "Garden of \\u0000 Eden"
    assert features["plays_summary"]["event_types"]["Jumpball"] >= 1


def test_the_game_of_these_tests_is_a_whole_one() -> None:
    features = extract_features(summary_payload())
    assert features["game_info"]["game_id"] == a_game().id
    assert set(features["checks"].values()) == {True}
