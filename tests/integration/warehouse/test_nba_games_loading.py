"""Rows for the games of the archive, on a real server."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from include.warehouse import ledger
from include.warehouse.nba_games import LoadCounts, load_games, loading
from tests.integration.warehouse.nba_games_rows import (
    DAY,
    LATER,
    NOON,
    Connection,
    archived,
    data,
    enriched,
    load,
    merge,
    row,
    set_data,
    versions,
)

pytestmark = pytest.mark.integration


def store_raw(conn: Connection, game_id: str, day: date) -> None:
    ledger.record_stored(
        conn, "espn_raw", game_id, day=day, content_hash="a", address=None, run_id="raw", now=NOON
    )


def test_a_new_game_gets_a_row_that_names_its_objects(warehouse: Connection) -> None:
    counts = load_games(warehouse, [archived("401")], now=NOON)

    assert counts == LoadCounts(inserted=1)
    archive = {
        "keys": ["espn_box_scores/401.json", "espn_play_by_play/401.json"],
        "etag": "e1",
        "size": 1003,
        "written_at": "2025-01-16T05:30:00+00:00",
    }
    assert row(warehouse, "401") == ({}, {"archive": archive}, None, None, NOON)
    assert warehouse.execute("SELECT source, collected_at FROM raw_data.nba_games").fetchone() == (
        "espn",
        NOON,
    )


def test_a_game_of_the_archives_ledger_has_its_day_and_season(warehouse: Connection) -> None:
    store_raw(warehouse, "401", date(2020, 10, 11))

    load(warehouse, "401", "402")

    assert row(warehouse, "401")[2:4] == ("2019-20", date(2020, 10, 11))
    assert row(warehouse, "402")[2:4] == (None, None)


def test_a_day_that_becomes_known_is_filled_and_a_known_one_stays(warehouse: Connection) -> None:
    load(warehouse, "401", "402")
    merge(warehouse, [enriched("402")])
    for game_id in ("401", "402"):
        store_raw(warehouse, game_id, date(2025, 1, 20))

    assert load_games(warehouse, [archived("401"), archived("402")], now=LATER) == LoadCounts(
        updated=1, unchanged=1
    )
    assert row(warehouse, "401")[2:4] == ("2024-25", date(2025, 1, 20))
    assert row(warehouse, "402")[2:4] == ("2024-25", DAY)


def test_loading_tells_what_became_of_each_game(warehouse: Connection) -> None:
    load(warehouse, "1", "2", "3")
    games = [archived("2", "e2"), archived("3"), archived("4"), archived("2", "e9"), archived("4")]

    assert load_games(warehouse, games, now=LATER) == LoadCounts(
        inserted=1, updated=1, unchanged=1, duplicates=2
    )
    metadata = row(warehouse, "2")[1]
    assert metadata["archive"]["etag"] == "e2"


def test_loading_the_same_again_does_not_touch_the_rows(warehouse: Connection) -> None:
    load(warehouse, "1", "2")
    before = versions(warehouse)

    assert load_games(warehouse, [archived("1"), archived("2")], now=LATER) == LoadCounts(unchanged=2)
    assert versions(warehouse) == before


def test_loading_does_not_wait_for_a_row_that_stays_as_it_is(
    warehouse: Connection, warehouse_url: str
) -> None:
    load(warehouse, "1", "2")
    warehouse.commit()
    with psycopg.connect(warehouse_url) as other:
        other.execute("SELECT FROM raw_data.nba_games WHERE game_id = '1' FOR UPDATE")
        warehouse.execute("SET lock_timeout = '2s'")

        assert load_games(warehouse, [archived("1"), archived("2")], now=LATER) == LoadCounts(unchanged=2)


def test_loading_nothing_does_nothing(warehouse: Connection) -> None:
    assert load_games(warehouse, [], now=NOON) == LoadCounts()


def test_a_correction_touches_neither_data_nor_others_metadata(warehouse: Connection) -> None:
    load(warehouse, "401")
    set_data(warehouse, "401", {"espn": {"a": [1, 2]}, "metadata": {"by": "somebody"}})
    warehouse.execute(
        """UPDATE raw_data.nba_games SET metadata = metadata || '{"source_url": "x", "n": {"a": 1}}'"""
    )

    load(warehouse, "401", etag="e2")

    assert data(warehouse, "401") == {"espn": {"a": [1, 2]}, "metadata": {"by": "somebody"}}
    metadata = row(warehouse, "401")[1]
    assert metadata.pop("archive")["etag"] == "e2"
    assert metadata == {"source_url": "x", "n": {"a": 1}}


def test_a_game_of_another_source_is_left_alone(warehouse: Connection) -> None:
    warehouse.execute("INSERT INTO raw_data.nba_games (game_id, source) VALUES ('401', 'nba')")

    assert load_games(warehouse, [archived("401")], now=NOON) == LoadCounts(unchanged=1)
    assert row(warehouse, "401")[1] == {}


def test_games_beyond_one_statement_are_loaded_too(
    warehouse: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "GAMES_A_STATEMENT", 3)
    games = [archived(str(number)) for number in range(1, 8)]

    assert load_games(warehouse, games, now=NOON) == LoadCounts(inserted=7)
    assert set(versions(warehouse)) == {"1", "2", "3", "4", "5", "6", "7"}


def test_the_planner_knows_of_many_new_rows(warehouse: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MANY_GAMES", 3)
    known = "SELECT reltuples FROM pg_class WHERE oid = 'raw_data.nba_games'::regclass"
    load(warehouse, "1", "2")
    assert warehouse.execute(known).fetchone() == (-1,)

    load(warehouse, "3", "4", "5")

    assert warehouse.execute(known).fetchone() == (5,)


@pytest.mark.parametrize("column", ["data", "metadata"])
def test_a_document_that_is_not_an_object_cannot_be_stored(warehouse: Connection, column: str) -> None:
    load(warehouse, "401")

    with pytest.raises(psycopg.errors.CheckViolation, match=f"nba_games_{column}_is_an_object"):
        warehouse.execute(f"UPDATE raw_data.nba_games SET {column} = '[]'")
