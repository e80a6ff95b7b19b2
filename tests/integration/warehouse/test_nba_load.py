"""Loading games of NBA.com: exact counts, corrections, deletions, nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import psycopg
import pytest

from include.warehouse import ledger, watermarks
from include.warehouse.nba import load_games, read_game, read_games
from include.warehouse.nba.writing import TableCounts
from tests.integration.warehouse.nba_rows import counts, game, game_id, versions, with_score

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
NOW = datetime(2024, 10, 24, 12, tzinfo=UTC)


def test_a_new_batch_is_inserted_whole(warehouse: Connection) -> None:
    loaded = load_games(warehouse, [game(1), game(2, plays=500)])

    both = frozenset({game_id(1), game_id(2)})
    assert loaded.tables == {
        "games": TableCounts(inserted=2, changed=both),
        "team_box_scores": TableCounts(inserted=4, changed=both),
        "player_box_scores": TableCounts(inserted=40, changed=both),
        "plays": TableCounts(inserted=660, changed=both),
    }
    assert loaded.changed_games == both
    assert loaded.written == 706
    assert counts(warehouse) == {
        "games": 2,
        "team_box_scores": 4,
        "player_box_scores": 40,
        "plays": 660,
    }


def test_rows_come_back_as_they_went_in(warehouse: Connection) -> None:
    load_games(warehouse, [game(1), game(2)])

    assert read_game(warehouse, game_id(2)) == game(2)


def test_a_game_that_is_not_there_is_none(warehouse: Connection) -> None:
    assert read_game(warehouse, game_id(1)) is None


def test_loading_twice_writes_nothing(warehouse: Connection) -> None:
    load_games(warehouse, [game(1), game(2)])
    before = versions(warehouse)

    loaded = load_games(warehouse, [game(1), game(2)])

    assert loaded.written == 0
    assert loaded.changed_games == frozenset()
    assert {name: table.unchanged for name, table in loaded.tables.items()} == {
        "games": 2,
        "team_box_scores": 4,
        "player_box_scores": 40,
        "plays": 320,
    }
    assert versions(warehouse) == before


def test_a_correction_writes_only_what_differs(warehouse: Connection) -> None:
    load_games(warehouse, [game(1), game(2)])

    loaded = load_games(warehouse, [game(1), with_score(game(2), 92)])

    corrected = frozenset({game_id(2)})
    assert loaded.tables == {
        "games": TableCounts(updated=1, unchanged=1, changed=corrected),
        "team_box_scores": TableCounts(updated=1, unchanged=3, changed=corrected),
        "player_box_scores": TableCounts(unchanged=40),
        "plays": TableCounts(unchanged=320),
    }
    assert loaded.changed_games == corrected
    assert read_game(warehouse, game_id(2)) == with_score(game(2), 92)


def test_a_value_that_is_taken_back_becomes_null(warehouse: Connection) -> None:
    load_games(warehouse, [game(1)])
    without = msgspec.structs.replace(game(1), game=msgspec.structs.replace(game(1).game, arena=None))

    load_games(warehouse, [without])

    assert read_game(warehouse, game_id(1)) == without


def test_plays_and_players_that_a_correction_took_back_are_deleted(warehouse: Connection) -> None:
    load_games(warehouse, [game(1), game(2)])
    whole = game(2)
    shorter = msgspec.structs.replace(whole, players=whole.players[:-1], plays=whole.plays[:-3])

    loaded = load_games(warehouse, [shorter])

    corrected = frozenset({game_id(2)})
    assert loaded.tables["player_box_scores"] == TableCounts(unchanged=19, deleted=1, changed=corrected)
    assert loaded.tables["plays"] == TableCounts(unchanged=157, deleted=3, changed=corrected)
    assert read_games(warehouse, [game_id(1), game_id(2)]) == [game(1), shorter]


def test_a_game_that_lost_all_its_plays_keeps_none(warehouse: Connection) -> None:
    load_games(warehouse, [game(1)])

    loaded = load_games(warehouse, [game(1, plays=0)])

    assert loaded.tables["plays"] == TableCounts(deleted=160, changed=frozenset({game_id(1)}))
    assert "plays" not in counts(warehouse)


def test_one_transaction_can_load_again(warehouse: Connection) -> None:
    with warehouse.transaction():
        load_games(warehouse, [game(1)])
        again = load_games(warehouse, [with_score(game(1), 95)])

    assert again.changed_games == {game_id(1)}


def test_no_games_write_nothing(warehouse: Connection) -> None:
    loaded = load_games(warehouse, [])

    assert (loaded.written, loaded.changed_games) == (0, frozenset())


def test_a_rollback_leaves_nothing_of_rows_ledger_and_watermark(warehouse: Connection) -> None:
    with warehouse.transaction(force_rollback=True):
        load_games(warehouse, [game(1)])
        ledger.record_stored(
            warehouse,
            "nba_tables",
            game_id(1),
            day=game(1).game.game_date,
            content_hash="a",
            address=None,
            run_id="run",
            now=NOW,
        )
        watermarks.advance(warehouse, "backfill", "2024-25", game_id(1))

    assert counts(warehouse) == {}
    assert ledger.read(warehouse, "nba_tables", [game_id(1)]) == {}
    assert watermarks.get(warehouse, "backfill", "2024-25") is None


def test_rows_that_the_server_refuses_leave_nothing(warehouse: Connection) -> None:
    good, bad = game(1), game(2)
    twice = msgspec.structs.replace(bad, plays=(*bad.plays, bad.plays[0]))

    with pytest.raises(psycopg.errors.CardinalityViolation), warehouse.transaction():
        load_games(warehouse, [good, twice])

    assert counts(warehouse) == {}


def test_a_game_twice_in_a_batch_is_refused(warehouse: Connection) -> None:
    with pytest.raises(ValueError, match=f"got twice: {game_id(1)}$"):
        load_games(warehouse, [game(1), game(2), game(1)])


def test_a_batch_that_is_too_large_is_refused(warehouse: Connection) -> None:
    games = [game(number, plays=0) for number in range(1, 102)]

    with pytest.raises(ValueError, match="at most 100 games, got 101"):
        load_games(warehouse, games)


def test_a_connection_that_commits_every_statement_is_refused(warehouse: Connection) -> None:
    warehouse.autocommit = True

    with pytest.raises(ValueError, match="inside a transaction"):
        load_games(warehouse, [game(1)])
    with warehouse.transaction():
        assert load_games(warehouse, [game(1)]).changed_games == {game_id(1)}
