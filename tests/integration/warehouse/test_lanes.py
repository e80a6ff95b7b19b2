"""At most so many do the same at once, however they end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from include.errors import AllLanesTakenError
from include.warehouse.lanes import take_lane

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
SECONDS = 20


class Workers:
    """Connections of workers to one warehouse."""

    def __init__(self, url: str, stack: ExitStack) -> None:
        self.url = url
        self.stack = stack

    def new(self) -> Connection:
        return self.stack.enter_context(psycopg.connect(self.url, autocommit=True))


@pytest.fixture
def workers(warehouse_url: str) -> Iterator[Workers]:
    with ExitStack() as stack:
        yield Workers(warehouse_url, stack)


def take_when_free(conn: Connection, name: str, lanes: int) -> None:
    """Take a lane as soon as there is one: the server frees that of a closed connection a moment later."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            take_lane(conn, name, lanes)
        except AllLanesTakenError:
            assert time.monotonic() < deadline, "no lane became free"
            time.sleep(0.01)
        else:
            return


def test_one_more_than_there_are_lanes_is_refused_in_a_sentence(workers: Workers) -> None:
    for _ in range(2):
        take_lane(workers.new(), "nba_raw/run-1", 2)
    with pytest.raises(AllLanesTakenError, match="2 others are at it, as many as may be at once"):
        take_lane(workers.new(), "nba_raw/run-1", 2)


def test_a_closed_connection_frees_its_lane(workers: Workers) -> None:
    first = workers.new()
    take_lane(first, "nba_raw/run-1", 1)
    first.close()
    take_when_free(workers.new(), "nba_raw/run-1", 1)


def test_a_worker_that_the_server_lost_frees_its_lane(workers: Workers) -> None:
    first, second = workers.new(), workers.new()
    take_lane(first, "nba_raw/run-1", 1)
    second.execute("SELECT pg_terminate_backend(%s, 5000)", [first.info.backend_pid])
    take_when_free(second, "nba_raw/run-1", 1)


def test_a_lane_in_the_middle_is_taken_again(workers: Workers) -> None:
    held = [workers.new() for _ in range(3)]
    for conn in held:
        take_lane(conn, "nba_raw/run-1", 3)
    held[1].close()
    take_when_free(workers.new(), "nba_raw/run-1", 3)
    with pytest.raises(AllLanesTakenError):
        take_lane(workers.new(), "nba_raw/run-1", 3)


def test_two_runs_and_two_data_sets_do_not_share_lanes(workers: Workers) -> None:
    for name in ("nba_raw/run-1", "nba_raw/run-2", "espn_raw/run-1"):
        take_lane(workers.new(), name, 1)


def test_the_lane_outlives_the_transactions_of_its_connection(workers: Workers) -> None:
    first = workers.new()
    take_lane(first, "nba_raw/run-1", 1)
    with pytest.raises(ZeroDivisionError), first.transaction():
        raise ZeroDivisionError
    with pytest.raises(AllLanesTakenError):
        take_lane(workers.new(), "nba_raw/run-1", 1)


def test_of_many_at_once_exactly_as_many_as_there_are_lanes_get_one(workers: Workers) -> None:
    start = threading.Barrier(8)

    def take(conn: Connection) -> bool:
        start.wait(SECONDS)
        try:
            take_lane(conn, "nba_raw/run-1", 3)
        except AllLanesTakenError:
            return False
        return True

    connections = [workers.new() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, connections))
    assert taken.count(True) == 3
