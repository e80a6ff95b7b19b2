"""The clean-up's tasks run as a worker runs them, without Airflow's services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from include.predictions.identifiers import DEFAULT_KEY
from include.predictions.statements import RANK_COLUMNS
from scorebook.operators.bigquery_deduplicate import FIGURES_KEY, BigQueryDeduplicateOperator
from scorebook.workflows import bigquery_dedup
from tests.fixtures.bigquery import Predictions

DAY = "2026-03-09"
DAG_ID = "bigquery_dedup_cleanup"
RETRIES = 3
BEGUN = datetime(2026, 3, 9, 14, tzinfo=UTC)


class TaskInstance:
    """What the tasks ask of Airflow.

    :param pulled: by task id what XCom holds.
    """

    dag_id = DAG_ID

    def __init__(self, *, clears: int = 0, pulled: dict[str, Any] | None = None) -> None:
        self.max_tries = RETRIES + clears
        self.pushed: dict[str, Any] = {}
        self.pulled = pulled or {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value

    def xcom_pull(self, task_ids: str, **_: Any) -> Any:
        return self.pulled.get(task_ids)


def context(ti: TaskInstance, run_id: str = "run-1", begun: datetime = BEGUN, **params: Any) -> Any:
    """The context of a task in a run by hand."""
    run = SimpleNamespace(
        run_id=run_id, run_type="manual", logical_date=None, run_after=BEGUN, start_date=begun
    )
    task = SimpleNamespace(retries=RETRIES)
    return {"run_id": run_id, "ti": ti, "dag_run": run, "task": task, "params": params}


class Cleaning:
    """Cleans days of one table; `figures` is what the last task left."""

    def __init__(self, predictions: Predictions) -> None:
        self.predictions = predictions
        self.figures: dict[str, Any] = {}

    def run(
        self,
        day: str = DAY,
        *,
        run_id: str = "run-1",
        begun: datetime = BEGUN,
        clears: int = 0,
        event: dict[str, Any] | None = None,
        **settings: Any,
    ) -> dict[str, Any]:
        """One try of the task; with `event` the one after a wait."""
        ti = TaskInstance(clears=clears)
        operator = BigQueryDeduplicateOperator(
            task_id="clean", day=day, table=self.predictions.table, retries=RETRIES, **settings
        )
        try:
            if event is None:
                return operator.execute(context(ti, run_id, begun))
            return operator.resume(context(ti, run_id, begun), event)
        finally:
            self.figures = ti.pushed.get(FIGURES_KEY, {})

    def whole(self, run_id: str = "run-1", **params: Any) -> list[dict[str, Any]]:
        """The steps of a run in which no task fails."""
        ti = TaskInstance()
        checked = bigquery_dedup.check_params(context(ti, run_id, **params))
        planned = bigquery_dedup.find_days(checked, context(ti, run_id, **params))
        told = []
        for one in planned:
            self.run(run_id=run_id, **one)
            told.append(self.figures)
        pulled = {"check_params": checked, "find_days": planned, "clean": told}
        return bigquery_dedup.finish_run(context(TaskInstance(pulled=pulled), run_id, **params))

    def kinds(self) -> list[tuple[str, str]]:
        """Statement and outcome of each job on the table that the clean-up started, in order."""
        entries = [job for job in self.predictions.jobs() if job["job_id"].startswith("scorebook_")]
        return [(job["statement"], job["outcome"]) for job in entries]

    def rows(self, day: str = DAY) -> list[dict[str, Any]]:
        """All rows of a day, in an order of their content."""
        found = self.predictions.rows(date.fromisoformat(day))
        return sorted(found, key=lambda row: [str(value) for value in row.values()])


def survivors(rows: list[dict[str, Any]], key: tuple[str, ...] = DEFAULT_KEY) -> list[dict[str, Any]]:
    """The rows that stay active by the rule of docs/DEDUP.md, worked out here without SQL."""
    best: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        if not row["is_active"]:
            continue
        name = tuple(row[column] for column in key)
        if name not in best or _rank(row) > _rank(best[name]):
            best[name] = row
    return list(best.values())


def _rank(row: dict[str, Any]) -> list[tuple[bool, Any]]:
    values = [row[column] for column in RANK_COLUMNS]
    return [(False, 0) if value is None else (True, value) for value in values]
