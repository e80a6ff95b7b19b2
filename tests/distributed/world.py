"""Three workflows on a distributed platform: their runs, their workers, and what they leave."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from include.devstack import distributed
from include.devstack.parts import DaemonPart
from tests.fixtures.end_state import LAKE_DATABASE, SCHEMAS, EndState, end_state
from tests.fixtures.stack import RunningStack, wait_for
from tests.integration.lake.partitions import make_glue_client

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

ESPN, ENRICHMENT, RACING = "espn_incremental", "espn_enrichment_backfill", "racing_rescrape_7_days"
BUCKET = "scorebook"
NOW = "2026-03-26T12:00:00+00:00"
DAYS = ("2026-03-17", "2026-03-18")
CONF: Mapping[str, Mapping[str, Any]] = {
    ESPN: {"days": list(DAYS)},
    RACING: {"start_date": "2026-03-14", "end_date": "2026-03-14", "countries": ["ire"]},
    ENRICHMENT: {"batch_size": 5},
}
HOSTS = {worker.address: worker for worker in distributed.WORKERS}
# As if the two minutes between two tries were over.
LATER = "UPDATE task_instance SET end_date = end_date - interval '1 hour' WHERE state = 'up_for_retry'"
Runs = dict[str, str]
"""Ids of runs, by DAG."""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What stood after the two workflows that ask sources, what after all three, and their runs."""

    sources: EndState
    whole: EndState
    runs: Runs


@dataclass(frozen=True, slots=True)
class Distributed:
    """The platform and all that its runs can write."""

    stack: RunningStack
    glue: GlueClient

    @classmethod
    @contextmanager
    def over(cls, stack: RunningStack) -> Iterator[Distributed]:
        glue = make_glue_client(stack.stack.aws.endpoint)
        for source in stack.sources:
            source.post("/_control/clock", {"now": NOW})
        for dag in CONF:
            stack.api.unpause(dag)
        try:
            yield cls(stack, glue)
        finally:
            glue.close()

    # Runs

    def start(self, *dags: str) -> Runs:
        return {dag: self.stack.api.trigger(dag, CONF[dag], wait=False)["dag_run_id"] for dag in dags}

    def succeeded(self, runs: Runs) -> Runs:
        """Wait for the end of the runs, in which no try waits for its time."""
        limit = time.monotonic() + 180
        for dag, run_id in runs.items():
            while (state := self._state(dag, run_id)) not in ("success", "failed"):
                assert time.monotonic() < limit, f"{dag} is {state}: {self.tasks(dag, run_id)}"
                self.hurry()
                time.sleep(0.5)
            assert state == "success", f"{dag}: {self.tasks(dag, run_id)}"
        return runs

    def run_sources(self) -> Runs:
        """Games and races at once."""
        return self.succeeded(self.start(ESPN, RACING))

    def enrich(self) -> Runs:
        return self.succeeded(self.start(ENRICHMENT))

    def hurry(self) -> None:
        with psycopg.connect(self.stack.stack.postgres.url("airflow"), autocommit=True) as connection:
            connection.execute(LATER)

    def tasks(self, dag: str, run_id: str) -> list[dict[str, Any]]:
        """State, try, queue and host of all task instances."""
        names = ("task_id", "map_index", "state", "try_number", "queue", "hostname")
        return [{name: task[name] for name in names} for task in self.stack.api.tasks(dag, quote(run_id))]

    def task(self, dag: str, run_id: str, task_id: str, map_index: int = -1) -> dict[str, Any]:
        """One of them; empty when it was not made yet."""
        found = (each for each in self.tasks(dag, run_id) if each["task_id"] == task_id)
        return next((each for each in found if each["map_index"] == map_index), {})

    def wait_for_task(
        self, dag: str, run_id: str, task_id: str, map_index: int, *states: str, try_number: int = 1
    ) -> dict[str, Any]:
        """Wait until this try of a task instance is in one of these states."""

        def reached() -> dict[str, Any] | None:
            task = self.task(dag, run_id, task_id, map_index)
            return task if task.get("state") in states and task["try_number"] == try_number else None

        return dict(wait_for(reached) or {})

    def log(self, dag: str, run_id: str, task: Mapping[str, Any]) -> str:
        """The log of a task's first try, with the places it was read from."""
        path = f"/dags/{dag}/dagRuns/{quote(run_id)}/taskInstances/{task['task_id']}/logs/1"
        content = self.stack.api.get(path, map_index=task["map_index"], full_content="true")["content"]
        return "\n".join(line["event"] for line in content)

    # Workers

    def worker(self, host: str) -> DaemonPart:
        """The part that is the worker of this host."""
        name = HOSTS[host].name
        return next(part for part in self.stack.stack.components if part.name == name)

    def kill(self, part: DaemonPart) -> None:
        """Kill a worker with everything that it started, as when its machine dies."""
        leader = psutil.Process(part.pid())
        # Stopped first, so that nothing starts anything meanwhile. Tasks lead process groups of their own.
        leader.suspend()
        family = [*leader.children(recursive=True), leader]
        for process in family:
            process.kill()
        wait_for(lambda: part.pid() is None and not any(map(is_alive, family)))

    def killed_and_retried(self, dag: str, run_id: str, task_id: str, heal: Callable[[], None]) -> str:
        """Kill the worker of a running task, `heal`, wait for the next try, and tell it in a sentence."""
        running = self.wait_for_task(dag, run_id, task_id, 0, "running")
        begun = time.monotonic()
        self.kill(self.worker(running["hostname"]))
        heal()
        self.wait_for_task(dag, run_id, task_id, 0, "up_for_retry")
        noticed = time.monotonic() - begun
        self.hurry()
        again = self.wait_for_task(dag, run_id, task_id, 0, "running", "success", try_number=2)
        return (
            f"{dag}.{task_id} killed on {HOSTS[running['hostname']].name}: noticed after {noticed:.1f} s, "
            f"retried after {time.monotonic() - begun:.1f} s on {HOSTS[again['hostname']].name}"
        )

    # What runs meet, and what they wrote

    def break_source(self, *rules: Mapping[str, Any]) -> None:
        """Put these faults in force, see the simulator's `/_control/faults`."""
        for source in self.stack.sources:
            source.post("/_control/faults", list(rules))

    def count(self, query: str, *values: Any) -> int:
        """How many rows of the warehouse a query finds."""
        with psycopg.connect(self.stack.warehouse_url) as connection:
            return connection.execute(query, values).rowcount

    def state(self) -> EndState:
        return end_state(self.stack.s3, BUCKET, self.stack.warehouse_url, glue=self.glue)

    def begin(self) -> None:
        """Start what an earlier test has killed, mend the source, and delete all that runs have written."""
        self.stack.stack.up()
        for source in self.stack.sources:
            source.delete("/_control/faults")
        for page in self.stack.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
            for entry in page.get("Contents", []):
                self.stack.s3.delete_object(Bucket=BUCKET, Key=entry["Key"])
        with suppress(self.glue.exceptions.EntityNotFoundException):
            self.glue.delete_database(Name=LAKE_DATABASE)
        with psycopg.connect(self.stack.warehouse_url, autocommit=True) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = ANY (%s)"
                " AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'alembic%%'",
                [list(SCHEMAS)],
            )
            names = sql.SQL(", ").join(sql.Identifier(*table) for table in tables)
            connection.execute(sql.SQL("TRUNCATE {}").format(names))
        data = Path(self.stack.stack.environment["SCOREBOOK_DATA_DIR"])
        shutil.rmtree(data)
        data.mkdir()

    def _state(self, dag: str, run_id: str) -> str:
        return str(self.stack.api.get(f"/dags/{dag}/dagRuns/{quote(run_id)}")["state"])


def is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
