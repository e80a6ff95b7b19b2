"""What became of a run: its tasks, its figures, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from include.control.output import is_number, table
from include.control.records import Task

REPORT_TASK = "finish_run"
MOST_FAILED = 125
COLUMNS = (
    "day",
    "chunk",
    "partition",
    "country",
    "races",
    "runners",
    "expected",
    "why",
    "days",
    "suspicious_days",
    "without_history",
    "races_stored",
    "runners_stored",
    "races_listed",
    "races_missing",
    "mean",
    "median",
    "deviation",
    "listed",
    "scraped",
    "recovered",
    "final",
    "stored",
    "already_there",
    "not_final",
    "known_missing",
    "incomplete",
    "failed",
    "kept",
    "rows",
    "published",
    "total",
    "duplicates",
    "deactivated",
    "locked",
    "remaining",
    "status",
    "uploads",
    "requests",
    "bytes",
    "seconds",
    "schedule",
    "success_rate",
    "games_inserted",
    "games_updated",
    "games_unchanged",
    "duplicate_attempts",
    "planned",
    "enriched",
    "written",
    "coverage_pct",
    "features_min",
    "features_avg",
    "features_max",
    "no_box_score",
    "games_per_second",
)
"""Figures that have a place in the table; others follow in alphabetical order."""

MOST_COLUMNS = 16
REFUSED = 2
STOPPED_WAITING = 126
INTERRUPTED = 130


def state_line(run_state: str, tasks: Iterable[Task]) -> str:
    """Return the state of a run and how many tasks are in which state, in one line."""
    counts = Counter(task.state for task in tasks)
    told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    return f"{run_state:8} tasks: {told}" if told else run_state


def figure_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the rows as a table; a single row that is too wide for it stands one figure a line."""
    if len(rows) != 1 or len(rows[0]) <= MOST_COLUMNS:
        return table(rows)
    return table([{"figure": name.replace("_", " "), "value": value} for name, value in rows[0].items()])


def task_rows(tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """Return one row a task, with the states of its mapped instances counted."""
    by_task: dict[str, Counter[str]] = {}
    for task in tasks:
        by_task.setdefault(task.task_id, Counter())[task.state] += 1
    return [{"task": task_id, "state": _counted(counts)} for task_id, counts in by_task.items()]


def figures(returned: Any) -> list[dict[str, Any]]:
    """Return the rows that the report task returned: a list of rows, or one row; else none.

    Airflow keeps no order of names; they come back in the order in which a person reads them.
    """
    rows = returned if isinstance(returned, list) else [returned]
    return [_in_order(row) for row in rows if isinstance(row, Mapping)]


def _in_order(row: Mapping[str, Any]) -> dict[str, Any]:
    known = [name for name in COLUMNS if name in row]
    return {name: row[name] for name in [*known, *sorted(set(row) - set(known))]}


def without_lists(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as they fit into a table: without their lists, which `list_lines` prints."""
    return [{name: value for name, value in row.items() if not isinstance(value, list)} for row in rows]


def list_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one line for each list that is not empty, named by its row (the games to fetch of a day)."""
    return [
        f"{_name(row)} {name.replace('_', ' ')}: {', '.join(map(str, value))}".lstrip()
        for row in rows
        for name, value in row.items()
        if isinstance(value, list) and value
    ]


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("day") or row.get("chunk") or row.get("partition") or "")


def total(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums of those columns that hold numbers in every row that has them.

    Rates and percentages have no sum and are left out.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    sums: dict[str, Any] = {}
    for name in names:
        values = [row[name] for row in rows if row.get(name) is not None]
        if values and all(is_number(value) for value in values) and not _is_ratio(name):
            sums[name] = sum(values)
    return sums


def exit_code(failed_tasks: int, *, failed_runs: int) -> int:
    """Return 0, or the number of failed tasks: at least 1 when a run failed, at most 125."""
    return min(max(failed_tasks, 1 if failed_runs else 0), MOST_FAILED)


def _is_ratio(name: str) -> bool:
    return name.endswith(("_rate", "_pct", "rate", "percent")) or name.startswith("avg_")


def _counted(counts: Counter[str]) -> str:
    if counts.total() == 1:
        return next(iter(counts))
    return ", ".join(f"{state} {count}" for state, count in counts.items())
