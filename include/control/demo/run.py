"""`make demo`: the main jobs on the local platform, with a fixed clock and no scheduled runs.

Whatever an earlier run left is kept: a second demo finds the games already there. What it did stands in
`build/demo.json`. The platform stays up, to be looked at; `make up` turns it back to the real clock.
"""

from __future__ import annotations

import json
import time
from typing import Any

from include.control import trigger
from include.control.address import connect
from include.control.client import AirflowApi
from include.control.demo.jobs import Job, jobs
from include.control.demo.scenes import CLOCK, calm, set_clock
from include.control.output import say
from include.control.report import REPORT_TASK, figures
from include.devstack.parts import recordings
from include.devstack.stack import Stack
from include.devstack.state import REPOSITORY, settings

RESULT = REPOSITORY / "build" / "demo.json"
SETTINGS = {"SCOREBOOK_SIMULATOR_CLOCK": CLOCK, "SCOREBOOK_SCHEDULES": "off"}
PARSE_LIMIT = 60.0
RUN_LIMIT = 120.0


def demo(*, full: bool = False) -> int:
    """Run the demo and return the number of failed tasks, without those that are meant to fail.

    :param full: races of 21 partitions instead of 6.
    """
    stack = Stack(settings={**settings(), **SETTINGS})
    say(f"starting the local platform in {stack.directory}, simulated clock at 2026-03-18, no scheduled runs")
    started = stack.up()
    recorded = recordings(stack.settings)
    say(f"up after {started.seconds:.1f} s; payloads: {recorded or 'simulated ones only'}")
    begun = time.monotonic()
    with connect({**stack.settings, "SCOREBOOK_HOME": str(stack.directory)}) as api:
        set_clock(stack)
        calm(stack)
        done = [_run(stack, api, job) for job in jobs(recorded, full=full)]
    failed = sum(int(result["failed_tasks"]) for result in done if not result["meant_to_fail"])
    report = {
        "runs": done,
        "failed_tasks": failed,
        "seconds": {"up": round(started.seconds, 1), "runs": round(time.monotonic() - begun, 1)},
        "ui": stack.ui_url,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=2) + "\n")
    say()
    say(f"figures    {RESULT.relative_to(REPOSITORY)}")
    say(f"Airflow    {stack.ui_url} (admin / admin, viewer / viewer)")
    say("next       `make up` for the real clock and scheduled runs, `make down` to stop")
    return failed


def _run(stack: Stack, api: AirflowApi, job: Job) -> dict[str, Any]:
    say()
    say(f"== {job.dag_id}: {job.title}")
    for scene in job.before:
        scene(stack)
    was_paused = _wait_until_known(api, job.dag_id)
    api.set_paused(job.dag_id, paused=False)
    try:
        begun = time.monotonic()
        started = trigger.start(api, job.dag_id, job.conf)
        if job.meanwhile is not None:
            job.meanwhile(stack, api, started.run_id)
        failed = trigger.follow(api, job.dag_id, started, timeout=RUN_LIMIT)
        seconds = time.monotonic() - begun
    finally:
        api.set_paused(job.dag_id, paused=was_paused)
    for scene in job.after:
        scene(stack)
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
