"""Who writes the same rows waits for the other until its transaction ends, always in one order.

All of a transaction's games are locked at once and before the seasons, so that no two wait for each other.
The locks are advisory: nobody who only reads waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

from include.nba.kinds import GameKind

Connection = psycopg.Connection[Any]

# In the order of the numbers: of two names with one number, the order of names would be another one.
LOCK = """
SELECT pg_advisory_xact_lock(number)
FROM (
    SELECT DISTINCT hashtextextended(name, 0) AS number FROM unnest(%(names)s::text[]) AS name ORDER BY number
) AS ordered
"""


def lock_games(conn: Connection, game_ids: Iterable[str]) -> None:
    """Keep others from writing rows of these games until the transaction ends."""
    _lock(conn, [f"nba.games/{game_id}" for game_id in game_ids])


def lock_seasons(conn: Connection, seasons: Iterable[tuple[str, GameKind]]) -> None:
    """Keep others from writing `nba.team_season` of these seasons and kinds until the transaction ends.

    Whoever sums up a season after this sees the games of all who had the lock before.
    """
    _lock(conn, [f"nba.team_season/{season}/{kind.value}" for season, kind in seasons])


def _lock(conn: Connection, names: list[str]) -> None:
    conn.execute(LOCK, {"names": names})
