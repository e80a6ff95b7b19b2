"""What came of asking for an item, in the ledger. Import these names from `include.warehouse.ledger`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb

from include.warehouse.ledger_entries import REPLACING, SOURCE_REASONS, Connection, Status

RECORD_STORED = """
INSERT INTO ops.ingest_ledger AS known
    (dataset, item, day, status, address, content_hash, run_id, first_seen_at, updated_at, checked_at,
     stored_at, details)
VALUES (%(dataset)s, %(item)s, %(day)s, 'stored', %(address)s, %(content_hash)s, %(run_id)s, %(now)s, %(now)s,
        %(now)s, %(now)s, coalesce(%(details)s::jsonb, '{}'))
ON CONFLICT (dataset, item) DO UPDATE SET
    day = excluded.day,
    status = excluded.status,
    reason = NULL,
    error = NULL,
    address = coalesce(excluded.address, known.address),
    content_hash = excluded.content_hash,
    run_id = excluded.run_id,
    updated_at = CASE
        WHEN (known.day, known.status, known.content_hash, known.reason, known.error)
            IS DISTINCT FROM (excluded.day, 'stored', excluded.content_hash, NULL, NULL)
            THEN excluded.updated_at
        ELSE known.updated_at
    END,
    checked_at = excluded.checked_at,
    stored_at = CASE
        WHEN (known.status, known.content_hash) IS DISTINCT FROM ('stored', excluded.content_hash)
            THEN excluded.stored_at
        ELSE known.stored_at
    END,
    details = coalesce(%(details)s::jsonb, known.details) - 'marked_by'
WHERE (known.day, known.status, known.reason, known.error, known.content_hash, known.run_id, known.checked_at,
       known.address, known.details)
    IS DISTINCT FROM (excluded.day, 'stored', NULL, NULL, excluded.content_hash, excluded.run_id,
       excluded.checked_at, coalesce(excluded.address, known.address),
       coalesce(%(details)s::jsonb, known.details) - 'marked_by')
"""


def record_stored(
    conn: Connection,
    dataset: str,
    item: str,
    *,
    day: date,
    content_hash: str | None,
    address: str | None,
    run_id: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """The item is whole in its store. Clears reason and error; `attempts` stays.

    :param content_hash: None where it is not known.
    :param address: None where the source was not asked; the address known before stays.
    :param details: None keeps what is there.
    """
    conn.execute(
        RECORD_STORED,
        {
            "dataset": dataset,
            "item": item,
            "day": day,
            "content_hash": content_hash,
            "address": address,
            "run_id": run_id,
            "now": now,
            "details": None if details is None else Jsonb(details),
        },
    )


RECORD_FOUND = """
INSERT INTO ops.ingest_ledger AS known
    (dataset, item, day, status, run_id, first_seen_at, updated_at)
VALUES (%(dataset)s, %(item)s, %(day)s, 'stored', %(run_id)s, %(now)s, %(now)s)
ON CONFLICT (dataset, item) DO UPDATE SET
    status = excluded.status,
    reason = NULL,
    error = NULL,
    run_id = excluded.run_id,
    updated_at = excluded.updated_at
WHERE known.status <> 'stored' AND known.reason IS DISTINCT FROM 'replacing'
"""


def record_found(conn: Connection, dataset: str, item: str, *, day: date, run_id: str, now: datetime) -> None:
    """The item stands whole in its store, and nobody knows since when: the source was not asked."""
    conn.execute(RECORD_FOUND, {"dataset": dataset, "item": item, "day": day, "run_id": run_id, "now": now})


RECORD_ATTEMPT = """
INSERT INTO ops.ingest_ledger AS known
    (dataset, item, day, status, reason, error, address, attempts, run_id, first_seen_at, updated_at)
VALUES (%(dataset)s, %(item)s, %(day)s, %(status)s, %(reason)s, %(error)s, %(address)s, 1, %(run_id)s,
        %(now)s, %(now)s)
ON CONFLICT (dataset, item) DO UPDATE SET
    day = excluded.day,
    status = CASE
        WHEN known.status = 'stored' THEN known.status
        WHEN known.status = 'known_missing'
            AND (known.details ? 'marked_by' OR known.reason <> ALL (%(source_reasons)s)) THEN known.status
        ELSE excluded.status
    END,
    reason = CASE
        WHEN known.reason = 'replacing' THEN known.reason
        WHEN known.status = 'known_missing'
            AND (known.details ? 'marked_by' OR known.reason <> ALL (%(source_reasons)s)) THEN known.reason
        ELSE excluded.reason
    END,
    error = excluded.error,
    address = coalesce(excluded.address, known.address),
    attempts = known.attempts + 1,
    run_id = excluded.run_id,
    updated_at = excluded.updated_at
"""


def record_failed(
    conn: Connection,
    dataset: str,
    item: str,
    *,
    day: date,
    reason: str,
    error: str,
    address: str | None,
    run_id: str,
    now: datetime,
) -> None:
    """Asking for the item failed: one attempt more.

    A stored item stays stored and only notes reason and error; what a person marked as missing stays so
    and only notes the error; an item that was being replaced keeps that reason.
    """
    _record_attempt(conn, dataset, item, Status.FAILED, day, reason, error, address, run_id, now)


RECORD_REPLACING = """
INSERT INTO ops.ingest_ledger AS known
    (dataset, item, day, status, reason, error, address, run_id, first_seen_at, updated_at)
VALUES (%(dataset)s, %(item)s, %(day)s, 'pending', 'replacing', %(error)s, %(address)s, %(run_id)s, %(now)s,
        %(now)s)
ON CONFLICT (dataset, item) DO UPDATE SET
    day = excluded.day,
    status = excluded.status,
    reason = excluded.reason,
    error = excluded.error,
    address = coalesce(excluded.address, known.address),
    run_id = excluded.run_id,
    updated_at = excluded.updated_at,
    details = known.details - 'marked_by'
WHERE (known.day, known.status, known.reason, known.error, known.run_id)
    IS DISTINCT FROM (excluded.day, excluded.status, excluded.reason, excluded.error, excluded.run_id)
"""


def record_pending(
    conn: Connection,
    dataset: str,
    item: str,
    *,
    day: date,
    reason: str,
    error: str | None = None,
    address: str | None = None,
    run_id: str,
    now: datetime,
) -> None:
    """The source does not have the item whole yet: one attempt more; what is stored stays, as in
    `record_failed`.

    With reason `replacing` it is the mark made before stored objects are replaced: no attempt, and the
    item is pending, whatever it was, until `record_stored`.
    """
    if reason != REPLACING:
        _record_attempt(conn, dataset, item, Status.PENDING, day, reason, error, address, run_id, now)
        return
    parameters = {"dataset": dataset, "item": item, "day": day, "error": error, "address": address}
    conn.execute(RECORD_REPLACING, parameters | {"run_id": run_id, "now": now})


def _record_attempt(
    conn: Connection,
    dataset: str,
    item: str,
    status: Status,
    day: date,
    reason: str,
    error: str | None,
    address: str | None,
    run_id: str,
    now: datetime,
) -> None:
    parameters = {
        "dataset": dataset,
        "item": item,
        "status": status.value,
        "day": day,
        "reason": reason,
        # A sentence may quote what came, and PostgreSQL's text cannot hold U+0000.
        "error": None if error is None else error.replace("\0", ""),
        "address": address,
        "run_id": run_id,
        "now": now,
        "source_reasons": list(SOURCE_REASONS),
    }
    conn.execute(RECORD_ATTEMPT, parameters)
