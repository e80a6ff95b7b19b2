"""Start one run of a DAG by hand, wait for it, and say what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run.

    :param failed: the number of failed tasks, of `tasks` tasks.
    :param rows: the figures that its last task returned.
    :param exit_code: 0, or the number of failed tasks, at least 1 when the run failed.
    :param lines: all of it as text for a person.
    """

    state: str
    failed: int
    tasks: int
    rows: list[dict[str, Any]]
    exit_code: int
    lines: list[str]


def start(api: AirflowApi, dag_id: str, conf: Mapping[str, Any]) -> Started:
    """Start a run by hand.

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
    return Started(f"run {run_id} of {dag_id}", api.run_link(dag_id, run_id), run_id)


def announce(started: Started) -> None:
    """Print which run was started, and its link."""
    say(f"Started {started.what}")
    say(started.link)


def follow(api: AirflowApi, dag_id: str, started: Started, *, timeout: float | None) -> int:
    """Wait for the run, print its tasks and figures, and return 0 or the number of failed tasks."""
    await_end(api, dag_id, started, timeout=timeout)
    ended = outcome(api, dag_id, started)
    for line in ended.lines:
        say(line)
    return ended.exit_code


def await_end(
    api: AirflowApi,
    dag_id: str,
    started: Started,
    *,
    timeout: float | None,
    tell: Callable[[str], None] = say,
) -> None:
    """Wait for the end of the run.

    :param tell: gets a line whenever the state of the run or of its tasks has changed.
    """

    def look() -> tuple[str, bool]:
        run = api.run(dag_id, started.run_id)
        if run.state == "queued":
            return _queue_line(api, dag_id, started.run_id), False
        return state_line(run.state, api.tasks(dag_id, started.run_id)), run.finished

    wait(look, timeout=timeout, tell=tell)


def outcome(api: AirflowApi, dag_id: str, started: Started) -> Outcome:
    """Return what became of a run that has ended."""
    run = api.run(dag_id, started.run_id)
    tasks = api.tasks(dag_id, started.run_id)
    failed = [task for task in tasks if task.state == "failed"]
    rows = figures(api.returned(dag_id, started.run_id, REPORT_TASK))
    lines = [
        *_paragraph(table(task_rows(tasks))),
        *_failed_lines(api, dag_id, failed),
        *_paragraph(figure_lines(without_lists(rows))),
        *list_lines(rows),
        "",
        f"{started.what}: {run.state}, {len(failed)} of {len(tasks)} tasks failed",
        started.link,
    ]
    code = exit_code(len(failed), failed_runs=int(run.state != "success"))
    return Outcome(run.state, len(failed), len(tasks), rows, code, lines)


def _queue_line(api: AirflowApi, dag_id: str, run_id: str) -> str:
    """Say what a queued run waits for: a DAG has a limit of runs at a time."""
    # It may have begun since it was asked for.
    ahead = [run.run_id for run in api.running(dag_id) if run.run_id != run_id]
    return f"queued, behind {', '.join(ahead)}" if ahead else "queued"


def _failed_lines(api: AirflowApi, dag_id: str, failed: list[Task]) -> list[str]:
    labels = [f" [{task.label or task.map_index}]" if task.map_index >= 0 else "" for task in failed]
    return [
        f"failed: {task.task_id}{label}  {api.task_link(dag_id, task)}"
        for task, label in zip(failed, labels, strict=True)
    ]


def _paragraph(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []
