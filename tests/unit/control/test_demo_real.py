"""`make demo SOURCE=real`: nothing without a yes, and everything put back whatever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include.control.client import AirflowApi
from include.control.demo import real
from include.control.demo.borrowed import FILE, Settings, borrowed, put_back
from include.control.errors import RefusedError
from tests.unit.control.fake_airflow import Answer, Asked, FakeAirflow, dag, page, run, task

DAY = date(2026, 1, 19)
SIMULATED = "http://127.0.0.1:1/apis/site/v2/sports/basketball/nba"
REAL = "https://site.example/nba"
LOCAL = {
    "scorebook_request_interval_seconds": "0.02",
    "scorebook_retry_base_seconds": "0.2",
    "scorebook_retry_delay_seconds": "2",
    "scorebook_blocked_wait_minutes": "0.02-0.04",
}
PRODUCTION = {
    "scorebook_request_interval_seconds": "0.5",
    "scorebook_retry_base_seconds": "2",
    "scorebook_retry_delay_seconds": "120",
    "scorebook_blocked_wait_minutes": "30-60",
}


class Platform:
    """What Airflow holds: the connection's host, the Variables, the DAG's pause, and its one run."""

    def __init__(self, fake: FakeAirflow) -> None:
        self.fake = fake
        self.host = SIMULATED
        self.variables = dict(LOCAL)
        self.paused = True
        self.state = "running"
        self.task_state = "running"
        self.ends_by_itself = True
        self.during: list[tuple[str, dict[str, str], bool]] = []
        runs = "/api/v2/dags/espn_incremental/dagRuns"
        routes: dict[str, Any] = {
            "GET /api/v2/dags/espn_incremental/details": self.details,
            "PATCH /api/v2/dags/espn_incremental": self.pause,
            "GET /api/v2/connections/espn_api": lambda _: (200, {"conn_type": "http", "host": self.host}),
            "PATCH /api/v2/connections/espn_api": self.set_host,
            f"POST {runs}": self.trigger,
            f"GET {runs}": page("dag_runs"),
            f"GET {runs}/r1": lambda _: (200, run("r1", self.state)),
            f"PATCH {runs}/r1": self.end,
            f"GET {runs}/r1/taskInstances": self.tasks,
        }
        for key in LOCAL:
            path = f"/api/v2/variables/{key}"
            routes[f"GET {path}"] = self.get_variable
            routes[f"PATCH {path}"] = self.set_variable
        fake.routes |= routes

    def details(self, _: Asked) -> Answer:
        return 200, dag(dag_id="espn_incremental", is_paused=self.paused)

    def pause(self, asked: Asked) -> Answer:
        self.paused = asked.body["is_paused"]
        return 200, {}

    def get_variable(self, asked: Asked) -> Answer:
        return 200, {"value": self.variables[asked.path.rpartition("/")[2]]}

    def set_variable(self, asked: Asked) -> Answer:
        assert asked.query == {"update_mask": "value"}
        self.variables[asked.body["key"]] = asked.body["value"]
        return 200, {}

    def set_host(self, asked: Asked) -> Answer:
        assert asked.query == {"update_mask": "host"}
        self.host = asked.body["host"]
        return 200, {}

    def trigger(self, asked: Asked) -> Answer:
        assert asked.body["conf"] == {"days": ["2026-01-19"]}
        self.during.append((self.host, dict(self.variables), self.paused))
        return 200, {"dag_run_id": "r1"}

    def tasks(self, _: Asked) -> Answer:
        answer = page("task_instances", task("fetch", self.task_state))
        if self.ends_by_itself:
            self.state, self.task_state = "success", "success"
        return answer

    def end(self, asked: Asked) -> Answer:
        assert asked.body == {"state": "failed"}
        self.state, self.task_state = "failed", "failed"
        return 200, {}


@pytest.fixture
def platform(airflow: FakeAirflow, monkeypatch: pytest.MonkeyPatch) -> Platform:
    monkeypatch.setattr(real, "_refusal", lambda *_: None)
    return Platform(airflow)


@pytest.fixture
def api(airflow: FakeAirflow) -> Iterator[AirflowApi]:
    with AirflowApi(airflow.url, "admin", "right") as client:
        yield client


def run_day(api: AirflowApi, directory: Path) -> int:
    return real.run_day(api, directory, "no warehouse", address=REAL, day=DAY)


def is_as_before(platform: Platform, directory: Path) -> bool:
    settings = (platform.host, platform.variables, platform.paused)
    return settings == (SIMULATED, LOCAL, True) and not (directory / FILE).exists()


def test_the_run_has_the_real_address_and_productions_rate_and_all_is_put_back(
    platform: Platform, api: AirflowApi, tmp_path: Path
) -> None:
    assert run_day(api, tmp_path) == 0
    assert platform.during == [(REAL, PRODUCTION, False)]
    assert is_as_before(platform, tmp_path)


def test_a_refusal_ends_the_run_instead_of_asking_again_in_half_an_hour(
    platform: Platform, api: AirflowApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.ends_by_itself, platform.task_state = False, "up_for_retry"
    assert run_day(api, tmp_path) == 1
    assert platform.state == "failed"
    assert "the run is ended as failed" in capsys.readouterr().out
    assert is_as_before(platform, tmp_path)


def test_an_interruption_ends_the_run_and_puts_all_back(
    platform: Platform, api: AirflowApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(real, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_day(api, tmp_path)
    assert platform.state == "failed"
    assert is_as_before(platform, tmp_path)


def test_what_a_killed_run_left_is_put_back_by_the_next(
    platform: Platform, api: AirflowApi, tmp_path: Path
) -> None:
    left = {"host": SIMULATED, "variables": LOCAL}
    (tmp_path / FILE).write_text(json.dumps(left))
    platform.host, platform.variables = REAL, dict(PRODUCTION)
    assert run_day(api, tmp_path) == 0
    assert is_as_before(platform, tmp_path)


def test_put_back_does_nothing_where_nothing_was_borrowed(
    platform: Platform, api: AirflowApi, tmp_path: Path
) -> None:
    assert put_back(api, tmp_path) is False
    assert platform.fake.requests("PATCH", "/api/v2/connections/espn_api") == []


def test_what_was_there_is_written_down_before_anything_is_changed(
    platform: Platform, api: AirflowApi, tmp_path: Path
) -> None:
    wanted = Settings(host=REAL, variables={"scorebook_retry_base_seconds": "2"})
    with borrowed(api, tmp_path, wanted):
        assert json.loads((tmp_path / FILE).read_text()) == {
            "host": SIMULATED,
            "variables": {"scorebook_retry_base_seconds": "0.2"},
        }
    assert is_as_before(platform, tmp_path)


def test_without_a_yes_nothing_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    questions: list[str] = []

    def no(question: str) -> bool:
        questions.append(question)
        return False

    with pytest.raises(RefusedError, match="YES=1"):
        real.demo_real({}, day=DAY, yes=False, ask=no)
    assert questions == ["Go on?"]
    shown = capsys.readouterr().out
    assert "https://site.api.espn.com" in shown
    assert "docs/SOURCES.md" in shown


def test_a_day_that_is_not_over_is_refused() -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    with pytest.raises(RefusedError, match="is not over in New York"):
        real.demo_real({}, day=tomorrow, yes=True)
