"""Home, away and columns are told by markers, ids and names, never by order."""

from __future__ import annotations

from include.espn.features import extract_features
from tests.unit.espn.payload_parts import competition, package, table
from tests.unit.espn.simulated_game import box_page, summary_payload, whole_page


def test_home_and_away_do_not_depend_on_any_order() -> None:
    expected = extract_features(summary_payload())
    for name in ("competitors", "teams", "players"):
        payload = summary_payload()
        holder = competition(payload) if name == "competitors" else payload["boxscore"]
        holder[name].reverse()
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
