"""The production shape with stand-ins, started for real: the demo's runs, the roles, and killed workers.

The second time the runs are done on a stack that was made anew after all data had been deleted: nothing that
the first time left can help.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from include.control import trigger
from include.control.client import AirflowApi
from include.control.demo.jobs import Job, jobs
from include.control.demo.play import Played, play
from include.control.demo.scenes import CLOCK, reset
from include.control.output import say, table
from tests.containers import killing
from tests.containers.compose_stack import ComposeStack
from tests.containers.conftest import Built
from tests.containers.outcome import read_end_state, status, token
from tests.fixtures.end_state import EndState, difference
from tests.fixtures.stack import AirflowRest

# Both starts, all runs twice, two kills: 10 minutes on two cores.
pytestmark = [pytest.mark.containers, pytest.mark.timeout(2400)]

SETTINGS = {
    "SCOREBOOK_HEARTBEAT_TIMEOUT": "30",
    "SCOREBOOK_SCHEDULES": "off",
    "SCOREBOOK_SIMULATOR_CLOCK": CLOCK,
}
# A killed one of two leaves one.
SCALE = {"worker-fetch": 2, "worker-heavy": 2}
SERVICES = [
    "api-server",
    "bigquery",
    "dag-processor",
    "maintenance",
    "postgres",
    "redis",
    "s3",
    "scheduler",
    "simulator",
    "triggerer",
    "worker-fetch",
    "worker-fetch",
    "worker-heavy",
    "worker-heavy",
]
RUN_LIMIT = 300.0
USERS = {"admin": "admin", "viewer": "viewer"}
FETCH_DAG, HEAVY_DAG = "nba_daily", "espn_enrichment_backfill"


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """All runs of the demo, done without a disturbance, and what they left."""

    runs: list[dict[str, Any]]
    end: EndState


@pytest.fixture(scope="module")
def local(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeStack]:
    """The local profile, healthy; afterwards nothing of it is left."""
    folder = tmp_path_factory.mktemp("local")
    settings = {**built.settings, **SETTINGS}
    stack = ComposeStack(
        built.engine, f"scorebook-test-{folder.stat().st_ino}", "local", folder, settings, SCALE
    )
    try:
        start(stack)
        yield stack
    finally:
        left = stack.down()
        say(f"\nleft of {stack.name} after `down --volumes`: {', '.join(left) or 'nothing'}")
        assert left == []


@pytest.fixture(scope="module")
def undisturbed(local: ComposeStack) -> Undisturbed:
    """The demo's runs on a new stack."""
    with AirflowApi(local.address, "admin", USERS["admin"]) as api:
        reset(local.sources)
        runs = [shown(play(local.sources, api, job, limit=RUN_LIMIT)) for job in jobs(None)]
    say_runs(runs)
    local.say_memory("memory after the runs")
    return Undisturbed(runs, read_end_state(local))


def start(stack: ComposeStack) -> None:
    seconds = stack.up()
    say(f"\nhealthy after {seconds:.0f} s: {len(stack.containers())} containers")
    stack.say_memory("memory when healthy")


def shown(played: Played) -> dict[str, Any]:
    for line in played.lines:
        say(line)
    return played.figures


def say_runs(runs: list[dict[str, Any]]) -> None:
    say()
    columns = ("dag", "failed_tasks", "meant_to_fail", "seconds")
    for line in table([{name: run[name] for name in columns} for run in runs]):
        say(line)


def test_every_service_is_healthy(local: ComposeStack) -> None:
    names = local.containers()
    assert sorted(names.values()) == SERVICES
    health = {name: local.inspect(name)["State"]["Health"]["Status"] for name in names}
    assert set(health.values()) == {"healthy"}, health


def test_every_run_ends_as_it_is_meant_to(undisturbed: Undisturbed) -> None:
    assert len(undisturbed.runs) == len(jobs(None))
    green = {run["dag"]: run["failed_tasks"] for run in undisturbed.runs if not run["meant_to_fail"]}
    assert set(green.values()) == {0}, green
    assert [run["dag"] for run in undisturbed.runs if run["failed_tasks"]] == ["racing_rescrape_7_days"]
    assert undisturbed.end.objects
    assert undisturbed.end.tables
    assert undisturbed.end.partitions
    assert undisturbed.end.predictions


def test_nobody_reads_or_writes_without_a_token(local: ComposeStack) -> None:
    pause = {"is_paused": True}
    assert status(local.address, "GET", "/api/v2/dags") == 401
    assert status(local.address, "PATCH", f"/api/v2/dags/{FETCH_DAG}", body=pause) == 401
    assert status(local.address, "GET", "/api/v2/connections") == 401
    assert status(local.address, "GET", "/api/v2/connections", token="a.forged.one") == 403


def test_a_viewer_reads_and_changes_nothing(local: ComposeStack) -> None:
    viewer = token(local.address, "viewer", USERS["viewer"])
    dag = f"/api/v2/dags/{FETCH_DAG}"
    assert status(local.address, "GET", dag, token=viewer) == 200
    assert status(local.address, "PATCH", dag, token=viewer, body={"is_paused": True}) == 403
    run: dict[str, Any] = {"logical_date": None, "conf": {}}
    assert status(local.address, "POST", f"{dag}/dagRuns", token=viewer, body=run) == 403


def test_killed_workers_change_nothing_in_the_end(local: ComposeStack, undisturbed: Undisturbed) -> None:
    assert local.down() == []
    start(local)
    with AirflowApi(local.address, "admin", USERS["admin"]) as api:
        rest = AirflowRest(local.address)
        try:
            kills = play_and_kill(local, api, rest)
            recoveries = {kill: killing.recovery(rest, local, kill) for kill in kills}
        finally:
            rest.session.close()
    say()
    for kill, then in recoveries.items():
        say(
            f"{kill.label}: killed on {kill.container}, noticed after {then.noticed} s, "
            f"tried again after {then.retried} s on {then.worker}: {then.state}"
        )
    found = difference(undisturbed.end, read_end_state(local))
    say("the end state is that of the undisturbed runs" if not found else "\n".join(found))
    assert [then.state for then in recoveries.values()] == ["success", "success"]
    assert all(then.worker != kill.container for kill, then in recoveries.items())
    assert found == []


def play_and_kill(local: ComposeStack, api: AirflowApi, rest: AirflowRest) -> list[killing.Kill]:
    """Do the demo's runs; the workers of a fetch and of an enrichment are killed in the middle of them.

    While the two runs wait for their retry the others go on.
    """
    reset(local.sources)
    by_dag: dict[str, Job] = {job.dag_id: job for job in jobs(None)}
    others = [job for job in jobs(None) if job.dag_id not in (FETCH_DAG, HEAVY_DAG)]
    with killing.running(api, by_dag[FETCH_DAG]) as fetch_run:
        killing.slow_source(local.sources, "playbyplay")
        asked = killing.slow_source_is_asked(local.sources)
        rest.wait_for(asked, killing.RUNNING_LIMIT)
        fetch = killing.kill_worker_of(local, rest, FETCH_DAG, fetch_run, "games.fetch")
        killing.wait_until_noticed(rest, fetch)
        done = [shown(play(local.sources, api, others.pop(0), limit=RUN_LIMIT))]

        with killing.running(api, by_dag[HEAVY_DAG]) as heavy_run:
            loaded = {"load_games": "success"}.items()
            rest.wait_for(
                lambda: loaded <= states(rest, HEAVY_DAG, heavy_run.run_id).items(), killing.RUNNING_LIMIT
            )
            with killing.locked(local.warehouse_url, "raw_data.nba_games") as somebody_waits:
                rest.wait_for(somebody_waits, killing.RUNNING_LIMIT)
                heavy = killing.kill_worker_of(local, rest, HEAVY_DAG, heavy_run, "enrich")
            killing.wait_until_noticed(rest, heavy)
            # The clock of the sources moves in later runs: the fetch has to be over by then.
            failed = [trigger.follow(api, FETCH_DAG, fetch_run, timeout=RUN_LIMIT)]
            done += [shown(play(local.sources, api, job, limit=RUN_LIMIT)) for job in others]
            failed.append(trigger.follow(api, HEAVY_DAG, heavy_run, timeout=RUN_LIMIT))
    say_runs(done)
    assert failed == [0, 0]
    assert [run["dag"] for run in done if run["failed_tasks"] and not run["meant_to_fail"]] == []
    return [fetch, heavy]


def states(rest: AirflowRest, dag_id: str, run_id: str) -> dict[str, str]:
    return {task["task_id"]: task["state"] for task in rest.tasks(dag_id, run_id)}
