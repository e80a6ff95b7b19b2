"""Watermarks (`ops.ingest_watermarks`): how far a stage came, per key. Any stage and key may be used.

Set a watermark inside the transaction that did the work it tells of; nothing here commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from include.errors import ScorebookError

Connection = psycopg.Connection[Any]


class WatermarkError(ScorebookError):
    """A watermark would go back. `reset` does that on purpose."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far `stage` came for `key`. Values are whole numbers or text whose order is that of time."""

    stage: str
    key: str
    value: str
    updated_at: datetime


GET = "SELECT value FROM ops.ingest_watermarks WHERE stage = %(stage)s AND key = %(key)s"


def get(conn: Connection, stage: str, key: str) -> str | None:
    """The value; None where it was never set."""
    row = conn.execute(GET, {"stage": stage, "key": key}).fetchone()
    value: str | None = row[0] if row else None
    return value


SET = """
INSERT INTO ops.ingest_watermarks AS known (stage, key, value, updated_at)
VALUES (%(stage)s, %(key)s, %(value)s, now())
ON CONFLICT (stage, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
WHERE CASE
    WHEN known.value ~ '^[0-9]+$' AND excluded.value ~ '^[0-9]+$'
        THEN known.value::numeric < excluded.value::numeric
    ELSE known.value COLLATE "C" < excluded.value COLLATE "C"
END
"""


def set(conn: Connection, stage: str, key: str, value: str) -> None:
    """Move forward to `value`; the value that is there already writes nothing.

    Two whole numbers compare as numbers, all else as text: use ISO dates.

    :raises WatermarkError: the value there is higher.
    """
    if advance(conn, stage, key, value):
        return
    present = get(conn, stage, key)
    if present != value:
        raise WatermarkError(
            f"watermark {stage}/{key} stands at {present} and would go back to {value}: "
            "reset it if that is what you want"
        )


def advance(conn: Connection, stage: str, key: str, value: str) -> bool:
    """Move forward to `value`; where it stands there or further, leave it. For workers side by side: the one
    that counted first may come last.

    :returns: whether it moved.
    """
    return conn.execute(SET, {"stage": stage, "key": key, "value": value}).rowcount > 0


RESET = """
INSERT INTO ops.ingest_watermarks AS known (stage, key, value, updated_at)
VALUES (%(stage)s, %(key)s, %(value)s, now())
ON CONFLICT (stage, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
WHERE known.value <> excluded.value
"""
FORGET = "DELETE FROM ops.ingest_watermarks WHERE stage = %(stage)s AND key = %(key)s"


def reset(conn: Connection, stage: str, key: str, value: str | None = None) -> None:
    """Put the watermark to any value on purpose, also back; None forgets it."""
    statement = FORGET if value is None else RESET
    conn.execute(statement, {"stage": stage, "key": key, "value": value})


LIST = """
SELECT stage, key, value, updated_at
FROM ops.ingest_watermarks
WHERE %(stage)s::text IS NULL OR stage = %(stage)s
ORDER BY stage, key
"""


def list(conn: Connection, stage: str | None = None) -> tuple[Watermark, ...]:
    """All watermarks, or those of a stage, by stage and key."""
    with conn.cursor(row_factory=class_row(Watermark)) as cursor:
        return tuple(cursor.execute(LIST, {"stage": stage}))
