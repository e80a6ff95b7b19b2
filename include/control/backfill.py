"""Run a DAG for every day of a range that has no run yet, wait for it, and say what became of each day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from include.control.asking import check_conf, find_dag, refuse_paused
from include.control.client import AirflowApi
from include.control.days import Days
from include.control.errors import ApiError, RefusedError
from include.control.output import say, table
from include.control.records import Dag, Run, Task
from include.control.report import REPORT_TASK, exit_code, figures, total
from include.control.trigger import Started
from include.control.waiting import wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was typed.

    :param reprocess: days that have a run already: none, failed or completed ones run again.
    :param max_active_runs: runs at a time; None takes the DAG's own limit.
    """

    dag_id: str
    days: Days
    conf: Mapping[str, Any]
    reprocess: str
    max_active_runs: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What Airflow would run, and what it would leave as it is."""

    dag: Dag
    first: datetime
    last: datetime
    body: Mapping[str, Any]
    planned: tuple[datetime, ...]
    existing: Mapping[datetime, Run]

    def day(self, logical_date: datetime) -> str:
        """Return the local day of a logical date, with its time where the DAG runs more than once a day."""
        local = logical_date.astimezone(self.dag.timezone)
        instants = {*self.planned, *self.existing}
        several = sum(other.astimezone(self.dag.timezone).date() == local.date() for other in instants) > 1
        return local.strftime("%Y-%m-%d %H:%M" if several else "%Y-%m-%d")


def plan(api: AirflowApi, request: Request) -> Plan:
    """Ask Airflow which runs it would make. Nothing is made.

    :raises RefusedError: unknown DAG or param, a value that is refused, a schedule without days.
    """
    dag = find_dag(api, request.dag_id)
    check_conf(dag, request.conf)
    if not dag.backfillable:
        _refuse_schedule(dag, request)
    first, last = request.days.bounds(dag.timezone)
    body = {
        "dag_id": dag.dag_id,
        "from_date": first.isoformat(),
        "to_date": last.isoformat(),
        "reprocess_behavior": request.reprocess,
        "max_active_runs": request.max_active_runs or dag.max_active_runs,
        "dag_run_conf": dict(request.conf) or None,
    }
    try:
        planned = tuple(sorted(api.plan_backfill(body)))
    except ApiError as error:
        raise _refusal(error, api, dag) from error
    runs = api.runs(dag.dag_id, first, last)
    existing = {run.logical_date: run for run in runs if run.logical_date is not None}
    return Plan(dag=dag, first=first, last=last, body=body, planned=planned, existing=existing)


def show(plan: Plan, days: Days) -> None:
    """Print what would become of each day."""
    rows = []
    for logical_date in sorted({*plan.planned, *plan.existing}):
        run = plan.existing.get(logical_date)
        state = f"has a run already ({run.state})" if run else "has no run"
        again = "would run again" if run else "would run"
        what = f"{state}: {again}" if logical_date in plan.planned else f"{state}: left as it is"
        rows.append({"day": plan.day(logical_date), "what": what})
    known = {row["day"][:10] for row in rows}
    rows += [
        {"day": day.isoformat(), "what": "no run: not scheduled, or not over yet"}
        for day in days.all()
        if day.isoformat() not in known
    ]
    for line in table(sorted(rows, key=lambda row: row["day"])):
        say(line)
    say(f"{len(plan.planned)} runs, {plan.first.isoformat()} to {plan.last.isoformat()}")


def start(api: AirflowApi, plan: Plan) -> Started:
    """Make the backfill and print its link at once.

    :raises RefusedError: the DAG is paused, or another backfill of it is active.
    """
    refuse_paused(api, plan.dag)
    dag_id = plan.dag.dag_id
    try:
        backfill = api.create_backfill(plan.body)
    except ApiError as error:
        raise _refusal(error, api, plan.dag) from error
    what = f"backfill {backfill.backfill_id} of {dag_id} ({len(plan.planned)} runs)"
    started = Started(what, api.backfills_link(dag_id), str(backfill.backfill_id))
    say(f"Started {what}")
    say(started.link)
    return started


def follow(api: AirflowApi, plan: Plan, started: Started, *, timeout: float | None) -> int:
    """Wait until the backfill is completed, print each day, and return 0 or the number of failed tasks."""
    dag_id = plan.dag.dag_id

    def look() -> tuple[str, bool]:
        backfill = api.backfill(int(started.run_id))
        states = Counter(run.state for run in _own_runs(api, plan))
        line = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
        paused = " (this backfill is paused: resume it at the link above)" if backfill.paused else ""
        return line + ("" if backfill.completed else paused), backfill.completed

    wait(look, timeout=timeout)
    runs = _own_runs(api, plan)
    ids = {run.run_id for run in runs}
    failed = [task for task in api.failed_tasks(dag_id, plan.first, plan.last) if task.run_id in ids]
    _print_days(api, plan, runs, failed)
    failed_runs = sum(run.state != "success" for run in runs)
    for task in failed:
        label = f" [{task.label or task.map_index}]" if task.map_index >= 0 else ""
        say(f"failed: {task.task_id}{label}  {api.task_link(dag_id, task)}")
    say(f"{started.what}: {failed_runs} runs and {len(failed)} tasks failed")
    say(started.link)
    return exit_code(len(failed), failed_runs=failed_runs)


def _own_runs(api: AirflowApi, plan: Plan) -> list[Run]:
    planned = set(plan.planned)
    return [run for run in api.runs(plan.dag.dag_id, plan.first, plan.last) if run.logical_date in planned]


def _print_days(api: AirflowApi, plan: Plan, runs: list[Run], failed: list[Task]) -> None:
    by_run = Counter(task.run_id for task in failed)
    rows: list[dict[str, Any]] = []
    for run in runs:
        sums = total(figures(api.returned(plan.dag.dag_id, run.run_id, REPORT_TASK)))
        day = plan.day(run.logical_date) if run.logical_date else ""
        sums.pop("day", None)
        rows.append({"day": day, "state": run.state, "failed_tasks": by_run[run.run_id], **sums})
    if len(rows) > 1:
        rows.append({"day": "total", **total(rows)})
    say()
    for line in table(rows):
        say(line)
    say()


def _refusal(error: ApiError, api: AirflowApi, dag: Dag) -> Exception:
    if error.status == 409:
        return RefusedError(
            f"A backfill of {dag.dag_id} is active, and Airflow runs one at a time: wait for it, "
            f"or cancel it at {api.backfills_link(dag.dag_id)}."
        )
    if error.status in (400, 404, 422):
        return RefusedError(f"Airflow refuses the backfill: {error.detail}")
    return error


def _refuse_schedule(dag: Dag, request: Request) -> NoReturn:
    conf = {**_days_as_params(dag, request.days), **request.conf}
    raise RefusedError(
        f"DAG {dag.dag_id} has no schedule of days, so Airflow cannot backfill it. Type instead:\n"
        f"make trigger DAG={dag.dag_id} CONF='{json.dumps(conf)}'"
    )


def _days_as_params(dag: Dag, days: Days) -> dict[str, Any]:
    """Return the range in the DAG's own params: its two dates, else its list of days, else nothing."""
    dates = [name for name, schema in dag.schemas.items() if schema.get("format") == "date"]
    if len(dates) == 2:
        return dict(zip(dates, (days.first.isoformat(), days.last.isoformat()), strict=True))
    if "days" in dag.params:
        return {"days": [day.isoformat() for day in days.all()]}
    return {}
