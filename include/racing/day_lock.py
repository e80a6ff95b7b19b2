"""One publisher of a country's day at a time, so that its CSV and logs tell what its partition has.

The partition itself needs no lock: whoever overwrites it notices another writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.racing.day_paths import DayPaths

if TYPE_CHECKING:
    from psycopg import Connection

LOCK = "SELECT pg_advisory_lock(hashtextextended(%(day)s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%(day)s, 0))"


def lock_day(connection: Connection[Any], paths: DayPaths) -> None:
    """Wait until nobody else publishes the day. Held until `unlock_day`, or the connection is closed.

    Who locks several days takes them in their order, else two could wait for each other.

    :param connection: one of its own to the server, not one that a pooler shares by transaction.
    """
    connection.execute(LOCK, {"day": _name(paths)})


def unlock_day(connection: Connection[Any], paths: DayPaths) -> None:
    """The day is published: the next one may."""
    connection.execute(UNLOCK, {"day": _name(paths)})


def _name(paths: DayPaths) -> str:
    return f"racing/{paths.country}/{paths.day}"
