"""`make demo`: the main jobs on the local platform, with a fixed clock and no scheduled runs.

Workflows that do not need one another run side by side.
Whatever an earlier run left is kept: a second demo finds the games already there. What it did stands in
`build/demo.json`. The platform stays up, to be looked at; `make up` turns it back to the real clock.
"""

from __future__ import annotations

import json
import time

from include.control.address import connect
from include.control.demo.borrowed import put_back
from include.control.demo.jobs import chains
from include.control.demo.scenes import CLOCK, reset
from include.control.demo.side_by_side import run_side_by_side
from include.control.demo.sources import Sources
from include.control.output import say
from include.devstack.parts import recordings
from include.devstack.stack import Stack
from include.devstack.state import REPOSITORY, settings

RESULT = REPOSITORY / "build" / "demo.json"
SETTINGS = {"SCOREBOOK_SIMULATOR_CLOCK": CLOCK, "SCOREBOOK_SCHEDULES": "off"}


def demo(*, full: bool = False) -> int:
    """Run the demo and return the number of failed tasks, without those that are meant to fail.

    :param full: races of 21 partitions instead of 6.
    """
    stack = Stack(settings={**settings(), **SETTINGS})
    say(f"starting the local platform in {stack.directory}, simulated clock at 2026-03-18, no scheduled runs")
    started = stack.up()
    recorded = recordings(stack.settings)
    say(f"up after {started.seconds:.1f} s; payloads: {recorded or 'simulated ones only'}")
    sources = Sources(
        **stack.source_urls,
        s3_endpoint=stack.aws.endpoint,
        bigquery_endpoint=stack.bigquery.endpoint,
    )
    begun = time.monotonic()
    reset(sources)
    environment = {**stack.settings, "SCOREBOOK_HOME": str(stack.directory)}
    with connect(environment) as api:
        put_back(api, stack.directory)  # what a killed `make demo SOURCE=real` left
    played = run_side_by_side(sources, lambda: connect(environment), chains(recorded, full=full))
    seconds = time.monotonic() - begun
    for each in played:
        for line in each.lines:
            say(line)
    done = [each.figures for each in played]
    failed = sum(int(result["failed_tasks"]) for result in done if not result["meant_to_fail"])
    report = {
        "runs": done,
        "failed_tasks": failed,
        "seconds": {"up": round(started.seconds, 1), "runs": round(seconds, 1)},
        "ui": stack.ui_url,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=2) + "\n")
    say()
    say(f"all runs took {seconds:.0f} s")
    say(f"figures    {RESULT.relative_to(REPOSITORY)}")
    say(f"Airflow    {stack.ui_url} (admin / admin, viewer / viewer)")
    say("next       `make up` for the real clock and scheduled runs, `make down` to stop")
    return failed
