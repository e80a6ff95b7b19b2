"""The doctor's request to each source, with the simulator as the source and one thing wrong each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from include.devstack.ports import free_port
from include.source.advice import when_refused
from scorebook.doctor_checks import Finding
from scorebook.doctor_sources import TurnTooLateError, check_sources, short_sleep
from tests.fixtures.simulator import SimulatorServer
from tests.fixtures.stack import wait_for

pytestmark = pytest.mark.integration

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
Check = Callable[[str], Finding]


@pytest.fixture
def check(simulator: SimulatorServer, warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Checks one connection; all of them point to the simulator."""
    hosts: dict[str, dict[str, Any]] = {
        "espn_api": {"host": simulator.espn_url},
        "nba_api": {"host": simulator.nba_url},
        "nba_stats": {"host": simulator.nba_stats_url},
        "racing_source": {
            "host": simulator.racing_api_url,
            "login": "scorebook",
            "password": "secret",
            "extra": {"adapter": "racing_api"},
        },
    }
    for conn_id, fields in hosts.items():
        monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", json.dumps({"conn_type": "http", **fields}))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")

    def run(conn_id: str) -> Finding:
        (found,) = check_sources([conn_id], NOW)
        return found

    return run


def asked(simulator: SimulatorServer) -> list[str]:
    return [request["address"].rpartition("/")[2] for request in simulator.requests()["requests"]]


@pytest.mark.parametrize(
    ("conn_id", "words"),
    [
        ("espn_api", "games of 2026-01-19"),
        ("nba_api", "games of season 2025-26"),
        ("nba_stats", "games of season 2024-25"),
        ("racing_source", "races of gb 2026-01-19"),
    ],
)
def test_a_source_that_is_well_says_what_came(check: Check, conn_id: str, words: str) -> None:
    found = check(conn_id)
    assert (found.level, found.name, found.mend) == ("ok", conn_id, "")
    assert words in found.what


def test_one_request_is_made_and_robots_txt_is_read_before_it(
    check: Check, simulator: SimulatorServer
) -> None:
    check("espn_api")
    assert asked(simulator) == ["robots.txt", "scoreboard?dates=20260119&limit=100"]
    assert {request["user_agent"] for request in simulator.requests()["requests"]} == {"Scorebook/0.1.0"}


def test_a_403_of_espn_names_the_likely_cause_and_where_the_owner_may_set_it(
    check: Check, simulator: SimulatorServer
) -> None:
    simulator.add_faults({"match": "scoreboard", "kind": "status", "status": 403})
    found = check("espn_api")
    assert found.level == "FAIL"
    assert "refuses us: HTTP 403" in found.what
    assert found.mend == when_refused("espn_api", 403)
    assert "User-Agent" in found.mend
    assert asked(simulator).count("scoreboard?dates=20260119&limit=100") == 1


def test_a_run_that_meets_the_same_403_says_the_same_sentence(
    check: Check, simulator: SimulatorServer
) -> None:
    from include.errors import SourceBlockedError
    from scorebook.hooks.source import SourceHook

    simulator.add_faults({"match": "scoreboard", "kind": "status", "status": 403})
    told = check("espn_api").mend
    with SourceHook("espn_api", tries=1) as hook, pytest.raises(SourceBlockedError) as raised:
        hook.fetch("scoreboard?dates=20260119&limit=100")
    assert str(raised.value).endswith(told)


@pytest.mark.parametrize(
    ("rule", "what", "mend"),
    [
        ({"kind": "status", "status": 406}, "refuses us: HTTP 406", "a larger `every`"),
        ({"kind": "status", "status": 401}, "wants other credentials", "login and password"),
        ({"kind": "status", "status": 404}, "does not exist", "docs/SOURCES.md"),
        ({"kind": "status", "status": 500}, "HTTP 500", "asked again by itself"),
        ({"kind": "html"}, "Expected JSON", "A login or block page"),
        ({"kind": "reset"}, "No whole answer", "let this machine reach it"),
        (
            {"kind": "oversize", "bytes": 64},
            "is not what a run needs",
            "make read",
        ),
    ],
)
def test_what_came_is_said_with_what_to_do(
    check: Check, simulator: SimulatorServer, rule: dict[str, Any], what: str, mend: str
) -> None:
    simulator.add_faults({"match": "scoreboard", **rule})
    found = check("espn_api")
    assert found.level == "FAIL"
    assert what in found.what
    assert mend in found.mend
    assert asked(simulator).count("scoreboard?dates=20260119&limit=100") == 1


def test_silence_is_given_up_in_time(
    check: Check, simulator: SimulatorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scorebook import doctor_sources

    monkeypatch.setattr(doctor_sources, "SILENCE", (1.0, 0.2))
    simulator.add_faults({"match": "scoreboard", "kind": "latency", "seconds": 2})
    found = check("espn_api")
    assert found.level == "FAIL"
    assert "No whole answer" in found.what
    # The simulator notes the request when it has answered; the next test begins with an empty log.
    wait_for(lambda: "scoreboard?dates=20260119&limit=100" in asked(simulator))


def test_the_racing_posts_406_names_the_licensed_source(
    check: Check, simulator: SimulatorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {"conn_type": "http", "host": simulator.racing_post_url, "extra": {"adapter": "racing_post"}}
    monkeypatch.setenv("AIRFLOW_CONN_RACING_SOURCE", json.dumps(fields))
    simulator.add_faults({"match": "/results/", "kind": "status", "status": 406})
    assert check("racing_source").mend == when_refused("racing_post", 406)


@pytest.mark.parametrize("column", ["paused_until", "blocked_until"])
def test_a_source_that_rests_is_not_asked(
    check: Check, simulator: SimulatorServer, warehouse_url: str, column: str
) -> None:
    with psycopg.connect(warehouse_url) as connection:
        connection.execute(
            f"insert into ops.source_limits (host, {column}, reason, by) "
            "values (%s, now() + interval '1 hour', 'storm', 'somebody')",
            [f"127.0.0.1:{simulator.port}"],
        )
    found = check("espn_api")
    assert found.level == "WARN"
    assert found.what.startswith("not asked: ")
    assert "storm" in found.what
    assert asked(simulator) == []


def test_a_turn_that_comes_late_is_not_waited_for() -> None:
    with pytest.raises(TurnTooLateError, match=r"1:00:00 away"):
        short_sleep(3600.0)


def test_without_a_warehouse_nothing_is_asked(
    check: Check, simulator: SimulatorServer, warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"postgres://scorebook:secret@127.0.0.1:{free_port()}/warehouse"
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", nowhere)
    found = check("espn_api")
    assert (found.level, found.mend) == ("WARN", "Mend the warehouse first.")
    assert asked(simulator) == []


def test_a_refusal_counts_in_the_circuit_of_the_host(
    check: Check, simulator: SimulatorServer, warehouse_url: str
) -> None:
    simulator.add_faults({"match": "scoreboard", "kind": "status", "status": 403})
    check("espn_api")
    with psycopg.connect(warehouse_url) as connection:
        row = connection.execute("select consecutive_blocks from ops.source_limits").fetchone()
    assert row == (1,)
