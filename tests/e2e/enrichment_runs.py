"""`espn_enrichment_backfill` on a running platform: archive games, start it, see what it wrote and said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg

from include.devstack.archive_fill import FilledGame, bodies
from tests.e2e.enrichment_tables import EnrichmentTables
from tests.e2e.espn_runs import BUCKET, FINAL_STATES
from tests.fixtures.stack import FINISHED, RUN_LIMIT, WAIT_LIMIT, RunningStack, wait_for

DAG = "espn_enrichment_backfill"
RUNS = f"/dags/{DAG}/dagRuns"
# Games that the tests archive are of seasons that no other test asks for.
LAST_OWN_SEASON = "2018-19"
MOST_STATES = 100


@dataclass(frozen=True, slots=True)
class EnrichmentRun:
    """A finished run: its one row of figures, and the states of its task instances."""

    id: str
    state: str
    figures: dict[str, Any]
    tasks: dict[str, str]


class Enrichment(EnrichmentTables):
    """The workflow and all that it writes.

    :param connection: the warehouse, with autocommit.
    """

    def __init__(self, stack: RunningStack, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.stack = stack
        self.api = stack.api

    # The archive

    def archive(
        self, games: int, *, seed: int, kinds: Iterable[str], seasons: Sequence[str]
    ) -> dict[str, FilledGame]:
        """Archive those of so many simulated games that are of these seasons; the truth by id, in order."""
        assert max(seasons) <= LAST_OWN_SEASON
        truths: dict[str, FilledGame] = {}
        with ThreadPoolExecutor(8) as pool:
            for key, body, truth in bodies(games, seed, kinds=dict.fromkeys(kinds, 1.0), lean=True):
                if truth.season in seasons:
                    truths[truth.game_id] = truth
                    pool.submit(self.stack.s3.put_object, Bucket=BUCKET, Key=key, Body=body)
        assert self.listing().keys() >= {key for truth in truths.values() for key in truth.keys}
        return truths

    def forget(self, games: Mapping[str, FilledGame]) -> None:
        """Delete games with their rows."""
        for game in games.values():
            for key in game.keys:
                self.stack.s3.delete_object(Bucket=BUCKET, Key=key)
        ids = list(games)
        self.warehouse.execute("DELETE FROM raw_data.nba_games WHERE game_id = ANY (%s)", [ids])
        self.warehouse.execute(
            "DELETE FROM ops.ingest_ledger WHERE dataset = 'espn_features' AND item = ANY (%s)", [ids]
        )

    def listing(self) -> dict[str, tuple[str, str]]:
        """ETag and time of every object of the archive, by key."""
        pages = self.stack.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        return {
            entry["Key"]: (entry["ETag"], entry["LastModified"].isoformat())
            for page in pages
            for entry in page.get("Contents", [])
        }

    # Runs

    def start(self, games: Mapping[str, FilledGame] | None = None, **params: Any) -> str:
        """Start a run over the range of these games, or over all; its id comes back."""
        ids = list(games or ())
        named = {"from_game_id": ids[0], "to_game_id": ids[-1]} if ids else {}
        return str(self.api.trigger(DAG, {**named, **params}, wait=False)["dag_run_id"])

    def run(self, games: Mapping[str, FilledGame] | None = None, **params: Any) -> EnrichmentRun:
        return self.ended(self.start(games, **params))

    def ended(self, run_id: str, limit: float = RUN_LIMIT) -> EnrichmentRun:
        """Wait for the end of a run."""
        run = self.api.finished(DAG, quote(run_id), limit)
        tasks = {task["task_id"]: task["state"] for task in self.tasks(run_id)}
        path = f"{RUNS}/{quote(run_id)}/taskInstances/finish_run/xcomEntries"
        names = {entry["key"] for entry in self.api.get(path)["xcom_entries"]}
        rows = self.api.returned(DAG, quote(run_id), "finish_run") if "return_value" in names else []
        return EnrichmentRun(run_id, run["state"], dict(rows[0]) if rows else {}, tasks)

    def runs(self) -> list[dict[str, Any]]:
        """All runs, the newest first."""
        return list(self.api.get(RUNS, limit=MOST_STATES, order_by="-id")["dag_runs"])

    def tasks(self, run_id: str) -> list[dict[str, Any]]:
        return list(self.api.tasks(DAG, quote(run_id)))

    def task(self, run_id: str, task_id: str) -> dict[str, Any]:
        """The only instance of a task, as Airflow describes it."""
        (task,) = (task for task in self.tasks(run_id) if task["task_id"] == task_id)
        return task

    def wait_for_task(
        self, run_id: str, task_id: str, *states: str, limit: float = WAIT_LIMIT
    ) -> dict[str, Any]:
        """Wait until the only instance of a task is in one of these states."""

        def reached() -> Any:
            task = self.task(run_id, task_id)
            now = task["state"]
            assert now in states or now not in FINAL_STATES, f"{task_id} is {now}, not {states}"
            return task if now in states else None

        return dict(wait_for(reached, limit))

    def progress(self, run_id: str, map_index: int = 0) -> dict[str, Any]:
        """What the enriching task of a shard tells of itself."""
        path = f"{RUNS}/{quote(run_id)}/taskInstances/enrich/state-store/progress"
        return dict(self.api.get(path, map_index=map_index)["value"])

    def log(self, run_id: str, task_id: str) -> str:
        """All that the last try of a task logged, one event a line."""
        task = self.task(run_id, task_id)
        path = f"{RUNS}/{quote(run_id)}/taskInstances/{task_id}/logs/{task['try_number']}"
        content = self.api.get(path, map_index=task["map_index"], full_content=True)["content"]
        return "\n".join(str(line) for line in content)

    def clear(self, run_id: str, task_id: str) -> None:
        """Clear a task with everything behind it, as the person on call does."""
        body = {
            "dry_run": False,
            "dag_run_id": run_id,
            "task_ids": [task_id],
            "only_failed": False,
            "include_downstream": True,
            "reset_dag_runs": True,
        }
        self.api.post(f"/dags/{DAG}/clearTaskInstances", body)

    def end_runs(self) -> None:
        """End what a failed test left under way."""
        for run in self.runs():
            if run["state"] not in FINISHED:
                self.api.end_run(run["dag_id"], run["dag_run_id"])

    # What was written

    def everything(self) -> dict[str, Any]:
        """All that a run could write: objects, rows, ledger, metrics, judgements."""

        def rows(table: str) -> Sequence[Any]:
            return self.warehouse.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall()

        return {
            "objects": self.listing(),
            "games": rows("raw_data.nba_games"),
            "ledger": rows("ops.ingest_ledger"),
            "metrics": rows("ops.metrics"),
            "quality": rows("ops.quality_results"),
        }


@contextmanager
def ready(stack: RunningStack) -> Iterator[Enrichment]:
    """The workflow, unpaused and idle; afterwards paused, and without a trace in the warehouse."""
    with psycopg.connect(stack.warehouse_url, autocommit=True) as connection:
        workflow = Enrichment(stack, connection)
        stack.api.unpause(DAG)
        try:
            yield workflow
        finally:
            workflow.end_runs()
            stack.api.patch(f"/dags/{DAG}", {"is_paused": True})
            workflow.forget_everything()
