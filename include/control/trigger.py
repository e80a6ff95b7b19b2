"""Start one run of a DAG by hand, wait for it, and say what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.control.asking import check_conf, find_dag, refuse_paused
from include.control.client import AirflowApi
from include.control.errors import ApiError, RefusedError
from include.control.output import say, table
from include.control.records import Task
from include.control.report import (
    REPORT_TASK,
    exit_code,
    figure_lines,
    figures,
    list_lines,
    state_line,
    task_rows,
    without_lists,
)
from include.control.waiting import wait


@dataclass(frozen=True, slots=True)
class Started:
    """What goes on in Airflow whether or not somebody waits for it. `what` names it, `link` shows it."""

    what: str
    link: str
    run_id: str


def start(api: AirflowApi, dag_id: str, conf: Mapping[str, Any]) -> Started:
    """Start a run and print its link at once.

    :raises RefusedError: unknown DAG or param, a value that is refused, a paused DAG.
    """
    dag = find_dag(api, dag_id)
    check_conf(dag, conf)
    refuse_paused(api, dag)
    try:
        run_id = api.trigger(dag_id, conf)
    except ApiError as error:
        if error.status in (400, 409, 422):
            raise RefusedError(f"Airflow refuses the run: {error.detail}") from error
        raise
    started = Started(f"run {run_id} of {dag_id}", api.run_link(dag_id, run_id), run_id)
    say(f"Started {started.what}")
    say(started.link)
    return started


def follow(api: AirflowApi, dag_id: str, started: Started, *, timeout: float | None) -> int:
    """Wait for the run, print its tasks and figures, and return 0 or the number of failed tasks."""

    def look() -> tuple[str, bool]:
        run = api.run(dag_id, started.run_id)
        if run.state == "queued":
            return _queue_line(api, dag_id), False
        return state_line(run.state, api.tasks(dag_id, started.run_id)), run.finished

    wait(look, timeout=timeout)
    run = api.run(dag_id, started.run_id)
    tasks = api.tasks(dag_id, started.run_id)
    _print(table(task_rows(tasks)))
    failed = [task for task in tasks if task.state == "failed"]
    _print_failed(api, dag_id, failed)
    rows = figures(api.returned(dag_id, started.run_id, REPORT_TASK))
    _print(figure_lines(without_lists(rows)))
    for line in list_lines(rows):
        say(line)
    say()
    say(f"{started.what}: {run.state}, {len(failed)} of {len(tasks)} tasks failed")
    say(started.link)
    return exit_code(len(failed), failed_runs=int(run.state != "success"))


def _queue_line(api: AirflowApi, dag_id: str) -> str:
    """Say what a queued run waits for: a DAG has a limit of runs at a time."""
    ahead = [run.run_id for run in api.running(dag_id)]
    return f"queued, behind {', '.join(ahead)}" if ahead else "queued"


def _print_failed(api: AirflowApi, dag_id: str, failed: list[Task]) -> None:
    for task in failed:
        label = f" [{task.label or task.map_index}]" if task.map_index >= 0 else ""
        say(f"failed: {task.task_id}{label}  {api.task_link(dag_id, task)}")


def _print(lines: list[str]) -> None:
    if lines:
        say()
    for line in lines:
        say(line)
