"""The check `minutes`: five players of each team are on the court all the time."""

from __future__ import annotations

import pytest

from include.espn.features import extract_features
from tests.unit.espn.payload_parts import competition, table
from tests.unit.espn.simulated_game import Json, box_page, summary_payload


def minutes_check(payload: Json) -> bool | None:
    return extract_features(payload)["checks"].get("minutes")


def with_minutes(minutes: list[str], *, overtime: bool = False) -> Json:
    """A summary whose first team has these minutes; its other players did not play."""
    payload = summary_payload(overtime=overtime)
    columns = table(payload)
    place = columns["keys"].index("minutes")
    for athlete, text in zip(columns["athletes"], [*minutes, *["--"] * 20], strict=False):
        if athlete["stats"]:
            athlete["stats"][place] = text
    return payload


@pytest.mark.parametrize(
    ("minutes", "holds"),
    [
        (["48"] * 5, True),
        (["48"] * 4 + ["46"], True),
        (["48"] * 4 + ["45"], False),
        (["48"] * 4 + ["50"], True),
        (["48"] * 4 + ["51"], False),
        (["24"] * 9 + ["29"], True),
        (["24"] * 9 + ["30"], False),
        (["0"] * 5, False),
    ],
    ids=str,
)
def test_minutes_may_be_off_by_half_a_minute_for_each_player(minutes: list[str], holds: bool) -> None:
    assert minutes_check(with_minutes(minutes)) is holds


def test_an_overtime_adds_25_minutes() -> None:
    payload = with_minutes(["48"] * 5, overtime=True)
    overtimes = len(competition(payload)["competitors"][0]["linescores"]) - 4
    assert overtimes > 0
    assert minutes_check(payload) is False
    assert minutes_check(with_minutes([str(48 + 5 * overtimes)] * 5, overtime=True)) is True


def test_the_minutes_of_one_team_alone_are_false() -> None:
    assert minutes_check(with_minutes([])) is False


def test_a_page_is_judged_too() -> None:
    assert minutes_check(box_page()) is True


def test_a_game_without_any_minutes_is_not_judged() -> None:
    payload = summary_payload()
    for box in payload["boxscore"]["players"]:
        for statistics in box["statistics"]:
            statistics["keys"][statistics["keys"].index("minutes")] = "unknown"
    assert minutes_check(payload) is None


def test_a_game_that_is_not_over_is_not_judged() -> None:
    payload = summary_payload()
    competition(payload)["status"]["type"]["completed"] = False
    assert minutes_check(payload) is None


def test_a_game_without_periods_is_not_judged() -> None:
    payload = summary_payload()
    payload["plays"] = []
    for competitor in competition(payload)["competitors"]:
        competitor["linescores"] = []
    assert minutes_check(payload) is None
