"""Features into the documents, and the ledger of it, on a real server."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from include.warehouse.ledger import Status
from include.warehouse.nba_games import MergeCounts, merging
from tests.integration.warehouse.nba_games_rows import (
    DAY,
    LATER,
    NOON,
    Connection,
    data,
    enriched,
    entry,
    failed,
    load,
    merge,
    row,
    set_data,
    versions,
)

pytestmark = pytest.mark.integration

OTHERS: dict[str, Any] = {
    "espn": {"plays": [{"id": 1, "text": 'a "quoted" \\ Dončić'}, None, 1.50, 10000000000000000000000]},
    "other_features": {"espn_features": {"not": "ours"}},
    "metadata": {"enrichments": {"enrichment": 1}, "quality": {"score": 0.10}, "enrichment": {"old": True}},
}


def test_a_new_game_gets_its_features_day_and_season(warehouse: Connection) -> None:
    load(warehouse, "401")

    assert merge(warehouse, [enriched("401", {"plays": ['Dončić "3"', None]})], now=LATER) == MergeCounts(
        written=1
    )
    document, metadata, season, day, updated_at = row(warehouse, "401")
    enrichment = {
        "format_version": 2,
        "extractor_version": "1",
        "enriched_at": "2025-01-16T15:00:00+00:00",
    }
    assert document == {
        "espn_features": {"plays": ['Dončić "3"', None]},
        "metadata": {"enrichment": enrichment},
    }
    assert (season, day, updated_at) == ("2024-25", DAY, LATER)
    assert set(metadata) == {"archive"}


def test_every_other_key_is_byte_equal_after_a_merge(warehouse: Connection) -> None:
    others = "SELECT (data - 'espn_features' #- '{metadata,enrichment}')::text FROM raw_data.nba_games"
    load(warehouse, "401")
    set_data(warehouse, "401", OTHERS | {"espn_features": {"old": 1}})
    before = warehouse.execute(others).fetchone()

    merge(warehouse, [enriched("401", {"new": 2})])

    assert warehouse.execute(others).fetchone() == before
    document = data(warehouse, "401")
    assert document["espn_features"] == {"new": 2}
    assert "old" not in document["metadata"]["enrichment"]


def test_the_same_features_again_are_not_written_but_stored_by_this_run(warehouse: Connection) -> None:
    load(warehouse, "401")
    merge(warehouse, [enriched("401")])
    before = versions(warehouse)

    counts = merge(warehouse, [enriched("401", version="2")], run_id="run-2", now=LATER)

    assert counts == MergeCounts(unchanged=1)
    assert versions(warehouse) == before
    found = entry(warehouse, "401")
    assert (found.run_id, found.checked_at, found.stored_at) == ("run-2", LATER, NOON)
    assert found.details["extractor_version"] == "2"


def test_features_whose_enrichment_or_day_is_missing_are_written(warehouse: Connection) -> None:
    load(warehouse, "401", "402", "403")
    merge(warehouse, [enriched("401"), enriched("402"), enriched("403")])
    warehouse.execute("UPDATE raw_data.nba_games SET data = data - 'metadata' WHERE game_id = '401'")
    warehouse.execute("UPDATE raw_data.nba_games SET game_date = NULL WHERE game_id = '402'")

    counts = merge(warehouse, [enriched("401"), enriched("402"), enriched("403")], now=LATER)

    assert counts == MergeCounts(written=2, unchanged=1)
    assert data(warehouse, "401")["metadata"]["enrichment"]["format_version"] == 2
    assert row(warehouse, "402")[3] == DAY


def test_a_game_whose_row_is_gone_counts_as_failed(warehouse: Connection) -> None:
    load(warehouse, "401")

    assert merge(warehouse, [enriched("401"), enriched("402")]) == MergeCounts(written=1, failed=1)
    found = entry(warehouse, "402")
    assert (found.status, found.reason) == (Status.FAILED, "row_gone")
    assert found.error == "raw_data.nba_games has no row of ESPN game 402 any more; load the games again"


@pytest.mark.parametrize("metadata", [None, [], "text", 1])
def test_a_game_whose_metadata_is_not_an_object_counts_as_failed(
    warehouse: Connection, metadata: Any
) -> None:
    load(warehouse, "401", "402")
    set_data(warehouse, "401", {"metadata": metadata, "other": 1})

    assert merge(warehouse, [enriched("401"), enriched("402")]) == MergeCounts(written=1, failed=1)
    assert data(warehouse, "401") == {"metadata": metadata, "other": 1}
    found = entry(warehouse, "401")
    assert (found.status, found.reason) == (Status.FAILED, "not_an_object")
    assert found.error is not None
    assert found.error.startswith("data.metadata of game 401")


def test_a_game_of_another_source_is_not_merged_into(warehouse: Connection) -> None:
    warehouse.execute("INSERT INTO raw_data.nba_games (game_id, source) VALUES ('401', 'nba')")

    assert merge(warehouse, [enriched("401")]) == MergeCounts(failed=1)
    assert data(warehouse, "401") == {}


def test_a_batch_that_names_a_game_twice_is_refused(warehouse: Connection) -> None:
    with pytest.raises(ValueError, match="more often: 401"):
        merge(warehouse, [enriched("401")], [failed("401"), failed("402")])


def test_an_empty_batch_does_nothing(warehouse: Connection) -> None:
    assert merge(warehouse, []) == MergeCounts()


def test_features_need_not_be_ascii(warehouse: Connection) -> None:
    load(warehouse, "401")
    text = json.dumps({"name": "Nikola Jokić 🏀"}, ensure_ascii=False).encode()

    merge(warehouse, [replace(enriched("401"), features=text)])

    assert data(warehouse, "401")["espn_features"] == {"name": "Nikola Jokić 🏀"}


def test_games_beyond_one_statement_are_merged_too(
    warehouse: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "GAMES_A_STATEMENT", 3)
    ids = [str(number) for number in range(7, 15)]
    load(warehouse, *ids)

    assert merge(warehouse, [enriched(game_id) for game_id in ids]) == MergeCounts(written=8)
    assert {game_id: data(warehouse, game_id)["espn_features"]["game_id"] for game_id in ids} == {
        game_id: game_id for game_id in ids
    }


class CountingCursor(psycopg.Cursor[Any]):
    statements = 0

    def execute(self, *arguments: Any, **named: Any) -> Any:
        CountingCursor.statements += 1
        return super().execute(*arguments, **named)


def test_a_batch_takes_two_statements_in_one_transaction(
    warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CountingCursor, "statements", 0)
    ids = [str(number) for number in range(1, 101)]
    with psycopg.connect(warehouse_url, cursor_factory=CountingCursor) as connection:
        load(connection, *ids)
        connection.commit()
        before = CountingCursor.statements
        games = [enriched(game_id) for game_id in ids[:90]]
        with connection.transaction():
            counts = merge(connection, games, [failed(game_id) for game_id in ids[90:]])

    assert counts == MergeCounts(written=90, failed=10)
    assert CountingCursor.statements - before == 2
