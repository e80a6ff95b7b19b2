"""Rows of `raw_data.nba_games` for the games of the archive. Import from `include.warehouse.nba_games`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from include.seasons import season_label, season_of

Connection = psycopg.Connection[Any]

GAMES_A_STATEMENT = 5_000
MANY_GAMES = 1_000


@dataclass(frozen=True, slots=True)
class ArchivedGame:
    """A whole game as the archive's listing tells of it.

    :param keys: the objects to read, in reading order; at least one.
    :param etag: of the first key's object; where the objects differ, all etags, comma-separated.
    :param size: bytes of the first key's object.
    :param written_at: when the archive got it.
    """

    game_id: str
    keys: tuple[str, ...]
    etag: str
    size: int
    written_at: datetime


@dataclass(slots=True)
class LoadCounts:
    """What became of the games that were to be loaded; the four add up to their number.

    :param duplicates: entries that named a game again; the first one counts.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0


DAYS = "SELECT item, day FROM ops.ingest_ledger WHERE dataset = 'espn_raw' AND item = ANY (%s)"

# ON CONFLICT locks also the rows that it leaves alone, so they are left out before. Its own condition is for
# rows that somebody writes in between. A row that was inserted was never locked or replaced: its xmax is 0.
LOAD = """
INSERT INTO raw_data.nba_games AS known
    (game_id, source, season, game_date, collected_at, updated_at, metadata)
SELECT game_id, 'espn', archived.season, day, %(now)s, %(now)s, jsonb_build_object('archive', archive::jsonb)
FROM unnest(%(game_ids)s::text[], %(days)s::date[], %(seasons)s::text[], %(archives)s::text[])
    AS archived (game_id, day, season, archive)
LEFT JOIN raw_data.nba_games AS present USING (game_id)
WHERE present.source IS NULL
    OR present.source = 'espn'
    AND (present.metadata -> 'archive', present.game_date, present.season) IS DISTINCT FROM (
        archive::jsonb, coalesce(present.game_date, day), coalesce(present.season, archived.season)
    )
ORDER BY length(game_id), game_id COLLATE "C"
ON CONFLICT (game_id) DO UPDATE SET
    metadata = known.metadata || excluded.metadata,
    game_date = coalesce(known.game_date, excluded.game_date),
    season = coalesce(known.season, excluded.season),
    updated_at = excluded.updated_at
WHERE known.source = 'espn'
    AND (known.metadata -> 'archive', known.game_date, known.season) IS DISTINCT FROM (
        excluded.metadata -> 'archive',
        coalesce(known.game_date, excluded.game_date),
        coalesce(known.season, excluded.season)
    )
RETURNING xmax = 0
"""

# Without statistics of many new rows, the next games would be found by sorting all of them.
ANALYZE = "ANALYZE raw_data.nba_games"


def load_games(conn: Connection, games: Sequence[ArchivedGame], *, now: datetime) -> LoadCounts:
    """Give every game of the archive a row with `metadata.archive` {keys, etag, size, written_at}.

    `data` and the other keys of `metadata` stay as they are. Day and season are filled where they are empty
    and the ledger of the archive (`espn_raw`) knows the day; reading the payload tells them of the others. A
    row that would not change is not written. Does not commit.
    """
    first: dict[str, ArchivedGame] = {}
    for game in games:
        first.setdefault(game.game_id, game)
    counts = LoadCounts(duplicates=len(games) - len(first))
    distinct = list(first.values())
    for start in range(0, len(distinct), GAMES_A_STATEMENT):
        batch = distinct[start : start + GAMES_A_STATEMENT]
        ids = [game.game_id for game in batch]
        days = dict(conn.execute(DAYS, (ids,)).fetchall())
        written = conn.execute(LOAD, _parameters(batch, days) | {"now": now}).fetchall()
        inserted = sum(is_new for (is_new,) in written)
        counts.inserted += inserted
        counts.updated += len(written) - inserted
        counts.unchanged += len(batch) - len(written)
    if counts.inserted >= MANY_GAMES:
        conn.execute(ANALYZE)
    return counts


def _parameters(games: Sequence[ArchivedGame], days: Mapping[str, date]) -> dict[str, Any]:
    known = [days.get(game.game_id) for game in games]
    return {
        "game_ids": [game.game_id for game in games],
        "days": known,
        "seasons": [None if day is None else season_label(season_of(day)) for day in known],
        "archives": [json.dumps(_archive(game)) for game in games],
    }


def _archive(game: ArchivedGame) -> dict[str, Any]:
    return {
        "keys": list(game.keys),
        "etag": game.etag,
        "size": game.size,
        "written_at": game.written_at.astimezone(UTC).isoformat(),
    }
