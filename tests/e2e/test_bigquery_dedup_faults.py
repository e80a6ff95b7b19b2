"""`bigquery_dedup_cleanup` when its triggerer or its worker is killed: nothing lost, nothing done twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import psutil
import psycopg
import pytest

from include.devstack.predictions import Day
from tests.e2e.dedup_world import Dedup, ready, survivors, untouched
from tests.fixtures.stack import RunningStack, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

DAY = Day(day=date(2026, 3, 20), keys=20, duplicates=12)
UPDATE_SECONDS = 28.0
# As if the wait for the next try was over.
LATER = """
UPDATE task_instance SET end_date = end_date - interval '1 hour' WHERE id = %s AND state = 'up_for_retry'
"""


@pytest.fixture
def dedup(stack: RunningStack) -> Iterator[Dedup]:
    with ready(stack) as world:
        yield world


def clean_up_of_the_day(dedup: Dedup, run_id: str) -> Any:
    return dedup.cleaned_days(run_id).get(str(DAY.day))


def is_waited_for(task: Mapping[str, Any]) -> bool:
    """Whether a triggerer holds the task's trigger."""
    held = task["triggerer_job"]
    return held is not None and held["state"] == "running"


def test_a_wait_survives_a_killed_triggerer(dedup: Dedup) -> None:
    dedup.stream(DAY)
    run_id = dedup.start(game_date=str(DAY.day), lookback_days=0)
    dedup.workflow.wait_for_task(run_id, "clean", "deferred")
    wait_for(lambda: is_waited_for(clean_up_of_the_day(dedup, run_id)))
    before = clean_up_of_the_day(dedup, run_id)
    platform = dedup.stack.stack
    (triggerer,) = (part for part in platform.components if part.name == "triggerer")
    leader = psutil.Process(triggerer.pid())
    for process in (*leader.children(recursive=True), leader):
        process.kill()
    wait_for(lambda: triggerer.pid() is None)
    dedup.release()
    assert clean_up_of_the_day(dedup, run_id)["state"] == "deferred"

    assert platform.up().started == ("triggerer",)
    run = dedup.ended(run_id)
    assert (run.state, run.states) == ("success", {str(DAY.day): ("success", 1)})
    assert run.rows[0]["deactivated"] == 12
    task = clean_up_of_the_day(dedup, run_id)
    assert task["id"] == before["id"]
    assert dedup.jobs_by_day() == {
        str(DAY.day): [("select", "done"), ("update", "failed"), ("update", "done"), ("select", "done")]
    }


def test_after_a_killed_worker_the_retry_joins_the_update_that_runs(dedup: Dedup) -> None:
    dedup.load(DAY)
    before = dedup.contents()
    dedup.break_bigquery({"kind": "slow", "statement": "update", "seconds": UPDATE_SECONDS})
    run_id = dedup.start(game_date=str(DAY.day), lookback_days=0)
    wait_for(lambda: dedup.modifying() == [(str(DAY.day), "running")])
    killed = dedup.workflow.wait_for_task(run_id, "clean", "running")
    os.kill(killed["pid"], signal.SIGKILL)
    dedup.workflow.wait_for_task(run_id, "clean", "up_for_retry")
    assert dedup.contents() == before
    with psycopg.connect(dedup.stack.stack.postgres.url("airflow"), autocommit=True) as airflow:
        retried = clean_up_of_the_day(dedup, run_id)
        assert airflow.execute(LATER, [retried["id"]]).rowcount == 1
    wait_for(lambda: clean_up_of_the_day(dedup, run_id)["try_number"] == 2)
    dedup.workflow.wait_for_task(run_id, "clean", "running")
    assert dedup.modifying() == [(str(DAY.day), "running")]

    run = dedup.ended(run_id)
    assert (run.state, run.states) == ("success", {str(DAY.day): ("success", 2)})
    assert run.rows[0]["deactivated"] == 12
    assert dedup.jobs_by_day() == {str(DAY.day): [("select", "done"), ("update", "done"), ("select", "done")]}
    active = [row for row in dedup.contents() if row["is_active"]]
    assert untouched(active) == untouched(survivors(DAY))
