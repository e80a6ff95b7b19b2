from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.espn.summary import check_summary, fingerprint
from tests.espn_payloads import summary


def test_whole_final_game_passes() -> None:
    check_summary("401", summary("401"))


def test_another_game_is_refused() -> None:
    with pytest.raises(WrongGameError, match="asked for game 402, got game 401"):
        check_summary("402", summary("401"))


def test_game_in_progress_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="not completed"):
        check_summary("401", summary("401", completed=False))


def test_empty_shell_at_a_final_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="adds up to 0, its score is"):
        check_summary("401", summary("401", shell=True))


def test_final_without_any_box_score_is_incomplete() -> None:
    payload = json.loads(summary("401"))
    del payload["boxscore"]["players"]
    with pytest.raises(IncompletePayloadError, match="adds up to nothing"):
        check_summary("401", json.dumps(payload).encode())


def with_minutes(column: str, *teams: list[str]) -> bytes:
    """The summary with a column of minutes for the two players of each team who played, away first."""
    payload = json.loads(summary("401"))
    for box, minutes in zip(payload["boxscore"]["players"], teams, strict=True):
        (statistics,) = box["statistics"]
        names = statistics.pop("keys")
        labels = {"minutes": "MIN", "assists": "AST", "points": "PTS"}
        keys = ["minutes", *names]
        statistics[column] = keys if column == "keys" else [labels[key] for key in keys]
        for athlete, text in zip(statistics["athletes"], minutes, strict=False):
            athlete["stats"].insert(0, text)
    return json.dumps(payload).encode()


@pytest.mark.parametrize("column", ["keys", "labels"])
@pytest.mark.parametrize("minutes", [["0", "0"], ["--", "0"], ["--", "--"]], ids=str)
def test_final_without_a_minute_of_any_player_is_incomplete(column: str, minutes: list[str]) -> None:
    with pytest.raises(IncompletePayloadError, match="the minutes of all 2 players of team 10 are zero"):
        check_summary("401", with_minutes(column, minutes, minutes))


def test_final_without_minutes_of_one_team_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="of team 20 are zero"):
        check_summary("401", with_minutes("keys", ["40", "8"], ["0", "0"]))


def test_final_with_a_player_of_zero_minutes_passes() -> None:
    check_summary("401", with_minutes("keys", ["40", "0"], ["0", "10"]))


def test_points_are_found_by_name_not_by_place() -> None:
    payload = json.loads(summary("401"))
    for box in payload["boxscore"]["players"]:
        for statistics in box["statistics"]:
            statistics["keys"].reverse()
            for athlete in statistics["athletes"]:
                athlete["stats"].reverse()
    check_summary("401", json.dumps(payload).encode())


def test_teams_are_joined_by_id_not_by_order() -> None:
    payload = json.loads(summary("401", home=120, away=90))
    payload["boxscore"]["players"].reverse()
    check_summary("401", json.dumps(payload).encode())


def test_fingerprint_ignores_news_and_changes_with_a_corrected_statistic() -> None:
    body = summary("401")
    assert fingerprint(body) == fingerprint(summary("401", news={"articles": [1]}, standings=[2]))
    corrected = json.loads(body)
    corrected["boxscore"]["players"][0]["statistics"][0]["athletes"][0]["stats"][0] = "4"
    assert fingerprint(json.dumps(corrected).encode()) != fingerprint(body)


@given(data=st.data())
def test_a_mutated_summary_passes_or_is_a_payload_error(data: st.DataObject) -> None:
    body = bytearray(summary("401"))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    for rule in (lambda: check_summary("401", bytes(body)), lambda: fingerprint(bytes(body))):
        with contextlib.suppress(PayloadError):
            rule()
