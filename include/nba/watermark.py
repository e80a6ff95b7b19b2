"""How far NBA.com's games are done, as watermarks that the ledger makes true.

A listed game is done when its rows are loaded, or when it or they are known to be missing. Games that are
not over do not count yet. Call these inside the transaction that loaded games, as its last work: workers
side by side wait for each other here, so that the last of them sees what all have done.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg

from include.seasons import read_season
from include.warehouse import watermarks

Connection = psycopg.Connection[Any]

DAILY = ("schedule", "daily")
SEASON_STAGE = "backfill"

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('nba.watermark', 0))"

LISTED = """
WITH listed AS (
    SELECT archived.item COLLATE "C" AS item, archived.day,
        coalesce(loaded.status IN ('stored', 'known_missing'), false) AS done
    FROM ops.ingest_ledger AS archived
    LEFT JOIN ops.ingest_ledger AS loaded ON loaded.dataset = 'nba_tables' AND loaded.item = archived.item
    WHERE archived.dataset = 'nba_raw'
        AND archived.status <> 'known_missing'
        AND (archived.status IN ('stored', 'failed')
            OR coalesce(archived.reason, '') NOT IN ('not_started', 'in_progress'))
)
"""

LAST_DONE_GAME = f"""
{LISTED}
SELECT max(item) FROM listed
WHERE done AND substr(item, 4, 2) = %(year)s AND item < coalesce(
    (SELECT min(item) FROM listed WHERE NOT done AND substr(item, 4, 2) = %(year)s), 'no open game'
)
"""  # noqa: S608 -- put together from constants

FIRST_OPEN_DAY = f"""
{LISTED}
SELECT min(day) FROM listed WHERE NOT done AND day > %(after)s AND day <= %(last)s
"""  # noqa: S608 -- put together from constants

COUNT_OPEN = f"""
{LISTED}
SELECT count(*) FROM listed WHERE NOT done
"""  # noqa: S608 -- put together from constants


def count_open(conn: Connection) -> int:
    """How many listed games that are over are not done, in all seasons."""
    row = conn.execute(COUNT_OPEN).fetchone()
    return int(row[0]) if row else 0


def advance_season(conn: Connection, season: str) -> str | None:
    """Move (`backfill`, season) to the highest game id up to which every game is done, and return it.

    None where the season's first game is not done. The order of ids is not that of days: a postponed
    game has a low id, so it holds the watermark back only if it is over and not done.
    """
    conn.execute(LOCK)
    row = conn.execute(LAST_DONE_GAME, {"year": f"{(read_season(season) - 1) % 100:02d}"}).fetchone()
    if row is None or row[0] is None:
        return None
    watermarks.advance(conn, SEASON_STAGE, season, row[0])
    return str(row[0])


def advance_daily(conn: Connection, first: date, last: date) -> date | None:
    """Move (`schedule`, `daily`) to the last day up to `last` before which no day has an open game.

    The days after the watermark count, and those from `first` on where it was never set; they have to be
    listed in the ledger. Returns the day it came to, None where it did not move.
    """
    conn.execute(LOCK)
    present = watermarks.get(conn, *DAILY)
    after = date.fromisoformat(present) if present else first - timedelta(days=1)
    row = conn.execute(FIRST_OPEN_DAY, {"after": after, "last": last}).fetchone()
    open_day = row[0] if row else None
    done = last if open_day is None else open_day - timedelta(days=1)
    if done <= after:
        return None
    watermarks.advance(conn, *DAILY, done.isoformat())
    return done


def first_day_to_list(conn: Connection, first: date) -> date:
    """The first day that a run has to list, so that the watermark can be judged: the one after it."""
    present = watermarks.get(conn, *DAILY)
    return min(first, date.fromisoformat(present) + timedelta(days=1)) if present else first
