"""Kill the worker that runs a task, and tell from Airflow's records what became of the task."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import requests

from include.control import trigger
from include.control.client import AirflowApi
from include.control.demo.jobs import Job
from include.control.demo.play import PARSE_LIMIT
from include.control.demo.sources import Sources
from include.control.output import say
from tests.containers.compose_stack import ComposeStack
from tests.fixtures.stack import AirflowRest, wait_for

# Until the scheduler has started it and a worker has taken it.
RUNNING_LIMIT = 240.0
# The heartbeat timeout of 30 s, and the 10 s between two looks of the scheduler, with room for load.
NOTICED_LIMIT = 180.0
# How long the source keeps the killed task waiting: longer than it takes to find its worker, and shorter than
# the 30 s of silence after which the task would give up by itself.
SLOW_ANSWER = 25.0


@dataclass(frozen=True, slots=True)
class Kill:
    """A worker was killed while it ran a task.

    :param label: the task, for people.
    :param container: the worker that was killed.
    """

    dag_id: str
    run_id: str
    task_id: str
    map_index: int
    container: str
    at: datetime
    started: trigger.Started

    @property
    def label(self) -> str:
        index = f"[{self.map_index}]" if self.map_index >= 0 else ""
        return f"{self.dag_id}.{self.task_id}{index}"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What Airflow says afterwards.

    :param noticed: seconds from the kill until the try was given up.
    :param retried: seconds from the kill until the next try began.
    :param worker: the container of the next try.
    :param state: how the last try ended.
    """

    noticed: float
    retried: float
    worker: str
    state: str


@contextmanager
def running(api: AirflowApi, job: Job) -> Iterator[trigger.Started]:
    """Start a run of the job's DAG; its DAG is paused again after the block."""
    say(f"\n== {job.dag_id}: {job.title}")
    wait_for(lambda: (dag := api.dag(job.dag_id)) is not None and not dag.broken, PARSE_LIMIT)
    api.set_paused(job.dag_id, paused=False)
    try:
        started = trigger.start(api, job.dag_id, job.conf)
        trigger.announce(started)
        yield started
    finally:
        api.set_paused(job.dag_id, paused=True)


def slow_source(sources: Sources, match: str) -> None:
    """Let the next answer to a request that matches come late."""
    rule = {"match": match, "kind": "latency", "seconds": SLOW_ANSWER, "count": 1}
    answer = requests.post(f"{sources.espn}/_control/faults", json=[rule], timeout=180)
    answer.raise_for_status()


def slow_source_is_asked(sources: Sources) -> Callable[[], bool]:
    """Say whether the late answer is under way."""

    def asked() -> bool:
        answer = requests.get(f"{sources.espn}/_control/faults", timeout=180)
        return [rule["count"] for rule in answer.json()] == [0]

    return asked


@contextmanager
def locked(warehouse_url: str, table: str) -> Iterator[Callable[[], bool]]:
    """Keep everybody from writing a table; give a function that says whether somebody waits for it."""
    with psycopg.connect(warehouse_url) as connection:
        connection.execute(f"LOCK TABLE {table} IN SHARE MODE")

        def somebody_waits() -> bool:
            query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
            row = connection.execute(query, [table]).fetchone()
            return row is not None and row[0] > 0

        yield somebody_waits


def kill_worker_of(
    stack: ComposeStack, rest: AirflowRest, dag_id: str, started: trigger.Started, task_id: str
) -> Kill:
    """Kill the container that runs a task, as a machine that loses its power would."""

    def runs() -> Any:
        tasks = rest.tasks(dag_id, started.run_id)
        return next((t for t in tasks if t["task_id"] == task_id and t["state"] == "running"), None)

    task = wait_for(runs, RUNNING_LIMIT)
    # A container's host name is the beginning of its id.
    container = stack.inspect(task["hostname"])["Name"].removeprefix("/")
    stack.engine.docker("kill", "--signal", "KILL", container)
    at = datetime.now(UTC)
    kill = Kill(dag_id, started.run_id, task_id, task["map_index"], container, at, started)
    say(f"killed {container}, which ran {kill.label}")
    return kill


def wait_until_noticed(rest: AirflowRest, kill: Kill) -> None:
    """Wait until Airflow has given up the try."""
    begun = time.monotonic()
    wait_for(lambda: _instance(rest, kill)["state"] != "running", NOTICED_LIMIT)
    say(f"{kill.label} is {_instance(rest, kill)['state']} after {time.monotonic() - begun:.0f} s")


def recovery(rest: AirflowRest, stack: ComposeStack, kill: Kill) -> Recovery:
    """Read from Airflow's records how the task went on. The run has ended."""
    path = f"/dags/{kill.dag_id}/dagRuns/{kill.run_id}/taskInstances/{kill.task_id}/{kill.map_index}/tries"
    tries = sorted(rest.get(path)["task_instances"], key=lambda each: each["try_number"])
    assert len(tries) > 1, f"{kill.label} was not tried again: {tries}"
    first, second, *_ = tries
    return Recovery(
        noticed=_seconds(kill, first["end_date"]),
        retried=_seconds(kill, second["start_date"]),
        worker=stack.inspect(second["hostname"])["Name"].removeprefix("/"),
        state=tries[-1]["state"],
    )


def _instance(rest: AirflowRest, kill: Kill) -> Any:
    tasks = rest.tasks(kill.dag_id, kill.run_id)
    return next(t for t in tasks if (t["task_id"], t["map_index"]) == (kill.task_id, kill.map_index))


def _seconds(kill: Kill, moment: str) -> float:
    return round((datetime.fromisoformat(moment) - kill.at).total_seconds(), 1)
