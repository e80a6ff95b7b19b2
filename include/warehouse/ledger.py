"""The ledger: where every item that a source ever listed stands, per data set (`ops.ingest_ledger`).

Nothing here commits: use `with connection.transaction():`, together with the work that a row tells of.
Running a function twice with the same arguments writes nothing the second time, but an attempt counts.
"""

from include.warehouse.ledger_entries import (
    REPLACING,
    SOURCE_REASONS,
    LedgerEntry,
    Status,
    counts,
    read,
    read_days,
)
from include.warehouse.ledger_listing import clear_listing_errors, list_items, mark_known_missing
from include.warehouse.ledger_notes import annotate
from include.warehouse.ledger_records import record_failed, record_found, record_pending, record_stored

__all__ = [
    "REPLACING",
    "SOURCE_REASONS",
    "LedgerEntry",
    "Status",
    "annotate",
    "clear_listing_errors",
    "counts",
    "list_items",
    "mark_known_missing",
    "read",
    "read_days",
    "record_failed",
    "record_found",
    "record_pending",
    "record_stored",
]
