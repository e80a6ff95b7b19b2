"""One row per host in `ops.source_limits`: rate limit, circuit and pause switch of all workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from include.errors import SourceBlockedError, SourcePausedError

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Slot:
    """The moment at which the caller may ask the host.

    :param wait_seconds: how long to sleep until then; 0 = at once.
    :param consecutive_blocks: refusals since the host last answered.
    """

    wait_seconds: float
    consecutive_blocks: int


# A waiting UPDATE evaluates these expressions again on the row that the one before it left.
TAKE_SLOT = """
UPDATE ops.source_limits
SET next_at = greatest(next_at, clock_timestamp()) + coalesce(every, %(default_every)s)
WHERE host = %(host)s
    AND coalesce(paused_until, '-infinity') <= clock_timestamp()
    AND coalesce(blocked_until, '-infinity') <= clock_timestamp()
RETURNING
    greatest(0, extract(epoch FROM next_at - coalesce(every, %(default_every)s) - clock_timestamp()))::float8,
    consecutive_blocks
"""
ADD_HOST = "INSERT INTO ops.source_limits (host) VALUES (%(host)s) ON CONFLICT (host) DO NOTHING"
WHY_CLOSED = """
SELECT paused_until, paused_until > clock_timestamp(), blocked_until, blocked_until > clock_timestamp(),
    reason, by, consecutive_blocks
FROM ops.source_limits
WHERE host = %(host)s
"""


def take_slot(conn: Connection, host: str, *, default_every: timedelta) -> Slot:
    """Reserve the next free moment of `host`; the caller sleeps `wait_seconds`, then asks.

    One UPDATE. Workers get their moments in the order in which they come, `every` apart; moments that
    nobody took are not made up for. The row stays locked until the UPDATE is committed, so the
    connection must commit at once.

    :param conn: an autocommit connection that is in no transaction.
    :param default_every: time between two requests where the host's row does not say it.
    :raises SourcePausedError: a person paused the host; nothing was reserved.
    :raises SourceBlockedError: the host's circuit is open; nothing was reserved.
    """
    if not conn.autocommit or conn.info.transaction_status is not TransactionStatus.IDLE:
        raise ValueError(
            "take_slot needs an autocommit connection in no transaction: it would stop all workers"
        )
    while True:
        row = conn.execute(TAKE_SLOT, {"host": host, "default_every": default_every}).fetchone()
        if row is not None:
            return Slot(*row)
        closed = conn.execute(WHY_CLOSED, {"host": host}).fetchone()
        if closed is None:
            conn.execute(ADD_HOST, {"host": host})
            continue
        paused_until, is_paused, blocked_until, is_blocked, reason, by, blocks = closed
        if is_paused:
            raise SourcePausedError(
                f"{host} is paused until {paused_until:%Y-%m-%d %H:%M:%S%z} by {by}: {reason}",
                address=host,
                until=paused_until,
            )
        if is_blocked:
            raise SourceBlockedError(
                f"{host} refused {blocks} requests in a row ({reason}): "
                f"nothing is asked until {blocked_until:%Y-%m-%d %H:%M:%S%z}",
                address=host,
                until=blocked_until,
            )


NOTE_BLOCK = """
INSERT INTO ops.source_limits AS known (host, consecutive_blocks, blocked_until, reason, by, updated_at)
VALUES (%(host)s, 1, CASE WHEN %(threshold)s <= 1 THEN clock_timestamp() + %(open_for)s END, %(reason)s,
    'scorebook', clock_timestamp())
ON CONFLICT (host) DO UPDATE SET
    consecutive_blocks = known.consecutive_blocks + 1,
    blocked_until = CASE
        WHEN known.consecutive_blocks + 1 >= %(threshold)s
            THEN greatest(known.blocked_until, clock_timestamp() + %(open_for)s)
        ELSE known.blocked_until
    END,
    reason = CASE WHEN known.paused_until > clock_timestamp() THEN known.reason ELSE excluded.reason END,
    by = CASE WHEN known.paused_until > clock_timestamp() THEN known.by ELSE excluded.by END,
    updated_at = excluded.updated_at
RETURNING CASE WHEN consecutive_blocks >= %(threshold)s THEN blocked_until END
"""


def note_block(
    conn: Connection, host: str, *, reason: str, threshold: int, open_for: timedelta
) -> datetime | None:
    """The host refused a request. At `threshold` refusals in a row its circuit opens for `open_for`.

    When that time is over, one more refusal opens it again, and one answer (`note_success`) closes it.

    :returns: until when the circuit is open, None where it stays closed.
    """
    parameters = {"host": host, "reason": reason, "threshold": threshold, "open_for": open_for}
    row = conn.execute(NOTE_BLOCK, parameters).fetchone()
    until: datetime | None = row[0] if row else None
    return until


NOTE_SUCCESS = """
UPDATE ops.source_limits
SET consecutive_blocks = 0, updated_at = clock_timestamp()
WHERE host = %(host)s AND consecutive_blocks > 0
"""


def note_success(conn: Connection, host: str) -> None:
    """The host answered: the refusals before it count no longer. Writes only where there were any."""
    conn.execute(NOTE_SUCCESS, {"host": host})


PAUSE = """
INSERT INTO ops.source_limits AS known (host, paused_until, reason, by, updated_at)
VALUES (%(host)s, %(until)s, %(reason)s, %(by)s, clock_timestamp())
ON CONFLICT (host) DO UPDATE SET
    paused_until = excluded.paused_until,
    reason = excluded.reason,
    by = excluded.by,
    updated_at = excluded.updated_at
WHERE (known.paused_until, known.reason, known.by)
    IS DISTINCT FROM (excluded.paused_until, excluded.reason, excluded.by)
"""


def pause(conn: Connection, host: str, until: datetime, reason: str, by: str) -> None:
    """Stop all fetching from `host` until then, in the name of `by`."""
    conn.execute(PAUSE, {"host": host, "until": until, "reason": reason, "by": by})


RESUME = """
UPDATE ops.source_limits
SET paused_until = NULL, blocked_until = NULL, consecutive_blocks = 0, reason = NULL, by = NULL,
    updated_at = clock_timestamp()
WHERE host = %(host)s AND (paused_until IS NOT NULL OR blocked_until IS NOT NULL OR consecutive_blocks > 0)
"""


def resume(conn: Connection, host: str) -> None:
    """Let the host be asked again now: ends its pause and closes its circuit."""
    conn.execute(RESUME, {"host": host})
