"""Two who load or derive at the same time wait for each other and lose nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from include.warehouse import watermarks
from include.warehouse.nba import LoadCounts, derive_games, load_games, lock_games, read_games
from tests.integration.warehouse.nba_rows import AWAY, HOME, counts, game, game_id, with_score

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
OTHER = "1610612738"
SECONDS = 20
WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def beside(url: str, work: Callable[[Connection], LoadCounts | None]) -> Iterator[Future[LoadCounts | None]]:
    """Do `work` in a transaction of another connection, and enter once it waits for a lock."""

    def run() -> LoadCounts | None:
        with psycopg.connect(url, options=f"-c lock_timeout={SECONDS}s") as conn:
            return work(conn)

    with ThreadPoolExecutor(1) as pool, psycopg.connect(url, autocommit=True) as watcher:
        future = pool.submit(run)
        deadline = time.monotonic() + SECONDS
        while watcher.execute(WAITING).fetchone() == (0,):
            assert not future.done(), f"it did not wait: {future.result()}"
            assert time.monotonic() < deadline, "it neither waited nor ended"
            time.sleep(0.01)
        yield future


def test_who_loads_the_same_game_waits_and_finds_nothing_to_do(
    warehouse: Connection, warehouse_url: str
) -> None:
    load_games(warehouse, [game(1), game(2)])

    with beside(warehouse_url, lambda conn: load_games(conn, [game(2), game(1)])) as second:
        warehouse.commit()

    counted = second.result(SECONDS)
    assert counted is not None
    assert counted.written == 0


def test_who_comes_second_with_a_correction_corrects(warehouse: Connection, warehouse_url: str) -> None:
    load_games(warehouse, [game(1)])

    with beside(warehouse_url, lambda conn: load_games(conn, [with_score(game(1), 95)])) as second:
        warehouse.commit()

    counted = second.result(SECONDS)
    assert counted is not None
    assert counted.changed_games == {game_id(1)}
    assert read_games(warehouse, [game_id(1)]) == [with_score(game(1), 95)]


def test_who_waits_for_one_that_dies_loads_all(warehouse: Connection, warehouse_url: str) -> None:
    load_games(warehouse, [game(1)])

    with beside(warehouse_url, lambda conn: load_games(conn, [game(1)])) as second:
        warehouse.rollback()

    counted = second.result(SECONDS)
    assert counted is not None
    assert counted.changed_games == {game_id(1)}


def test_games_that_are_locked_to_be_derived_do_not_change_meanwhile(
    warehouse: Connection, warehouse_url: str
) -> None:
    load_games(warehouse, [game(1)])
    warehouse.commit()

    lock_games(warehouse, [game_id(1)])
    with beside(warehouse_url, lambda conn: load_games(conn, [with_score(game(1), 95)])) as second:
        assert read_games(warehouse, [game_id(1)]) == [game(1)]
        warehouse.commit()

    counted = second.result(SECONDS)
    assert counted is not None
    assert counted.changed_games == {game_id(1)}


def test_batches_that_overlap_in_opposite_orders_do_not_deadlock(
    warehouse: Connection, warehouse_url: str
) -> None:
    games = [game(number) for number in range(1, 9)]
    start = threading.Barrier(4)

    def load(mine: list[Any]) -> None:
        with psycopg.connect(warehouse_url) as conn:
            start.wait(SECONDS)
            for _ in range(3):
                with conn.transaction():
                    load_games(conn, mine)
                    derive_games(conn, mine)

    with ThreadPoolExecutor(4) as pool:
        batches = [games, games[::-1], games[4:] + games[:4], games[::2]]
        for future in [pool.submit(load, batch) for batch in batches]:
            future.result(SECONDS)

    assert counts(warehouse)["plays"] == 8 * 160


def test_two_chunks_with_games_of_one_team_both_count_in_its_season(
    warehouse: Connection, warehouse_url: str
) -> None:
    def other_chunk(conn: Connection) -> LoadCounts:
        mine = [game(2, home=HOME, away=OTHER)]
        load_games(conn, mine)
        return derive_games(conn, mine)

    load_games(warehouse, [game(1, home=HOME, away=AWAY)])
    derive_games(warehouse, [game(1, home=HOME, away=AWAY)])
    with beside(warehouse_url, other_chunk) as second:
        warehouse.commit()
    second.result(SECONDS)

    query = "SELECT games, points FROM nba.team_season WHERE team_id = %s"
    assert warehouse.execute(query, [HOME]).fetchone() == (2, 180)


def test_the_watermark_of_who_comes_last_does_not_go_back(warehouse: Connection, warehouse_url: str) -> None:
    moved: list[bool] = []

    def lower(conn: Connection) -> None:
        moved.append(watermarks.advance(conn, "backfill", "2024-25", game_id(1)))

    watermarks.advance(warehouse, "backfill", "2024-25", game_id(2))
    with beside(warehouse_url, lower) as second:
        warehouse.commit()
    second.result(SECONDS)

    assert moved == [False]
    assert watermarks.get(warehouse, "backfill", "2024-25") == game_id(2)
