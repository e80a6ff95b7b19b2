"""Rate limit, circuit and pause of a host, on a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from include.errors import SourceBlockedError, SourcePausedError
from include.warehouse import source_limits

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
HOST = "source.example"
EVERY = timedelta(milliseconds=20)
HOUR = timedelta(hours=1)


@pytest.fixture
def limits(warehouse_url: str) -> Iterator[Connection]:
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield connection


def take(conn: Connection, every: timedelta = EVERY) -> source_limits.Slot:
    return source_limits.take_slot(conn, HOST, default_every=every)


def block(conn: Connection, threshold: int = 3, open_for: timedelta = HOUR) -> datetime | None:
    return source_limits.note_block(conn, HOST, reason="403", threshold=threshold, open_for=open_for)


def next_moment(conn: Connection) -> datetime:
    row = conn.execute("SELECT next_at FROM ops.source_limits WHERE host = %s", (HOST,)).fetchone()
    assert row is not None
    return row[0]


def test_the_first_slot_of_a_new_host_is_free(limits: Connection) -> None:
    assert take(limits) == source_limits.Slot(wait_seconds=0, consecutive_blocks=0)


def test_slots_are_one_interval_apart(limits: Connection) -> None:
    waits = [take(limits, HOUR).wait_seconds for _ in range(3)]

    assert waits == pytest.approx([0, 3600, 7200], abs=5)


def test_a_host_with_its_own_rate_ignores_the_default(limits: Connection) -> None:
    take(limits)
    limits.execute("UPDATE ops.source_limits SET every = '2 hours', next_at = '-infinity'")

    assert [take(limits).wait_seconds for _ in range(2)] == pytest.approx([0, 7200], abs=5)


def test_moments_that_nobody_took_are_not_made_up_for(limits: Connection) -> None:
    take(limits, HOUR)
    limits.execute("UPDATE ops.source_limits SET next_at = now() - interval '1 day'")

    assert [take(limits, HOUR).wait_seconds for _ in range(2)] == pytest.approx([0, 3600], abs=5)


def test_hosts_do_not_wait_for_each_other(limits: Connection) -> None:
    take(limits, HOUR)

    assert source_limits.take_slot(limits, "other.example", default_every=HOUR).wait_seconds == 0


def test_a_connection_that_would_hold_the_lock_is_refused(warehouse: Connection) -> None:
    with pytest.raises(ValueError, match="autocommit"):
        take(warehouse)


def test_a_slot_inside_a_transaction_is_refused(limits: Connection) -> None:
    with limits.transaction():
        limits.execute("SELECT 1")
        with pytest.raises(ValueError, match="no transaction"):
            take(limits)


def test_four_workers_share_the_rate_and_use_it(limits: Connection, warehouse_url: str) -> None:
    requests = 100
    left = threading.Semaphore(requests)

    def work() -> int:
        done = 0
        with psycopg.connect(warehouse_url, autocommit=True) as connection:
            while left.acquire(blocking=False):
                time.sleep(take(connection).wait_seconds)
                done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        started = time.monotonic()
        take(limits)
        first = next_moment(limits)
        workers = [future.result() for future in [pool.submit(work) for _ in range(4)]]
        elapsed = time.monotonic() - started
    last = next_moment(limits)

    assert sum(workers) == requests
    assert requests <= elapsed / EVERY.total_seconds(), "more than the rate allows"
    assert requests >= 0.9 * ((last - first) / EVERY), "moments were lost"
    assert min(workers) >= requests / 8, "a worker starved"


def test_no_moment_is_given_twice(warehouse_url: str) -> None:
    def work() -> list[float]:
        with psycopg.connect(warehouse_url, autocommit=True) as connection:
            return [take(connection, HOUR).wait_seconds for _ in range(10)]

    with ThreadPoolExecutor(4) as pool:
        waits = sorted(wait for future in [pool.submit(work) for _ in range(4)] for wait in future.result())

    assert waits == pytest.approx([3600 * number for number in range(40)], abs=60)


def test_the_circuit_opens_at_the_threshold(limits: Connection) -> None:
    take(limits)

    untils = [block(limits), block(limits), block(limits)]

    assert untils[:2] == [None, None]
    assert untils[2] is not None
    with pytest.raises(SourceBlockedError, match="3 requests in a row") as caught:
        take(limits)
    assert caught.value.until == untils[2]
    assert not isinstance(caught.value, SourcePausedError)


def test_an_open_circuit_gives_no_moment_away(limits: Connection) -> None:
    take(limits, HOUR)
    block(limits, threshold=1)
    before = limits.execute("SELECT next_at FROM ops.source_limits").fetchone()

    with pytest.raises(SourceBlockedError):
        take(limits, HOUR)

    assert limits.execute("SELECT next_at FROM ops.source_limits").fetchone() == before


def test_a_slot_tells_how_often_the_host_refused(limits: Connection) -> None:
    block(limits)

    assert take(limits).consecutive_blocks == 1


def test_the_circuit_closes_by_time_and_opens_again_at_one_more_refusal(limits: Connection) -> None:
    for _ in range(3):
        block(limits)
    limits.execute("UPDATE ops.source_limits SET blocked_until = now() - interval '1 second'")

    assert take(limits).consecutive_blocks == 3
    assert block(limits) is not None
    with pytest.raises(SourceBlockedError):
        take(limits)


def test_an_answer_makes_refusals_not_consecutive(limits: Connection) -> None:
    block(limits)
    block(limits)

    source_limits.note_success(limits, HOST)

    assert block(limits) is None


def test_an_answer_of_a_healthy_host_writes_nothing(limits: Connection) -> None:
    take(limits)
    before = limits.execute("SELECT xmin::text FROM ops.source_limits").fetchone()

    source_limits.note_success(limits, HOST)

    assert limits.execute("SELECT xmin::text FROM ops.source_limits").fetchone() == before


def test_a_shorter_block_does_not_shorten_the_open_circuit(limits: Connection) -> None:
    until = block(limits, threshold=1)

    assert block(limits, threshold=1, open_for=timedelta(seconds=1)) == until


def test_a_paused_host_gives_no_slot_and_says_who_paused_it_and_why(limits: Connection) -> None:
    until = datetime(2999, 1, 1, tzinfo=UTC)
    source_limits.pause(limits, HOST, until, "they asked us to", "kim")

    with pytest.raises(SourcePausedError, match="by kim: they asked us to") as caught:
        take(limits)
    assert caught.value.until == until


def test_a_refusal_during_a_pause_keeps_its_reason(limits: Connection) -> None:
    source_limits.pause(limits, HOST, datetime(2999, 1, 1, tzinfo=UTC), "they asked us to", "kim")

    block(limits, threshold=1)

    with pytest.raises(SourcePausedError, match="by kim: they asked us to"):
        take(limits)


def test_a_pause_ends_by_time(limits: Connection) -> None:
    source_limits.pause(limits, HOST, datetime(2020, 1, 1, tzinfo=UTC), "they asked us to", "kim")

    assert take(limits).wait_seconds == 0


def test_resuming_ends_pause_and_circuit(limits: Connection) -> None:
    source_limits.pause(limits, HOST, datetime(2999, 1, 1, tzinfo=UTC), "they asked us to", "kim")
    block(limits, threshold=1)

    source_limits.resume(limits, HOST)

    assert take(limits) == source_limits.Slot(wait_seconds=0, consecutive_blocks=0)
