"""The simulator as a server: determinism, counts, conditional requests, control, exit."""

from __future__ import annotations

import socket

import pytest
import requests

from tests.fixtures.simulator import DEFAULT_NOW, SimulatorServer

DAY = "20260112"


def test_two_processes_give_the_same_bytes(simulator: SimulatorServer) -> None:
    other = SimulatorServer()
    try:
        event = simulator.games("2026-01-12")[0]["id"]
        for address in (f"/scoreboard?dates={DAY}", f"/summary?event={event}"):
            assert simulator.get(address).content == other.get(address).content
    finally:
        other.stop()


def test_sigterm_ends_the_process_cleanly() -> None:
    server = SimulatorServer()
    server.get(f"/scoreboard?dates={DAY}")
    assert server.stop() == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", server.port)) != 0


def test_requests_are_counted_by_kind(simulator: SimulatorServer) -> None:
    event = simulator.games("2026-01-12")[0]["id"]
    simulator.scoreboard(DAY)
    simulator.get(f"/summary?event={event}", headers={"User-Agent": "tester"})
    simulator.get("/summary?event=1")
    report = simulator.requests()
    assert report["kinds"] == {"scoreboard": 1, "summary": 2}
    assert report["total"] == 3
    last = report["requests"]
    assert [row["status"] for row in last] == [200, 200, 404]
    assert last[1]["user_agent"] == "tester"
    assert last[1]["address"].endswith(f"/nba/summary?event={event}")


def test_the_request_log_can_be_reset(simulator: SimulatorServer) -> None:
    simulator.scoreboard(DAY)
    simulator.reset_requests()
    assert simulator.requests() == {"total": 0, "paths": {}, "kinds": {}, "requests": []}


@pytest.mark.parametrize("kind", ["scoreboard", "summary"])
def test_a_known_etag_is_answered_with_304(simulator: SimulatorServer, kind: str) -> None:
    event = simulator.games("2026-01-12")[0]["id"]
    address = f"/scoreboard?dates={DAY}" if kind == "scoreboard" else f"/summary?event={event}"
    etag = simulator.get(address).headers["ETag"]
    again = simulator.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_correction_changes_the_etag(simulator: SimulatorServer) -> None:
    event = simulator.games("2026-01-12")[0]["id"]
    etag = simulator.get(f"/summary?event={event}").headers["ETag"]
    simulator.mark(event, corrected=True)
    assert simulator.get(f"/summary?event={event}", headers={"If-None-Match": etag}).status_code == 200


def test_a_marked_status_holds_whatever_the_clock_says(simulator: SimulatorServer) -> None:
    event = simulator.games("2026-01-12")[0]["id"]
    for status in ("in_progress", "scheduled", "canceled", "final"):
        simulator.mark(event, status=status)
        found = next(game for game in simulator.games("2026-01-12") if game["id"] == event)
        assert found["status"] == f"STATUS_{status.upper()}"


def test_a_game_can_be_postponed(simulator: SimulatorServer) -> None:
    event = simulator.games("2026-01-12")[0]["id"]
    makeup = simulator.mark(event, postponed=True)["makeup"]
    games = {game["id"]: game["status"] for game in simulator.games("2026-01-12")}
    assert games[event] == "STATUS_POSTPONED"
    assert makeup not in games
    assert simulator.get(f"/summary?event={makeup}").status_code == 200


def test_an_impossible_mark_is_refused(simulator: SimulatorServer) -> None:
    with pytest.raises(AssertionError, match="no game 1"):
        simulator.mark("1", shell=True)


def test_the_clock_can_be_set_and_follow_real_time(simulator: SimulatorServer) -> None:
    address = f"{simulator.base_url}/_control/clock"
    assert requests.get(address, timeout=180).json() == {"now": DEFAULT_NOW, "real": False}
    simulator.set_clock(None)
    assert requests.get(address, timeout=180).json()["real"] is True


def test_a_clock_without_zone_is_refused(simulator: SimulatorServer) -> None:
    with pytest.raises(AssertionError, match="time zone"):
        simulator.set_clock("2026-01-01T00:00:00")


def test_without_a_date_the_scoreboard_is_todays(simulator: SimulatorServer) -> None:
    simulator.set_clock("2026-01-13T03:00:00+00:00")
    assert simulator.get("/scoreboard").json()["day"] == {"date": "2026-01-12"}


def test_a_date_that_is_none_is_refused(simulator: SimulatorServer) -> None:
    assert simulator.get("/scoreboard?dates=20260230").status_code == 400


def test_robots_txt_is_served(simulator: SimulatorServer) -> None:
    assert requests.get(f"{simulator.base_url}/robots.txt", timeout=180).status_code == 200


def test_a_public_address_is_refused() -> None:
    with pytest.raises(AssertionError, match="ended with"):
        SimulatorServer("--host", "192.0.2.1")
