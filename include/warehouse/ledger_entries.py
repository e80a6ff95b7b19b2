"""Reading the ledger (`ops.ingest_ledger`). Import these names from `include.warehouse.ledger`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

Connection = psycopg.Connection[Any]

# The source calls the item off itself. Any other reason of a known_missing item is a person's.
SOURCE_REASONS = ("postponed", "canceled")
# Written before objects are replaced. Until `record_stored` nobody may take them for whole, so no other
# function removes this reason.
REPLACING = "replacing"


class Status(StrEnum):
    """Every item is in exactly one of these per data set."""

    PENDING = "pending"
    STORED = "stored"
    FAILED = "failed"
    KNOWN_MISSING = "known_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One item of one data set.

    :param day: the day that the source lists it under, in the source's own zone.
    :param reason: short machine word: not_started, in_progress, postponed, canceled, final, replacing,
        incomplete_at_source, or the name of an error class.
    :param error: the last error, as a sentence; also on a stored item that could not be refreshed.
    :param attempts: how often asking for it came to nothing.
    :param run_id: the run that last asked the source for it.
    :param checked_at: when the source last gave us its payload.
    :param stored_at: when the content that is stored now was stored.
    """

    dataset: str
    item: str
    day: date
    status: Status
    reason: str | None = None
    error: str | None = None
    address: str | None = None
    content_hash: str | None = None
    attempts: int = 0
    run_id: str | None = None
    checked_at: datetime | None = None
    stored_at: datetime | None = None
    details: dict[str, Any] = field(default_factory=dict)


READ_ITEMS = """
SELECT dataset, item, day, status, reason, error, address, content_hash, attempts, run_id,
       checked_at, stored_at, details
FROM ops.ingest_ledger
WHERE dataset = %s AND item = ANY (%s)
ORDER BY day, item
"""


def read(conn: Connection, dataset: str, items: Collection[str]) -> dict[str, LedgerEntry]:
    """The entries of `items` by item, in the order of day and item, without those never listed."""
    return _entries(conn, READ_ITEMS, (dataset, list(items)))


READ_DAYS = """
SELECT dataset, item, day, status, reason, error, address, content_hash, attempts, run_id,
       checked_at, stored_at, details
FROM ops.ingest_ledger
WHERE dataset = %s AND day = ANY (%s)
ORDER BY day, item
"""


def read_days(conn: Connection, dataset: str, days: Collection[date]) -> dict[str, LedgerEntry]:
    """All entries of `days` by item, in the order of day and item."""
    return _entries(conn, READ_DAYS, (dataset, list(days)))


COUNTS = """
SELECT status, count(*)
FROM ops.ingest_ledger
WHERE dataset = %(dataset)s AND (%(days)s::date[] IS NULL OR day = ANY (%(days)s))
GROUP BY status
"""


def counts(conn: Connection, dataset: str, days: Collection[date] | None = None) -> dict[Status, int]:
    """Number of items per status, of `days` or of all; every status is in the answer."""
    found = conn.execute(COUNTS, {"dataset": dataset, "days": None if days is None else list(days)})
    return dict.fromkeys(Status, 0) | {Status(status): number for status, number in found}


def _entries(conn: Connection, query: LiteralString, parameters: Sequence[Any]) -> dict[str, LedgerEntry]:
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query, parameters)
        return {row["item"]: LedgerEntry(**row | {"status": Status(row["status"])}) for row in rows}
