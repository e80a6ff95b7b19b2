"""Runs of the NBA.com workflows without Airflow's scheduler: their steps, in order, on real services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import psycopg

from include.errors import QualityError, ScorebookError
from include.nba.archive import DATASET
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.workflows import nba_closing, nba_daily, nba_games, nba_season_backfill
from tests.fixtures.simulator import SimulatorServer

STEPS = ("fetch", "transform", "load", "derive")
SEASON_PARAMS = {
    "season": "2025-26",
    "since": None,
    "chunk_days": 1,
    "adaptive": False,
    "parallel_chunks": 4,
    "retry_failed": True,
}
SHARED_PARAMS = {"preseason": False, "all_star": False, "dry_run": False, "retention_hours": None}


class TaskInstance:
    """The XComs of a task; `plan` is that task's."""

    def __init__(self, plan: TaskInstance | None = None) -> None:
        self.pushed: dict[str, Any] = {}
        self.plan = plan

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value

    def xcom_pull(self, *, task_ids: str, key: str) -> Any:
        assert task_ids == "plan"
        assert self.plan is not None
        return self.plan.pushed[key]


@dataclass
class Run:
    """What came of a run: by chunk label its items, the tally of its fetch and what a task raised."""

    chunks: dict[str, list[str]] = field(default_factory=dict)
    tallies: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, ScorebookError] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    incomplete: str | None = None

    @property
    def game_ids(self) -> list[str]:
        return [game_id for ids in self.chunks.values() for game_id in ids]


@dataclass
class NbaRuns:
    """Runs the workflows against the simulator, a fresh bucket and a fresh warehouse."""

    simulator: SimulatorServer
    s3: Any
    bucket: str
    connection: psycopg.Connection[Any]

    def season(self, run_id: str = "run-1", **wishes: Any) -> Run:
        """A season backfill in chunks of a day; for the other arguments see `_run`."""
        return self._run("nba_season_backfill", nba_season_backfill, SEASON_PARAMS, run_id, wishes)

    def daily(self, *days: str, run_id: str = "run-1", **wishes: Any) -> Run:
        """A daily run by hand, about these days."""
        params = {"days": list(days), "refresh_days": 3}
        return self._run("nba_daily", nba_daily, params, run_id, wishes)

    def _run(
        self, dag_id: str, steps: ModuleType, params: Mapping[str, Any], run_id: str, wishes: dict[str, Any]
    ) -> Run:
        """
        :param wishes: params, and `last_step`: after which every chunk dies; `skipped`: labels' beginnings of
            chunks that die at once; `at_once`: all chunks side by side, the last one first.
        """
        last_step = STEPS.index(wishes.pop("last_step", "derive"))
        skipped = tuple(wishes.pop("skipped", ()))
        at_once = wishes.pop("at_once", False)
        plan_ti = TaskInstance()
        dag_run = SimpleNamespace(run_id=run_id, run_type="manual", logical_date=datetime.now(UTC))

        def context(ti: TaskInstance) -> Any:
            return {
                "run_id": run_id,
                "dag": SimpleNamespace(dag_id=dag_id),
                "dag_run": dag_run,
                "params": {**SHARED_PARAMS, **params, **wishes},
                "ti": ti,
            }

        checked = steps.check_params(context(plan_ti))
        chunks = steps.plan(checked, context(plan_ti))
        run = Run()
        for chunk in chunks:
            run.chunks[chunk["label"]] = [item["id"] for item in chunk["items"]]

        def work(chunk: Mapping[str, Any]) -> None:
            if not skipped or not chunk["label"].startswith(skipped):
                self._chunk(chunk, run, lambda: context(TaskInstance(plan_ti)), STEPS[: last_step + 1])

        self._each(work, chunks, at_once=at_once)
        if last_step == len(STEPS) - 1 and not wishes.get("dry_run"):
            try:
                nba_closing.check_complete(context(TaskInstance(plan_ti)))
            except QualityError as error:
                run.incomplete = str(error)
        return run

    @staticmethod
    def _each(work: Callable[[Any], None], chunks: Sequence[Any], *, at_once: bool) -> None:
        if not at_once:
            for chunk in chunks:
                work(chunk)
            return
        with ThreadPoolExecutor(len(chunks)) as pool:
            for future in [pool.submit(work, chunk) for chunk in reversed(chunks)]:
                future.result(60)

    def _chunk(
        self, chunk: Mapping[str, Any], run: Run, context: Callable[[], Any], steps: Sequence[str]
    ) -> None:
        label = chunk["label"]
        of_fetch = context()
        try:
            self._fetch(chunk).execute(of_fetch)
        except ScorebookError as error:
            run.errors[label] = error
        run.tallies[label] = of_fetch["ti"].pushed["tally"]
        if "transform" not in steps:
            return
        transformed = nba_games.transform(chunk, context())
        run.told[label] = {"transform": transformed}
        if "load" in steps:
            run.told[label]["load"] = nba_games.load(transformed, context())
        if "derive" in steps:
            run.told[label]["derive"] = nba_games.derive(chunk, context())

    def _fetch(self, chunk: Mapping[str, Any]) -> FetchToArchiveOperator:
        return FetchToArchiveOperator(
            task_id="fetch",
            dataset=DATASET,
            group=chunk,
            verify="include.nba.archive.verify_game",
            source_conn_id="nba_api",
        )

    def asked(self) -> list[str]:
        """The last parts of the addresses that the simulator was asked for, without robots.txt, in order."""
        names = [
            request["address"].partition("?")[0].rpartition("/")[2]
            for request in self.simulator.requests()["requests"]
        ]
        return [name for name in names if name != "robots.txt"]

    def statuses(self, *game_ids: str, dataset: str = DATASET) -> list[Status | None]:
        found: dict[str, LedgerEntry] = ledger.read(self.connection, dataset, game_ids)
        return [found[one].status if one in found else None for one in game_ids]

    def loaded(self) -> list[str]:
        return [row[0] for row in self.connection.execute("SELECT game_id FROM nba.games ORDER BY game_id")]

    def watermark(self, stage: str = "backfill", key: str = "2025-26") -> str | None:
        query = "SELECT value FROM ops.ingest_watermarks WHERE (stage, key) = (%s, %s)"
        row = self.connection.execute(query, [stage, key]).fetchone()
        return row[0] if row else None

    def objects(self) -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return [entry["Key"] for entry in listed]
