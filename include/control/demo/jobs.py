"""What `make demo` runs, in order, and what happens at the simulated sources meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from include.control.client import AirflowApi
from include.control.demo.predictions import CLEAN, DAG, LOCKED, fill_predictions, release_predictions
from include.control.demo.scenes import calm, say_failure_logs, set_clock, storm
from include.control.demo.sources import Sources

Scene = Callable[[Sources], None]
Meanwhile = Callable[[Sources, AirflowApi, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of the demo.

    :param title: what the run shows, said before it.
    :param before: what happens at the sources before it, `after` when it has ended.
    :param meanwhile: gets the run's id once it has started.
    :param is_meant_to_fail: its failed tasks are the point of it.
    """

    dag_id: str
    conf: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    before: tuple[Scene, ...] = ()
    meanwhile: Meanwhile | None = None
    after: tuple[Scene, ...] = ()
    is_meant_to_fail: bool = False


def chains(recorded: Path | None, *, full: bool = False) -> tuple[tuple[Job, ...], ...]:
    """The runs of the demo: each chain runs in order, and no chain needs another one.

    Where real payloads are at hand, the recorded postponed game is in.

    :param full: 21 partitions of races instead of 6.
    """
    days = ["2025-11-15", "2026-03-17", "2026-03-18"]
    espn = (
        Job(
            dag_id="espn_incremental",
            title="games of the NBA, from ESPN into S3",
            conf={"days": ["2020-12-23", *days] if recorded else days},
        ),
        Job(dag_id="espn_enrichment_backfill", title="58 features of each of these games"),
    )
    nba = Job(
        dag_id="nba_daily",
        title="a day of NBA.com, from the source to derived metrics",
        conf={"days": ["2026-03-17"]},
    )
    first, last = ("2026-03-11", "2026-03-17") if full else ("2026-03-14", "2026-03-15")
    return espn, (nba,), racing_jobs(first, last), (predictions_job(),)


def jobs(recorded: Path | None, *, full: bool = False) -> tuple[Job, ...]:
    """The same runs in one row, for a platform that runs them one after the other."""
    return tuple(job for chain in chains(recorded, full=full) for job in chain)


def racing_jobs(first: str, last: str) -> tuple[Job, ...]:
    """Races of some days, their late ratings in a storm of refusals, and what the storm cost."""
    days = {"start_date": first, "end_date": last}
    return (
        Job(
            dag_id="racing_rescrape_7_days",
            title="Irish races the day after, most of them without ratings",
            conf={**days, "countries": ["ire"]},
            before=(partial(set_clock, now=f"{last}T23:00:00+00:00"),),
        ),
        Job(
            dag_id="racing_rescrape_7_days",
            title="all races a week later, with ratings; the source refuses Irish ones (HTTP 406)",
            conf=days,
            before=(
                partial(set_clock, now="2026-03-26T12:00:00+00:00"),
                partial(storm, first=first, last=last, country="ire"),
            ),
            after=(partial(say_failure_logs, country="ire"),),
            is_meant_to_fail=True,
        ),
        Job(
            dag_id="racing_retry_failures",
            title="the storm is over: only what failed, again",
            before=(calm,),
            after=(partial(say_failure_logs, country="ire"), set_clock),
        ),
    )


def predictions_job() -> Job:
    """Three days of predictions: a clean one, one with duplicates, one whose rows BigQuery still locks."""
    return Job(
        dag_id=DAG,
        title="predictions of three days: clean, with duplicates, locked in the streaming buffer",
        conf={"from_date": str(CLEAN.day), "to_date": str(LOCKED.day)},
        before=(fill_predictions,),
        meanwhile=release_predictions,
    )
