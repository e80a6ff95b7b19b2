"""A ledger item, and what tests do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status

Connection = psycopg.Connection[Any]
DATASET = "espn_raw"
DAY = date(2025, 1, 15)
NEXT_DAY = date(2025, 1, 16)
NOON = datetime(2025, 1, 16, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)
PENDING = LedgerEntry(dataset=DATASET, item="1", day=DAY, status=Status.PENDING, reason="not_started")
POSTPONED = replace(PENDING, status=Status.KNOWN_MISSING, reason="postponed")


def entry(conn: Connection, item: str = "1") -> LedgerEntry:
    return ledger.read(conn, DATASET, [item])[item]


def version(conn: Connection, item: str = "1") -> Any:
    """Changes with every write of the row, also with one that changes no value."""
    conn.commit()
    query = "SELECT xmin::text, ctid::text FROM ops.ingest_ledger WHERE item = %s"
    return conn.execute(query, (item,)).fetchone()


def store(conn: Connection, content_hash: str | None = "a", now: datetime = NOON, **changes: Any) -> None:
    arguments: dict[str, Any] = {"day": DAY, "address": "http://source/1", "run_id": "run-1"} | changes
    ledger.record_stored(conn, DATASET, "1", content_hash=content_hash, now=now, **arguments)


def fail(conn: Connection, reason: str = "SourceUnavailableError", run_id: str = "run-2") -> None:
    ledger.record_failed(
        conn,
        DATASET,
        "1",
        day=DAY,
        reason=reason,
        error="it broke",
        address="http://source/1",
        run_id=run_id,
        now=LATER,
    )


def leave_pending(conn: Connection, reason: str = "incomplete_at_source") -> None:
    ledger.record_pending(
        conn, DATASET, "1", day=DAY, reason=reason, error="a shell", run_id="run-2", now=LATER
    )
