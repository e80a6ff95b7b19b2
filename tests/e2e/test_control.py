"""The commands of the person on call, against a whole running platform."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from include.devstack.postgres import PASSWORD
from include.devstack.state import REPOSITORY
from tests.e2e.commands import DAG, DRY_RUN, FIRST, LAST, control
from tests.e2e.commands import unpaused as unpaused
from tests.fixtures.stack import RunningStack

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_doctor_finds_a_healthy_platform_healthy(stack: RunningStack) -> None:
    done = control(stack, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert {line[:4] for line in lines[:-1]} == {"ok  "}
    assert lines[-1].endswith("checks: 0 failed, 0 warnings")


def test_doctor_fails_when_a_pool_is_missing(stack: RunningStack) -> None:
    pool = stack.api.get("/pools/espn_source")
    stack.api.delete("/pools/espn_source")
    try:
        done = control(stack, "doctor")
    finally:
        fields = ("name", "slots", "description", "include_deferred")
        stack.api.post("/pools", {name: pool[name] for name in fields})
    assert done.returncode == 1
    assert (
        "FAIL  pool espn_source: does not exist: its tasks never start -> "
        "Make it with 2 slots in Admin, Pools, or run python -m scorebook.bootstrap."
    ) in done.stdout.splitlines()


def test_doctor_fails_when_a_variable_cannot_be_used(stack: RunningStack) -> None:
    key = "scorebook_retention_hours"
    value = stack.api.get(f"/variables/{key}")["value"]
    stack.api.patch(f"/variables/{key}", {"key": key, "value": "soon"})
    try:
        done = control(stack, "doctor")
    finally:
        stack.api.patch(f"/variables/{key}", {"key": key, "value": value})
    assert done.returncode == 1
    assert f"FAIL  Variable {key}: cannot be used -> " in done.stdout


def test_doctor_fails_when_a_connection_is_wrong_and_shows_no_password(stack: RunningStack) -> None:
    connection = {"connection_id": "warehouse", "conn_type": "postgres"}
    path = "/connections/warehouse?update_mask=password"
    stack.api.patch(path, {**connection, "password": "not-the-password"})
    try:
        done = control(stack, "doctor")
    finally:
        stack.api.patch(path, {**connection, "password": PASSWORD})
    assert done.returncode == 1
    assert "Correct login and password in the Airflow connection `warehouse`." in done.stdout
    assert "not-the-password" not in done.stdout + done.stderr


def test_backfill_runs_each_local_day_once_also_when_the_clock_changes(unpaused: RunningStack) -> None:
    days = ("--from", FIRST, "--to", LAST)
    plan = control(unpaused, "backfill", "--dag", DAG, *days, "--dry-run")
    assert plan.returncode == 0, plan.stderr
    assert [line for line in plan.stdout.splitlines() if "would run" in line] == [
        f"{FIRST}  has no run: would run",
        f"{LAST}  has no run: would run",
    ]

    done = control(unpaused, "backfill", "--dag", DAG, *days, "--conf", DRY_RUN, "--timeout", "500")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split()[:3] for line in done.stdout.splitlines() if line.startswith("2025-")]
    assert rows == [[FIRST, "success", "0"], [LAST, "success", "0"]]

    again = control(unpaused, "backfill", "--dag", DAG, *days)
    assert again.returncode == 0
    assert [line for line in again.stdout.splitlines() if line.startswith("2025-")] == [
        f"{FIRST}  has a run already (success): left as it is",
        f"{LAST}  has a run already (success): left as it is",
    ]


def test_nothing_up_says_make_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    environment = {**os.environ, "SCOREBOOK_HOME": str(tmp_path_factory.mktemp("none") / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "include.control", "trigger", "--dag", DAG],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 2
    assert "make up" in done.stderr
