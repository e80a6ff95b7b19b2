"""The adapter of Airflow's own way to start a run: what the database refuses is told apart."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from scorebook.api import dag_runs
from scorebook.api.cleanup_runs import KnownRun, RunExistsError
from scorebook.api.dag_runs import DagNotReadyError, DagRuns

RUNS = DagRuns("bigquery_dedup_cleanup", "admin")


def refuse_by_database(monkeypatch: pytest.MonkeyPatch, *known: str) -> None:
    """Let the insert of a run fail while the runs of these ids are there."""

    def trigger_dag(*_: object, **__: object) -> None:
        raise IntegrityError("INSERT INTO dag_run", {}, Exception("refused"))

    monkeypatch.setattr(dag_runs, "trigger_dag", trigger_dag)
    monkeypatch.setattr(
        DagRuns, "beginning_with", lambda *_: [KnownRun(run_id, "queued", {}) for run_id in known]
    )


def test_an_id_that_another_request_wrote_meanwhile_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_by_database(monkeypatch, "api__2026-03-09__1")
    with pytest.raises(RunExistsError, match="api__2026-03-09__1"):
        RUNS.start("api__2026-03-09__1", {})


def test_another_refusal_of_the_database_is_not_taken_for_an_existing_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refuse_by_database(monkeypatch, "api__2026-03-09__10")
    with pytest.raises(IntegrityError):
        RUNS.start("api__2026-03-09__1", {})


def test_a_dag_that_is_gone_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dag_runs, "trigger_dag", lambda *_, **__: None)
    with pytest.raises(DagNotReadyError, match="bigquery_dedup_cleanup"):
        RUNS.start("api__2026-03-09__1", {})
