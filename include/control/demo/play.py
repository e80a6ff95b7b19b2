"""One run of the demo, on any platform with the stand-ins: started, followed, and told as figures."""

from __future__ import annotations

import time
from typing import Any

from include.control import trigger
from include.control.client import AirflowApi
from include.control.demo.jobs import Job
from include.control.demo.sources import Sources
from include.control.output import say
from include.control.report import REPORT_TASK, figures

PARSE_LIMIT = 60.0
RUN_LIMIT = 120.0


def play(sources: Sources, api: AirflowApi, job: Job, *, limit: float = RUN_LIMIT) -> dict[str, Any]:
    """Run one job and return its figures. A DAG that was paused is paused again afterwards.

    :param limit: seconds that the run may take.
    """
    say()
    say(f"== {job.dag_id}: {job.title}")
    for scene in job.before:
        scene(sources)
    was_paused = _wait_until_known(api, job.dag_id)
    api.set_paused(job.dag_id, paused=False)
    try:
        begun = time.monotonic()
        started = trigger.start(api, job.dag_id, job.conf)
        if job.meanwhile is not None:
            job.meanwhile(sources, api, started.run_id)
        failed = trigger.follow(api, job.dag_id, started, timeout=limit)
        seconds = time.monotonic() - begun
    finally:
        api.set_paused(job.dag_id, paused=was_paused)
    for scene in job.after:
        scene(sources)
    return {
        "dag": job.dag_id,
        "run": started.run_id,
        "link": started.link,
        "failed_tasks": failed,
        "meant_to_fail": job.is_meant_to_fail,
        "seconds": round(seconds, 1),
        "rows": figures(api.returned(job.dag_id, started.run_id, REPORT_TASK)),
    }


def _wait_until_known(api: AirflowApi, dag_id: str) -> bool:
    """Wait until Airflow has read the DAG's file. Returns whether the DAG is paused."""
    deadline = time.monotonic() + PARSE_LIMIT
    while (dag := api.dag(dag_id)) is None or dag.broken:
        if time.monotonic() > deadline:
            raise RuntimeError(f"Airflow does not know {dag_id}: look at `make logs PART=dag-processor`")
        time.sleep(0.5)
    return dag.paused
