"""Recorded payloads come first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures.simulator import SimulatorServer
from tests.unit.simulator.sums import last_play_score, player_sums, scores


@pytest.mark.parametrize(
    ("event_id", "file"),
    [
        ("401810084", "401810084_final.json"),
        ("401810849", "401810849_final.json"),
        ("401810854", "401810854_pregame.json"),
    ],
)
def test_recorded_summaries_are_byte_equal(
    recorded_simulator: SimulatorServer, shared_data: Path, event_id: str, file: str
) -> None:
    body = recorded_simulator.get(f"/summary?event={event_id}").content
    assert body == (shared_data / "espn_summary" / file).read_bytes()


@pytest.mark.parametrize("path", ["20201223_postponed", "20240115_11_finals", "20250214_no_games"])
def test_recorded_scoreboards_are_byte_equal(
    recorded_simulator: SimulatorServer, shared_data: Path, path: str
) -> None:
    body = recorded_simulator.get(f"/scoreboard?dates={path[:8]}").content
    assert body == (shared_data / "espn_scoreboard" / f"{path}.json").read_bytes()


def test_a_recorded_summary_is_listed_on_its_new_york_day(recorded_simulator: SimulatorServer) -> None:
    events = {event["id"]: event for event in recorded_simulator.scoreboard("20251115")["events"]}
    adopted = events["401810084"]
    assert adopted["status"]["type"]["completed"] is True
    rows = adopted["competitions"][0]["competitors"]
    assert [(row["homeAway"], row["team"]["abbreviation"], row["score"]) for row in rows] == [
        ("home", "CHA", "96"),
        ("away", "OKC", "109"),
    ]
    assert [row["value"] for row in rows[0]["linescores"]] == [30.0, 22.0, 18.0, 26.0]
    assert rows[0]["records"][0]["summary"] == "4-9"


def test_a_recorded_pregame_summary_is_listed_as_scheduled(recorded_simulator: SimulatorServer) -> None:
    events = {event["id"]: event for event in recorded_simulator.scoreboard("20260318")["events"]}
    assert events["401810854"]["status"]["type"]["name"] == "STATUS_SCHEDULED"


def test_simulated_games_of_that_day_have_other_teams(recorded_simulator: SimulatorServer) -> None:
    recorded_simulator.set_clock("2026-06-30T00:00:00+00:00")
    events = recorded_simulator.scoreboard("20251115")["events"]
    teams = [row["id"] for event in events for row in event["competitions"][0]["competitors"]]
    assert len(events) > 1
    assert len(teams) == len(set(teams))
    assert [game["id"] for game in recorded_simulator.games("2025-11-15")] == [e["id"] for e in events]


def test_finals_of_a_recorded_scoreboard_get_summaries_that_agree(
    recorded_simulator: SimulatorServer, shared_data: Path
) -> None:
    board = json.loads((shared_data / "espn_scoreboard" / "20240115_11_finals.json").read_bytes())
    for event in board["events"]:
        payload = recorded_simulator.summary(event["id"])
        rows = event["competitions"][0]["competitors"]
        expected = {row["id"]: int(row["score"]) for row in rows}
        quarters = {row["id"]: [int(part["value"]) for part in row["linescores"]] for row in rows}
        header = payload["header"]["competitions"][0]["competitors"]
        assert payload["header"]["id"] == event["id"]
        assert scores(payload) == player_sums(payload) == last_play_score(payload) == expected
        assert {
            row["id"]: [int(part["displayValue"]) for part in row["linescores"]] for row in header
        } == quarters


def test_a_postponed_game_of_a_recorded_scoreboard_has_a_summary_without_score(
    recorded_simulator: SimulatorServer,
) -> None:
    competition = recorded_simulator.summary("401267176")["header"]["competitions"][0]
    assert competition["status"]["type"]["name"] == "STATUS_POSTPONED"
    assert all("score" not in row for row in competition["competitors"])


def test_an_unknown_game_is_answered_as_espn_does(
    recorded_simulator: SimulatorServer, shared_data: Path
) -> None:
    answer = recorded_simulator.get("/summary?event=401673394")
    recorded = json.loads((shared_data / "broken" / "summary_404_body.json").read_bytes())
    assert answer.status_code == 404
    assert answer.json() == recorded
