"""Two writers of the same documents at once, on a real server."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from include.warehouse.nba_games import EnrichedGame, MergeCounts
from tests.integration.warehouse.nba_games_rows import (
    Connection,
    data,
    enriched,
    entry,
    load,
    merge,
    set_data,
    wait_until_blocked,
)

pytestmark = pytest.mark.integration


def merge_and_commit(url: str, *games: EnrichedGame) -> MergeCounts:
    with psycopg.connect(url) as connection:
        return merge(connection, games)


def merge_while(warehouse: Connection, url: str, statement: str, *games: EnrichedGame) -> Future[MergeCounts]:
    """Another writer's `statement` is not committed when the merge begins, and is while the merge waits."""
    with ThreadPoolExecutor(1) as pool, psycopg.connect(url) as other:
        other.execute(statement)
        merging = pool.submit(merge_and_commit, url, *games)
        wait_until_blocked(warehouse, 1)
        other.commit()
    return merging


def test_what_somebody_else_writes_meanwhile_is_not_lost(warehouse: Connection, warehouse_url: str) -> None:
    load(warehouse, "1", "2")
    set_data(warehouse, "1", {"other": 1, "metadata": {"checks": 1}})
    warehouse.commit()
    statement = """
        UPDATE raw_data.nba_games
        SET data = '{"other": 2, "new": [1], "metadata": {"checks": 2, "by": "kim"}}'
        WHERE game_id = '1'
    """

    merging = merge_while(warehouse, warehouse_url, statement, enriched("1"), enriched("2"))

    assert merging.result() == MergeCounts(written=2)
    document = data(warehouse, "1")
    assert document.pop("espn_features") == {"game_id": "1"}
    assert document["metadata"].pop("enrichment")["format_version"] == 2
    assert document == {"other": 2, "new": [1], "metadata": {"checks": 2, "by": "kim"}}


def test_the_same_features_written_meanwhile_are_not_written_again(
    warehouse: Connection, warehouse_url: str
) -> None:
    load(warehouse, "1")
    warehouse.commit()
    statement = """
        UPDATE raw_data.nba_games
        SET season = '2024-25', game_date = '2025-01-15',
            data = '{"espn_features": {"game_id": "1"}, "metadata": {"enrichment": {"by": "kim"}}}'
    """

    merging = merge_while(warehouse, warehouse_url, statement, enriched("1"))

    assert merging.result() == MergeCounts(unchanged=1)
    assert data(warehouse, "1")["metadata"] == {"enrichment": {"by": "kim"}}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM raw_data.nba_games WHERE game_id = '1'", "row_gone"),
        (
            """UPDATE raw_data.nba_games SET data = '{"metadata": 1}' WHERE game_id = '1'""",
            "not_an_object",
        ),
    ],
    ids=["gone", "not an object"],
)
def test_a_row_that_is_taken_away_meanwhile_counts_as_failed(
    warehouse: Connection, warehouse_url: str, statement: str, reason: str
) -> None:
    load(warehouse, "1", "2")
    warehouse.commit()

    merging = merge_while(warehouse, warehouse_url, statement, enriched("1"), enriched("2"))

    assert merging.result() == MergeCounts(written=1, failed=1)
    assert (entry(warehouse, "1").reason, entry(warehouse, "2").reason) == (reason, None)


def test_another_writer_waits_for_the_batch_and_changes_what_it_wrote(
    warehouse: Connection, warehouse_url: str
) -> None:
    load(warehouse, "1")
    warehouse.commit()
    statement = """UPDATE raw_data.nba_games SET data = data || '{"other": 1}'"""

    with ThreadPoolExecutor(1) as pool, psycopg.connect(warehouse_url) as first:
        merge(first, [enriched("1")])
        writing = pool.submit(execute_and_commit, warehouse_url, statement)
        wait_until_blocked(warehouse, 1)
        first.commit()
        writing.result()

    assert set(data(warehouse, "1")) == {"espn_features", "metadata", "other"}


def execute_and_commit(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def test_writers_of_the_same_games_lock_them_in_the_order_of_numbers(
    warehouse: Connection, warehouse_url: str
) -> None:
    load(warehouse, "100", "20", "9")
    warehouse.commit()
    orders: list[list[str]] = [["9", "20", "100"], ["100", "20", "9"]]
    lock: Any = "SELECT game_id FROM raw_data.nba_games WHERE game_id = ANY (%s) FOR UPDATE NOWAIT"

    with ThreadPoolExecutor(2) as pool, psycopg.connect(warehouse_url) as holder:
        holder.execute(lock, (["9"],))
        writers = [
            pool.submit(merge_and_commit, warehouse_url, *(enriched(game_id) for game_id in order))
            for order in orders
        ]
        wait_until_blocked(warehouse, 2)
        still_free = warehouse.execute(lock, (["20", "100"],)).fetchall()
        warehouse.rollback()
        holder.rollback()

    assert {game_id for (game_id,) in still_free} == {"20", "100"}
    assert sorted(writer.result().written for writer in writers) == [0, 3]
