"""A limit on how many workers do the same at once, kept by the server: a dead worker's lane is free."""

from __future__ import annotations

from typing import Any

import psycopg

from include.errors import AllLanesTakenError

TRY = "SELECT pg_try_advisory_lock(hashtextextended(%(lane)s, 0))"


def take_lane(conn: psycopg.Connection[Any], name: str, lanes: int) -> None:
    """Take one of the lanes of this name until the connection is closed.

    :param conn: a connection of its own to the server, not one that a pooler shares by transaction.
    :raises AllLanesTakenError: others hold all of them.
    """
    for number in range(lanes):
        row = conn.execute(TRY, {"lane": f"lane/{name}/{number}"}).fetchone()
        if row is not None and row[0]:
            return
    raise AllLanesTakenError(f"{lanes} others are at it, as many as may be at once; waiting for one to end")
