"""What the commands need to know of Airflow's answers, and nothing else of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE_TAG = "zone:"
FINISHED_RUN = frozenset({"success", "failed"})


@dataclass(frozen=True, slots=True)
class Dag:
    """One DAG as the API server knows it.

    :param timezone: the zone of its days: of its tag `zone:Area/City`, else what Airflow says. Airflow
        says its default zone of every DAG, whatever the timetable's zone (`DagModel.timezone`).
    :param params: default value by param name.
    :param schemas: JSON schema by param name.
    :param backfillable: whether its schedule has intervals that a backfill can fill.
    """

    dag_id: str
    paused: bool
    broken: bool
    backfillable: bool
    timezone: ZoneInfo
    max_active_runs: int
    params: Mapping[str, Any]
    schemas: Mapping[str, Mapping[str, Any]]

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Dag:
        """Read the answer of `GET /api/v2/dags/{dag_id}/details`."""
        params: Mapping[str, Mapping[str, Any]] = answer.get("params") or {}
        return cls(
            dag_id=answer["dag_id"],
            paused=answer["is_paused"],
            broken=answer["has_import_errors"] or answer["is_stale"],
            backfillable=answer["is_backfillable"],
            timezone=ZoneInfo(_tagged_zone(answer) or answer.get("timezone") or "UTC"),
            max_active_runs=answer.get("max_active_runs") or 1,
            params={name: param.get("value") for name, param in params.items()},
            schemas={name: param.get("schema") or {} for name, param in params.items()},
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a DAG. `logical_date` is None for a run that was started by hand."""

    run_id: str
    state: str
    logical_date: datetime | None

    @property
    def finished(self) -> bool:
        return self.state in FINISHED_RUN

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Run:
        """Read one item of `GET /api/v2/dags/{dag_id}/dagRuns`."""
        return cls(answer["dag_run_id"], answer["state"], _instant(answer["logical_date"]))


@dataclass(frozen=True, slots=True)
class Task:
    """One task instance. `map_index` is -1 for a task that is not mapped, `label` is its map label."""

    task_id: str
    map_index: int
    state: str
    run_id: str
    label: str | None

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Task:
        """Read one item of `GET /api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances`."""
        return cls(
            task_id=answer["task_id"],
            map_index=answer["map_index"],
            state=answer["state"] or "waiting",
            run_id=answer["dag_run_id"],
            label=answer.get("rendered_map_index"),
        )


@dataclass(frozen=True, slots=True)
class Backfill:
    """One backfill. It is done when `completed` is true, whatever became of its runs."""

    backfill_id: int
    completed: bool
    paused: bool

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Backfill:
        """Read the answer of `GET /api/v2/backfills/{id}`."""
        return cls(answer["id"], answer["completed_at"] is not None, bool(answer["is_paused"]))


def _tagged_zone(answer: Mapping[str, Any]) -> str | None:
    names = (tag["name"] for tag in answer.get("tags") or [])
    return next((name.removeprefix(ZONE_TAG) for name in names if name.startswith(ZONE_TAG)), None)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def parse_instant(text: str) -> datetime:
    """Read a timestamp of the API (`2026-03-08T07:00:00Z`)."""
    return datetime.fromisoformat(text)
