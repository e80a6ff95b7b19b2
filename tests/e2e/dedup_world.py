"""The clean-up of predictions on a running platform: its table, its runs, and what reached BigQuery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import duckdb
import psycopg

from include.devstack.predictions import LOCAL_TABLE, Day, day_rows, load, make_table, stream
from tests.e2e.nba_runs import Workflow
from tests.fixtures.bigquery import Predictions
from tests.fixtures.stack import FINISHED, RUN_LIMIT, Rest, RunningStack

if TYPE_CHECKING:
    from google.cloud import bigquery as google_bigquery

DAG = "bigquery_dedup_cleanup"
LONGEST_LOCK = 90 * 60  # seconds after which BigQuery has taken streamed rows over
WRITTEN = ("is_active", "superseded_by", "updated_at")
ALL_DAYS = "game_date BETWEEN DATE '2000-01-01' AND DATE '2099-12-31'"
QUALITY = """
SELECT day::text, status, observed, message, details FROM ops.quality_results
WHERE dataset = 'predictions' AND check_name = 'duplicates' AND run_id = %s ORDER BY day
"""
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DedupRun:
    """A finished run: what it returned, a row a day, and its instances of the clean-up by day."""

    id: str
    state: str
    rows: Rows
    days: dict[str, dict[str, Any]]

    @property
    def states(self) -> dict[str, tuple[str, int]]:
        """State and number of tries of the clean-up of each day."""
        return {day: (task["state"], task["try_number"]) for day, task in self.days.items()}


class Dedup:
    """The DAG with its table.

    :param connection: the warehouse, with autocommit.
    """

    def __init__(
        self,
        stack: RunningStack,
        connection: psycopg.Connection[Any],
        client: google_bigquery.Client,
        control: Rest,
    ) -> None:
        self.stack = stack
        self.api = stack.api
        self.warehouse = connection
        self.workflow = Workflow(stack, DAG)
        self.control = control
        self.table = Predictions(client, LOCAL_TABLE, control)

    # The table

    def load(self, *days: Day) -> None:
        for day in days:
            load(self.table.client, LOCAL_TABLE, day_rows(day))

    def stream(self, day: Day) -> None:
        """Add rows that BigQuery locks."""
        stream(self.table.client, LOCAL_TABLE, day_rows(day))

    def release(self) -> None:
        """Let time pass at BigQuery until no row is locked."""
        self.control.post("/clock", {"advance_seconds": LONGEST_LOCK})

    def contents(self) -> Rows:
        """All rows of the table, in an order of their own."""
        return sorted(self.table.query(f"SELECT * FROM PREDICTIONS WHERE {ALL_DAYS}"), key=repr)

    def empty(self) -> None:
        self.table.client.delete_table(LOCAL_TABLE, not_found_ok=True)
        make_table(self.table.client, LOCAL_TABLE)

    # Runs

    def start(self, **params: Any) -> str:
        return self.workflow.start(**params)

    def run(self, **params: Any) -> DedupRun:
        return self.ended(self.start(**params))

    def ended(self, run_id: str, limit: float = RUN_LIMIT) -> DedupRun:
        """Wait for the end of a run."""
        state = self.api.finished(DAG, quote(run_id), limit)["state"]
        path = f"{self.workflow.path}/{quote(run_id)}/taskInstances/finish_run/xcomEntries"
        names = {entry["key"] for entry in self.api.get(path)["xcom_entries"]}
        rows = self.api.returned(DAG, quote(run_id), "finish_run") if "return_value" in names else []
        return DedupRun(run_id, state, list(rows), self.cleaned_days(run_id))

    def cleaned_days(self, run_id: str) -> dict[str, dict[str, Any]]:
        """The instances of the clean-up by day; none before they are mapped."""
        tasks = [task for task in self.workflow.tasks(run_id, "clean") if task["map_index"] >= 0]
        return {task["rendered_map_index"] or str(task["map_index"]): task for task in tasks}

    def quality(self, run_id: str) -> list[tuple[Any, ...]]:
        return self.warehouse.execute(QUALITY, [run_id]).fetchall()

    def ask(self, **body: Any) -> Any:
        """Ask the endpoint for a clean-up; the run's id comes back."""
        address = f"{self.stack.stack.ui_url}/scorebook/api/cleanup-duplicates"
        answer = self.api.session.post(address, json=body, timeout=180)
        assert answer.status_code == 202, answer.text
        return answer.json()["dag_run_id"]

    # What reached BigQuery

    def jobs(self) -> Rows:
        """The log of jobs on the table since it was forgotten; a job that was there already is none."""
        return [
            job for job in self.table.jobs() if (job["outcome"], job["reason"]) != ("refused", "duplicate")
        ]

    def jobs_by_day(self) -> dict[str, list[tuple[str, str]]]:
        """Kind and outcome of the jobs that clean a day."""
        found: dict[str, list[tuple[str, str]]] = {}
        for job in self.jobs():
            if day := job["labels"].get("day"):
                found.setdefault(day, []).append((job["statement"], job["outcome"]))
        return found

    def modifying(self) -> list[tuple[str, str]]:
        """Day and outcome of the jobs that would change something; those of the test itself left out."""
        jobs = [job for job in self.jobs() if job["modifies"] and job["labels"]]
        return [(job["labels"]["day"], job["outcome"]) for job in jobs]

    def forget_jobs(self) -> None:
        self.control.delete("/jobs")

    def break_bigquery(self, *rules: Mapping[str, Any]) -> None:
        """Put these faults in force, see the proxy's `/_control/faults`."""
        self.control.session.post(
            f"{self.control.base}/faults", json=list(rules), timeout=60
        ).raise_for_status()

    # Before and after a test

    def mend(self) -> None:
        """BigQuery without faults, in real time, and an empty table."""
        self.control.delete("/faults")
        self.control.post("/clock", {"now": None})
        self.empty()

    def end_runs(self) -> None:
        """End what a failed test left under way; Airflow spares a teardown, so that goes first."""
        for run in self.workflow.runs():
            path = f"{self.workflow.path}/{quote(run['dag_run_id'])}"
            if run["state"] not in FINISHED:
                self.api.patch(f"{path}/taskInstances/finish_run", {"new_state": "success"})
                self.api.end_run(DAG, run["dag_run_id"])
            if run["dag_run_id"].startswith("api__"):
                self.api.delete(path)


@contextmanager
def ready(stack: RunningStack) -> Iterator[Dedup]:
    """The clean-up, unpaused and idle, with an empty table; left paused and idle, the table empty."""
    control = Rest(f"{stack.stack.bigquery.endpoint}/_control")
    with (
        psycopg.connect(stack.warehouse_url, autocommit=True) as connection,
        stack.stack.bigquery.client() as client,
    ):
        world = Dedup(stack, connection, client, control)
        world.mend()
        stack.api.unpause(DAG)
        world.forget_jobs()
        try:
            yield world
        finally:
            world.workflow.pause()
            world.end_runs()
            world.mend()
            control.session.close()


def survivors(day: Day) -> Rows:
    """The rows of a day that shall be active, found by plain DuckDB with the published expression."""
    text = (Path(__file__).parents[2] / "docs" / "DEDUP.md").read_text()
    expression = text.split("```sql\n")[1].split("\n```")[0]
    rows = day_rows(day)  # noqa: F841  named in the query
    found = duckdb.sql(f"SELECT * FROM rows WHERE is_active QUALIFY {expression}").to_arrow_table()
    return list(found.to_pylist())


def untouched(rows: Rows) -> list[str]:
    """What a clean-up never changes of rows: as text, sorted."""
    return sorted(repr([str(value) for name, value in row.items() if name not in WRITTEN]) for row in rows)
