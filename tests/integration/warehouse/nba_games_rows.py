"""Games in `raw_data.nba_games`, and what tests do to them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry
from include.warehouse.nba_games import (
    ArchivedGame,
    EnrichedGame,
    FailedGame,
    MergeCounts,
    Reprocess,
    Selection,
    load_games,
    merge_batch,
    next_games,
    plan_games,
)

Connection = psycopg.Connection[Any]
DATASET = "espn_features"
DAY = date(2025, 1, 15)
NOON = datetime(2025, 1, 16, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)
WRITTEN = datetime(2025, 1, 16, 5, 30, tzinfo=UTC)


def archived(game_id: str, etag: str = "e1", **changes: Any) -> ArchivedGame:
    values: dict[str, Any] = {
        "game_id": game_id,
        "keys": (f"espn_box_scores/{game_id}.json", f"espn_play_by_play/{game_id}.json"),
        "etag": etag,
        "size": 1000 + len(game_id),
        "written_at": WRITTEN,
    }
    return ArchivedGame(**values | changes)


def load(conn: Connection, *game_ids: str, etag: str = "e1") -> None:
    load_games(conn, [archived(game_id, etag) for game_id in game_ids], now=NOON)


def enriched(game_id: str, features: Any = None, *, etag: str = "e1", version: str = "1") -> EnrichedGame:
    text = json.dumps({"game_id": game_id} if features is None else features).encode()
    return EnrichedGame(
        game_id=game_id,
        day=DAY,
        season="2024-25",
        features=text,
        enrichment=json.dumps({"format_version": 2, "extractor_version": version}).encode(),
        details={"etag": etag, "extractor_version": version, "checks_failed": []},
        content_hash=hashlib.sha256(text).hexdigest(),
    )


def failed(game_id: str, reason: str = "UnknownFormatError") -> FailedGame:
    return FailedGame(game_id=game_id, day=DAY, reason=reason, error="it broke", address="s3://archive/x")


def merge(
    conn: Connection,
    games: Iterable[EnrichedGame],
    failures: Iterable[FailedGame] = (),
    *,
    run_id: str = "run-1",
    now: datetime = NOON,
) -> MergeCounts:
    return merge_batch(conn, list(games), list(failures), run_id=run_id, now=now)


def set_data(conn: Connection, game_id: str, data: Any) -> None:
    conn.execute("UPDATE raw_data.nba_games SET data = %s WHERE game_id = %s", (Jsonb(data), game_id))


def row(conn: Connection, game_id: str) -> tuple[Any, ...]:
    """data, metadata, season, game_date, updated_at."""
    query = "SELECT data, metadata, season, game_date, updated_at FROM raw_data.nba_games WHERE game_id = %s"
    found: tuple[Any, ...] | None = conn.execute(query, (game_id,)).fetchone()
    assert found is not None, f"game {game_id} has no row"
    return found


def data(conn: Connection, game_id: str) -> Any:
    return row(conn, game_id)[0]


def versions(conn: Connection) -> dict[str, str]:
    """Changes with every write of a row, also with one that changes no value."""
    conn.commit()
    return dict(conn.execute("SELECT game_id, xmin::text || ctid::text FROM raw_data.nba_games").fetchall())


def entry(conn: Connection, game_id: str) -> LedgerEntry:
    return ledger.read(conn, DATASET, [game_id])[game_id]


def planned(
    conn: Connection,
    reprocess: Reprocess = Reprocess.MISSING,
    selection: Selection | None = None,
    *,
    run_id: str = "run-2",
    version: str = "1",
    limit: int | None = None,
) -> list[str]:
    """The ids of the plan; the work gives the same ones, game by game."""
    chosen = selection or Selection()
    plan = plan_games(conn, chosen, reprocess, run_id=run_id, extractor_version=version, limit=limit)
    work: list[str] = []
    while found := next_games(
        conn,
        chosen,
        reprocess,
        run_id=run_id,
        extractor_version=version,
        after=work[-1] if work else None,
        count=2,
    ):
        work.extend(game.game_id for game in found)
    ids = [game.game_id for game in plan]
    assert ids == (work if limit is None else work[:limit])
    return ids


def wait_until_blocked(conn: Connection, writers: int) -> None:
    """Until so many sessions of this database wait for a lock."""
    query = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
    deadline = time.monotonic() + 20
    while conn.execute(query).fetchone() != (writers,):
        conn.rollback()
        assert time.monotonic() < deadline, f"{writers} writers did not come to wait for a lock"
        time.sleep(0.01)
