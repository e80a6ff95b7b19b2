"""The traps of what a payload says of the game itself."""

from __future__ import annotations

import pytest

from include.espn.features import extract_features
from tests.unit.espn.payload_parts import competition, package
from tests.unit.espn.simulated_game import a_game, box_page, summary_payload


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
