"""What a source lists, and what a person gives up, in the ledger. Import from `include.warehouse.ledger`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from include.errors import ListedItemError
from include.warehouse.ledger_entries import SOURCE_REASONS, Connection, LedgerEntry, Status

LIST_ITEMS = """
INSERT INTO ops.ingest_ledger AS known
    (dataset, item, day, status, reason, address, details, first_seen_at, updated_at)
SELECT dataset, item, day, status, reason, address, details::jsonb, now(), now()
FROM unnest(
    %(datasets)s::text[], %(items)s::text[], %(days)s::date[], %(statuses)s::text[], %(reasons)s::text[],
    %(addresses)s::text[], %(details)s::text[]
) AS listed (dataset, item, day, status, reason, address, details)
ON CONFLICT (dataset, item) DO UPDATE SET
    day = excluded.day,
    status = excluded.status,
    reason = CASE
        WHEN known.reason = 'incomplete_at_source' AND excluded.reason = 'final' THEN known.reason
        ELSE excluded.reason
    END,
    address = coalesce(excluded.address, known.address),
    updated_at = excluded.updated_at
WHERE (
        known.status = 'pending' AND known.reason IS DISTINCT FROM 'replacing'
            AND (excluded.status = 'pending' OR excluded.day >= known.day)
        OR known.status = 'known_missing' AND known.reason = ANY (%(source_reasons)s)
            AND NOT known.details ? 'marked_by'
    )
    AND (known.day, known.status, known.reason, known.address) IS DISTINCT FROM (
        excluded.day,
        excluded.status,
        CASE
            WHEN known.reason = 'incomplete_at_source' AND excluded.reason = 'final' THEN known.reason
            ELSE excluded.reason
        END,
        coalesce(excluded.address, known.address)
    )
"""


def list_items(conn: Connection, entries: Iterable[LedgerEntry]) -> int:
    """Note what a source lists: `pending` items, and `known_missing` ones that it calls off itself.

    New items are inserted. Of known ones only `pending` and those called off change, in day, status,
    reason and address; stored, failed and what a person marked as missing stay as they are, and so does
    an item that is being replaced. A postponed item is listed on its old and on its new day: it is
    pending on the new one, in whatever order the days are listed.

    :returns: rows written; 0 when nothing changed.
    """
    listed: dict[tuple[str, str], LedgerEntry] = {}
    for entry in entries:
        called_off = entry.status is Status.KNOWN_MISSING and entry.reason in SOURCE_REASONS
        if not called_off and entry.status is not Status.PENDING:
            raise ValueError(
                f"a source lists items as pending, or known_missing for {' or '.join(SOURCE_REASONS)}; "
                f"{entry.dataset} {entry.item} came as {entry.status} ({entry.reason})"
            )
        key = (entry.dataset, entry.item)
        if not called_off or key not in listed or listed[key].status is Status.KNOWN_MISSING:
            listed[key] = entry
    if not listed:
        return 0
    # In one order for all, so that two workers with the same items wait for each other and don't deadlock.
    rows = [listed[key] for key in sorted(listed)]
    parameters = {
        "datasets": [entry.dataset for entry in rows],
        "items": [entry.item for entry in rows],
        "days": [entry.day for entry in rows],
        "statuses": [entry.status.value for entry in rows],
        "reasons": [entry.reason for entry in rows],
        "addresses": [entry.address for entry in rows],
        "details": [json.dumps(entry.details) for entry in rows],
        "source_reasons": list(SOURCE_REASONS),
    }
    return conn.execute(LIST_ITEMS, parameters).rowcount


CLEAR_LISTING_ERRORS = """
WITH locked AS (
    SELECT item FROM ops.ingest_ledger
    WHERE dataset = %(dataset)s AND item = ANY (%(items)s) AND reason = %(reason)s
    ORDER BY item
    FOR UPDATE
)
UPDATE ops.ingest_ledger AS known
SET status = CASE WHEN known.status = 'failed' THEN 'pending' ELSE known.status END,
    reason = NULL, error = NULL, updated_at = now()
FROM locked
WHERE known.dataset = %(dataset)s AND known.item = locked.item
"""


def clear_listing_errors(conn: Connection, dataset: str, items: Sequence[str]) -> int:
    """The source lists these items so that they can be read: what was noted when they could not is over.

    One that is failed for that reason alone becomes pending, for `list_items`; a stored one stays stored.

    :returns: rows written; 0 when nothing was noted.
    """
    parameters = {"dataset": dataset, "items": list(items), "reason": ListedItemError.__name__}
    return conn.execute(CLEAR_LISTING_ERRORS, parameters).rowcount


MARK_KNOWN_MISSING = """
UPDATE ops.ingest_ledger
SET status = 'known_missing', reason = %(reason)s, updated_at = now(),
    details = details || jsonb_build_object('marked_by', %(by)s::text)
WHERE dataset = %(dataset)s AND item = %(item)s AND status <> 'stored'
    AND reason IS DISTINCT FROM 'replacing'
    AND (status, reason, details ->> 'marked_by') IS DISTINCT FROM ('known_missing', %(reason)s, %(by)s)
"""


def mark_known_missing(conn: Connection, dataset: str, item: str, *, reason: str, by: str) -> bool:
    """A person, `by`, says that the item will never be had. Discovery and failures leave it so.

    :returns: whether a row changed: False where it was marked so before, is stored, is being replaced,
        or was never listed.
    """
    parameters = {"dataset": dataset, "item": item, "reason": reason, "by": by}
    return conn.execute(MARK_KNOWN_MISSING, parameters).rowcount > 0
