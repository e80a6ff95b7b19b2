"""The rows of games into the tables, and what is derived of them, each with its ledger in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from include.nba.checks import game_contradictions, quality_results
from include.nba.games import GameRows
from include.nba.staging import StagedGame
from include.nba.transform import TABLES, is_derived
from include.warehouse import ledger, nba, quality
from include.warehouse.ledger import LedgerEntry, Status
from include.warehouse.nba import GAMES_A_BATCH, LoadCounts

Connection = psycopg.Connection[Any]
Advance = Callable[[Connection], object]
"""Moves the watermark of the workflow, as the last work of a transaction."""

METRICS = "nba_metrics"


def load(conn: Connection, games: Sequence[StagedGame], *, run_id: str, advance: Advance) -> list[LoadCounts]:
    """Write the games' rows; each batch is one transaction with its ledger and the watermark.

    :param conn: with autocommit.
    """
    counts = []
    for start in range(0, len(games), GAMES_A_BATCH):
        batch = games[start : start + GAMES_A_BATCH]
        with conn.transaction():
            counts.append(nba.load_games(conn, [game.rows for game in batch]))
            for game in batch:
                game_id = game.rows.game.game_id
                _note_stored(conn, TABLES, game_id, game.day, game.content_hash, run_id)
            advance(conn)
    return counts


def derive(conn: Connection, game_ids: Sequence[str], *, run_id: str) -> tuple[list[LoadCounts], int]:
    """Compute what is derived of the games that were loaded since they were derived last.

    What a game contradicts itself in is noted in `ops.quality_results` (`include.nba.checks`), in the same
    transaction. Returns the rows by batch, and the number of games.

    :param conn: with autocommit.
    """
    counts = []
    derived_games = 0
    for start in range(0, len(game_ids), GAMES_A_BATCH):
        batch = game_ids[start : start + GAMES_A_BATCH]
        with conn.transaction():
            # Whoever loads one of them waits, so that what is read here is what is derived of.
            nba.lock_games(conn, batch)
            loaded, derived = (ledger.read(conn, dataset, batch) for dataset in (TABLES, METRICS))
            due = [loaded[item] for item in sorted(loaded) if _is_due(loaded[item], derived.get(item))]
            games = nba.read_games(conn, [entry.item for entry in due])
            counts.append(nba.derive_games(conn, games))
            _note_contradictions(conn, games, run_id)
            for entry in due:
                _note_stored(conn, METRICS, entry.item, entry.day, entry.content_hash, run_id)
        derived_games += len(due)
    return counts, derived_games


def _note_contradictions(conn: Connection, games: Sequence[GameRows], run_id: str) -> None:
    now = datetime.now(UTC)
    results = [
        result
        for rows in games
        for result in quality_results(
            game_contradictions(rows),
            dataset=TABLES,
            game_id=rows.game.game_id,
            day=rows.game.game_date,
            run_id=run_id,
            now=now,
        )
    ]
    quality.append(conn, results)


def _is_due(loaded: LedgerEntry, derived: LedgerEntry | None) -> bool:
    return loaded.status is Status.STORED and not is_derived(loaded, derived)


def _note_stored(
    conn: Connection, dataset: str, item: str, day: date, content_hash: str | None, run_id: str
) -> None:
    ledger.record_stored(
        conn,
        dataset,
        item,
        day=day,
        content_hash=content_hash,
        address=None,
        run_id=run_id,
        now=datetime.now(UTC),
    )
