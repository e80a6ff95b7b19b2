"""Celery's workers: where tasks run, what is seen of them, and what is lost when machines die (nothing)."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import time

import psutil
import psycopg
import pytest
from redis import Redis

from include.devstack import distributed
from tests.distributed.world import DAYS, ENRICHMENT, ESPN, HOSTS, RACING, Distributed, Undisturbed
from tests.fixtures.end_state import difference
from tests.fixtures.processes import listeners
from tests.fixtures.stack import RunningStack, wait_for

pytestmark = pytest.mark.slow

# The second batch of five games waits for it; the first is committed by then.
EIGHTH = """
SELECT FROM raw_data.nba_games
WHERE game_id = (SELECT game_id FROM raw_data.nba_games ORDER BY game_id OFFSET 7 LIMIT 1)
FOR UPDATE
"""
STORED = "SELECT FROM ops.ingest_ledger WHERE dataset = 'espn_raw' AND day = %s AND status = 'stored'"
ENRICHED = "SELECT FROM raw_data.nba_games WHERE has_espn_features"


def test_every_listener_is_on_loopback(stack: RunningStack) -> None:
    ports = dict(stack.stack.state.ports)
    log_port = ports.pop(distributed.LOG_PORT)
    logs = {(host, log_port) for host in HOSTS}
    assert listeners(stack.stack) == logs | {("127.0.0.1", port) for port in ports.values()}


def test_redis_wants_a_password(stack: RunningStack) -> None:
    from redis.exceptions import AuthenticationError

    with Redis(port=stack.stack.state.ports["redis"]) as client, pytest.raises(AuthenticationError):
        client.ping()


def test_messages_can_be_read_by_their_owner_only(stack: RunningStack) -> None:
    redis = distributed.redis(stack.stack.state, stack.stack.directory)
    assert stat.S_IMODE(redis.data.stat().st_mode) == 0o700


def test_a_worker_has_no_key_of_the_metadata(stack: RunningStack) -> None:
    workers = [part for part in stack.stack.components if part.name.startswith("worker")]
    assert len(workers) == len(HOSTS)
    for part in workers:
        assert distributed.NOT_FOR_WORKERS.isdisjoint(psutil.Process(part.pid()).environ())


def test_each_task_ran_on_a_worker_of_its_queue(world: Distributed, undisturbed: Undisturbed) -> None:
    ran = [
        (task["queue"], task["hostname"])
        for dag, run_id in undisturbed.runs.items()
        for task in world.tasks(dag, run_id)
    ]
    assert set(ran) == {(worker.queue, host) for host, worker in HOSTS.items()}
    heavy = {
        task["task_id"]
        for dag in (RACING, ENRICHMENT)
        for task in world.tasks(dag, undisturbed.runs[dag])
        if task["queue"] == "heavy"
    }
    assert heavy == {"days.publish", "verify", "load_games", "enrich"}


def test_the_log_of_a_task_comes_from_the_machine_it_ran_on(
    world: Distributed, undisturbed: Undisturbed
) -> None:
    tasks = {
        task["hostname"]: (dag, run_id, task)
        for dag, run_id in undisturbed.runs.items()
        for task in world.tasks(dag, run_id)
    }
    assert tasks.keys() == HOSTS.keys()
    port = world.stack.stack.state.ports[distributed.LOG_PORT]
    for host, (dag, run_id, task) in tasks.items():
        log = world.log(dag, run_id, task)
        assert f"http://{host}:{port}/log/" in log
        assert "Pre Execute" in log


@pytest.mark.faults
def test_killed_machines_change_nothing_of_what_is_stored(
    world: Distributed, undisturbed: Undisturbed
) -> None:
    """A worker of each queue dies in the middle of its work."""
    platform = world.stack.stack
    world.begin()
    games = world.stack.espn.get("/_control/games", day=DAYS[0])["games"]
    *others, last = [game["id"] for game in games if game["completed"]]
    # The source is slow with the day's last game: the others are stored when the worker dies.
    world.break_source({"match": f"event={last}$", "kind": "latency", "seconds": 25, "count": 1})
    runs = world.start(ESPN, RACING)
    wait_for(lambda: world.count(STORED, DAYS[0]) == len(others))
    print()
    print(world.killed_and_retried(ESPN, runs[ESPN], "fetch", lambda: None))
    world.succeeded(runs)
    assert difference(undisturbed.sources, world.state()) == []

    with psycopg.connect(world.stack.warehouse_url) as other:
        runs = world.start(ENRICHMENT)
        wait_for(lambda: other.execute(EIGHTH).rowcount or other.rollback())

        def heal() -> None:
            other.rollback()
            assert len(platform.up().started) == 2

        wait_for(lambda: world.count(ENRICHED) == 5)
        print(world.killed_and_retried(ENRICHMENT, runs[ENRICHMENT], "enrich", heal))
    world.succeeded(runs)
    assert difference(undisturbed.whole, world.state()) == []


@pytest.mark.faults
def test_messages_that_redis_loses_are_sent_again(world: Distributed, undisturbed: Undisturbed) -> None:
    platform = world.stack.stack
    world.begin()
    redis = distributed.redis(platform.state, platform.directory)
    fetching = [part for part in platform.components if part.name.startswith("worker-fetch")]
    world.break_source({"match": "scoreboard", "kind": "latency", "seconds": 6, "count": 1})
    runs = world.start(ESPN, RACING)
    world.wait_for_task(ESPN, runs[ESPN], "discover", -1, "running")
    # The workers go on with what they run, and take no message more.
    for part in fetching:
        psutil.Process(part.pid()).suspend()
    world.wait_for_task(ESPN, runs[ESPN], "discover", -1, "success")
    with Redis.from_url(redis.url) as client:
        lost = wait_for(lambda: client.llen("fetch"))
    begun = time.monotonic()
    os.kill(redis.pid() or 0, signal.SIGKILL)
    wait_for(lambda: redis.pid() is None)
    shutil.rmtree(redis.data)
    for part in fetching:
        psutil.Process(part.pid()).resume()
    started = platform.up()
    world.succeeded(runs)
    print(
        f"\nRedis killed with {lost} messages, its disk lost: {', '.join(started.started)} started again in "
        f"{started.seconds:.1f} s, runs done after {time.monotonic() - begun:.1f} s"
    )
    assert difference(undisturbed.sources, world.state()) == []
