"""One run of the benchmark: both ways on the same rows, their active rows compared, the jobs counted."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.dedup_parts.days import make_days
from benchmarks.dedup_parts.plain import plain
from benchmarks.dedup_parts.product import Cleaned, product


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for."""

    rows: int
    days: int


def run(settings: Settings) -> dict[str, Any]:
    """Measure both ways and return the figures. Nothing is left behind.

    `same_active_ids` says whether both left the same rows active.
    """
    load = os.getloadavg()[0]
    days = make_days(settings.rows, settings.days)
    total = sum(each.rows.num_rows for each in days)
    with tempfile.TemporaryDirectory(prefix="dedup-") as name:
        folder = Path(name)
        _say(f"{total:,} rows of {len(days)} days into DuckDB and into the local BigQuery")
        with plain(folder, days) as ours, product(folder, days) as theirs:
            plain_seconds = {each.day: ours.clean(each.day) for each in days}
            cleaned = {each.day: theirs.clean(each.day, "first") for each in days}
            again = [theirs.clean(each.day, "second") for each in days]
            expected = [ours.active(each.day) for each in days]
            same = expected == [theirs.active(each.day) for each in days]
    firsts = list(cleaned.values())
    seconds = sum(each.seconds for each in firsts)
    return {
        "benchmark": "dedup",
        "rows": total,
        "days": len(days),
        "cores": os.cpu_count() or 1,
        "load_before": round(load, 1),
        "same_active_ids": same,
        "active_rows": sum(len(rows) for rows in expected),
        "switched_off": sum(each.switched_off for each in firsts),
        "plain": {"seconds": round(sum(plain_seconds.values()), 2)},
        "product": {"seconds": round(seconds, 2)},
        "ratio": round(sum(plain_seconds.values()) / seconds, 3),
        "kinds": {
            kind: _figures(
                [(plain_seconds[each.day], cleaned[each.day]) for each in days if each.kind == kind]
            )
            for kind in dict.fromkeys(each.kind for each in days)
        },
        "second": {
            "seconds": round(sum(each.seconds for each in again), 2),
            "jobs": sum(len(each.jobs) for each in again),
            "modifying_jobs": sum(_modifying(each) for each in again),
        },
    }


def _figures(measured: Sequence[tuple[float, Cleaned]]) -> dict[str, Any]:
    """The figures of the days of one kind; counts are those of the day with the most."""
    cleaned = [each for _, each in measured]
    return {
        "days": len(measured),
        "plain_seconds_a_day": round(sum(seconds for seconds, _ in measured) / len(measured), 3),
        "product_seconds_a_day": round(sum(each.seconds for each in cleaned) / len(measured), 3),
        "jobs_a_day": max(len(each.jobs) for each in cleaned),
        "refused_jobs_a_day": max(each.refusals for each in cleaned),
        "modifying_jobs_a_day": max(_modifying(each) for each in cleaned),
        "partitions_touched_a_day": max(
            len({day for job in each.jobs for day in job["days"]}) for each in cleaned
        ),
    }


def _modifying(cleaned: Cleaned) -> int:
    """Jobs that changed rows: one that BigQuery refused has changed none."""
    return sum(job["modifies"] and job["outcome"] == "done" for job in cleaned.jobs)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
