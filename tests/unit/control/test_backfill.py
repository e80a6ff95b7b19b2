from __future__ import annotations

from typing import Any

import pytest

from include.control.__main__ import main
from tests.unit.control.fake_airflow import FakeAirflow, dag, page, run, task

DETAILS = "GET /api/v2/dags/games/details"
RUNS = "GET /api/v2/dags/games/dagRuns"
FAILED = "GET /api/v2/dags/games/dagRuns/~/taskInstances"
FIRST, SECOND = "2025-11-01T06:00:00Z", "2025-11-02T06:00:00Z"
COMMAND = ("backfill", "--dag", "games", "--from", "2025-11-01", "--to", "2025-11-02")


def planned(*dates: str) -> tuple[int, Any]:
    return 200, {"backfills": [{"logical_date": date} for date in dates], "total_entries": len(dates)}


def backfill(*, completed: bool, paused: bool = False) -> tuple[int, Any]:
    return 200, {"id": 7, "completed_at": FIRST if completed else None, "is_paused": paused}


@pytest.fixture
def filled(airflow: FakeAirflow) -> FakeAirflow:
    """Two days without runs; the backfill is completed at the second look, one task failed."""
    airflow.routes["POST /api/v2/backfills/dry_run"] = planned(FIRST, SECOND)
    airflow.routes["POST /api/v2/backfills"] = backfill(completed=False)
    airflow.routes["GET /api/v2/backfills/7"] = [backfill(completed=False), backfill(completed=True)]
    airflow.routes[RUNS] = [
        page("dag_runs"),
        page("dag_runs", run("a", "running", FIRST), run("b", "queued", SECOND)),
        page("dag_runs", run("a", "success", FIRST), run("b", "failed", SECOND)),
    ]
    airflow.routes[FAILED] = page(
        "task_instances", task("fetch", "failed", run_id="b"), task("old", "failed", run_id="another")
    )
    for run_id, stored in (("a", 4), ("b", 5)):
        path = f"/api/v2/dags/games/dagRuns/{run_id}/taskInstances/finish_run/xcomEntries/return_value"
        airflow.routes[f"GET {path}"] = (200, {"value": [{"day": "x", "stored": stored}]})
    return airflow


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*COMMAND, *arguments]) == 2
    return capsys.readouterr().err.strip()


def test_sends_whole_days_of_the_dags_zone(filled: FakeAirflow) -> None:
    main([*COMMAND, "--conf", '{"dry_run": true}', "--reprocess", "failed", "--max-active-runs", "3"])
    (post,) = filled.requests("POST", "/api/v2/backfills")
    assert post.body == {
        "dag_id": "games",
        "from_date": "2025-11-01T04:00:00+00:00",
        "to_date": "2025-11-03T04:59:59+00:00",
        "reprocess_behavior": "failed",
        "max_active_runs": 3,
        "dag_run_conf": {"dry_run": True},
    }


def test_zone_and_limit_come_from_the_dag(filled: FakeAirflow) -> None:
    filled.routes[DETAILS] = (200, dag(timezone="Europe/London", tags=[], max_active_runs=2))
    main([*COMMAND])
    (post,) = filled.requests("POST", "/api/v2/backfills")
    assert (post.body["from_date"], post.body["to_date"]) == (
        "2025-11-01T00:00:00+00:00",
        "2025-11-02T23:59:59+00:00",
    )
    assert post.body["max_active_runs"] == 2


def test_zone_tag_wins_over_airflows_default_zone(filled: FakeAirflow) -> None:
    tags = [{"name": "racing"}, {"name": "zone:Europe/London"}]
    filled.routes[DETAILS] = (200, dag(timezone="UTC", tags=tags))
    assert main(["backfill", "--dag", "games", "--from", "2025-07-01", "--to", "2025-07-01"]) == 1
    (post,) = filled.requests("POST", "/api/v2/backfills")
    assert post.body["from_date"] == "2025-06-30T23:00:00+00:00"


def test_prints_each_day_and_the_total_and_counts_own_failed_tasks(
    filled: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*COMMAND]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "day         state    failed tasks  stored" in lines
    assert "2025-11-01  success             0       4" in lines
    assert "2025-11-02  failed              1       5" in lines
    assert "total                           1       9" in lines
    assert f"failed: fetch  {filled.url}/dags/games/runs/b/tasks/fetch" in lines
    assert lines[-1] == f"{filled.url}/dags/games/backfills"


def test_dry_run_makes_nothing_and_names_each_day(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    airflow.routes["POST /api/v2/backfills/dry_run"] = planned(SECOND)
    airflow.routes[RUNS] = page("dag_runs", run("a", "success", FIRST))
    arguments = ["backfill", "--dag", "games", "--from", "2025-11-01", "--to", "2025-11-03", "--dry-run"]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "2025-11-01  has a run already (success): left as it is" in lines
    assert "2025-11-02  has no run: would run" in lines
    assert "2025-11-03  no run: not scheduled, or not over yet" in lines
    assert not airflow.requests("POST", "/api/v2/backfills")


def test_dry_run_of_a_paused_dag_is_allowed(filled: FakeAirflow) -> None:
    filled.routes[DETAILS] = (200, dag(is_paused=True))
    assert main([*COMMAND, "--dry-run"]) == 0


def test_nothing_to_run_ends_with_0_and_makes_no_backfill(airflow: FakeAirflow) -> None:
    airflow.routes["POST /api/v2/backfills/dry_run"] = planned()
    airflow.routes[RUNS] = page("dag_runs", run("a", "success", FIRST), run("b", "success", SECOND))
    assert main([*COMMAND]) == 0
    assert not airflow.requests("POST", "/api/v2/backfills")


def test_refuses_paused_dag(filled: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    filled.routes[DETAILS] = (200, dag(is_paused=True))
    assert "is paused, so its runs would stay queued" in refusal(capsys)
    assert not filled.requests("POST", "/api/v2/backfills")


def test_active_backfill_is_told_in_a_sentence(
    filled: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.routes["POST /api/v2/backfills"] = (409, {"detail": "There is already a running backfill"})
    said = refusal(capsys)
    assert said == (
        "A backfill of games is active, and Airflow runs one at a time: wait for it, or cancel it at "
        f"{filled.url}/dags/games/backfills."
    )


def test_dag_without_schedule_gets_the_line_to_type(
    filled: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.routes[DETAILS] = (200, dag(is_backfillable=False))
    said = refusal(capsys, "--conf", '{"dry_run": true}')
    assert said.splitlines() == [
        "DAG games has no schedule of days, so Airflow cannot backfill it. Type instead:",
        """make trigger DAG=games CONF='{"days": ["2025-11-01", "2025-11-02"], "dry_run": true}'""",
    ]


def test_line_to_type_uses_the_dags_own_dates(
    filled: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    day = {"value": None, "schema": {"type": "string", "format": "date"}}
    details = dag(is_backfillable=False, params={"start_date": day, "end_date": day})
    filled.routes[DETAILS] = (200, details)
    said = refusal(capsys)
    assert said.endswith("""CONF='{"start_date": "2025-11-01", "end_date": "2025-11-02"}'""")


def test_refuses_unknown_params(filled: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "--conf", '{"dryrun": 1}').startswith("DAG games has no param dryrun")


def test_what_airflow_refuses_is_told(filled: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    filled.routes["POST /api/v2/backfills/dry_run"] = (
        422,
        {"detail": "Backfill cannot be executed for future dates."},
    )
    said = refusal(capsys)
    assert said == "Airflow refuses the backfill: Backfill cannot be executed for future dates."


def test_bad_range_is_refused_before_airflow_is_asked(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backfill", "--dag", "games", "--from", "2025-11-03", "--to", "2025-11-02"]) == 2
    assert airflow.asked == []


def test_timeout_says_that_the_backfill_goes_on(
    filled: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.routes["GET /api/v2/backfills/7"] = backfill(completed=False, paused=True)
    assert main([*COMMAND, "--timeout", "0.05"]) == 126
    said = capsys.readouterr()
    assert "this backfill is paused" in said.out
    assert f"goes on: {filled.url}/dags/games/backfills" in said.err
