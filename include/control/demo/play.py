"""One run of the demo, on any platform with the stand-ins: started, followed, and returned as figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from include.control import trigger
from include.control.client import AirflowApi
from include.control.demo.jobs import Job
from include.control.demo.sources import Sources
from include.control.output import say

PARSE_LIMIT = 180.0
RUN_LIMIT = 600.0  # a busy machine needs several times what a quiet one needs


@dataclass(frozen=True, slots=True)
class Played:
    """A run of the demo that has ended."""

    job: Job
    started: trigger.Started
    outcome: trigger.Outcome
    seconds: float

    @property
    def figures(self) -> dict[str, Any]:
        """The run as it stands in `build/demo.json`."""
        return {
            "dag": self.job.dag_id,
            "run": self.started.run_id,
            "link": self.started.link,
            "failed_tasks": self.outcome.exit_code,
            "meant_to_fail": self.job.is_meant_to_fail,
            "seconds": round(self.seconds, 1),
            "rows": self.outcome.rows,
        }

    @property
    def summary(self) -> str:
        """The run in one line."""
        ending = f"{self.outcome.state} after {self.seconds:.0f} s"
        failed = f", {self.outcome.failed} of {self.outcome.tasks} tasks failed"
        if not self.outcome.failed:
            return f"{self.job.dag_id}: {ending}"
        return f"{self.job.dag_id}: {ending}{failed}{', as meant' if self.job.is_meant_to_fail else ''}"

    @property
    def lines(self) -> Sequence[str]:
        """The run in full."""
        return ["", f"== {self.job.dag_id}: {self.job.title}", *self.outcome.lines]


def play(
    sources: Sources,
    api: AirflowApi,
    job: Job,
    *,
    limit: float = RUN_LIMIT,
    tell: Callable[[str], None] = say,
) -> Played:
    """Run one job to its end. A DAG that was paused is paused again afterwards.

    :param limit: seconds that the run may take.
    :param tell: gets the state of the run whenever it has changed.
    :raises RuntimeError: Airflow does not know the DAG.
    """
    for scene in job.before:
        scene(sources)
    was_paused = wait_until_known(api, job.dag_id)
    api.set_paused(job.dag_id, paused=False)
    try:
        begun = time.monotonic()
        started = trigger.start(api, job.dag_id, job.conf)
        tell(f"{0:6.0f} s  started")
        if job.meanwhile is not None:
            job.meanwhile(sources, api, started.run_id)
        trigger.await_end(api, job.dag_id, started, timeout=limit, tell=tell)
        seconds = time.monotonic() - begun
        outcome = trigger.outcome(api, job.dag_id, started)
    finally:
        api.set_paused(job.dag_id, paused=was_paused)
    for scene in job.after:
        scene(sources)
    return Played(job, started, outcome, seconds)


def wait_until_known(api: AirflowApi, dag_id: str) -> bool:
    """Wait until Airflow has read the DAG's file. Returns whether the DAG is paused."""
    deadline = time.monotonic() + PARSE_LIMIT
    while (dag := api.dag(dag_id)) is None or dag.broken:
        if time.monotonic() > deadline:
            raise RuntimeError(f"Airflow does not know {dag_id}: look at `make logs PART=dag-processor`")
        time.sleep(0.5)
    return dag.paused
