"""What is worth knowing of items beside how they stand. Import from `include.warehouse.ledger`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from include.warehouse.ledger_entries import Connection

# Locked in one order by all, so that two workers with the same items wait for each other and don't deadlock.
ANNOTATE = """
WITH noted AS (
    SELECT item, details::jsonb AS details
    FROM unnest(%(items)s::text[], %(details)s::text[]) AS noted (item, details)
), locked AS (
    SELECT known.item, noted.details
    FROM ops.ingest_ledger AS known
    JOIN noted USING (item)
    WHERE known.dataset = %(dataset)s
    ORDER BY known.item
    FOR UPDATE OF known
)
UPDATE ops.ingest_ledger AS known
SET details = known.details || locked.details
FROM locked
WHERE known.dataset = %(dataset)s AND known.item = locked.item
    AND known.details || locked.details IS DISTINCT FROM known.details
"""


def annotate(conn: Connection, dataset: str, notes: Mapping[str, Mapping[str, Any]]) -> int:
    """Put names and values into the details of items, in one statement; names that are not given stay.

    What was never listed is left out. `updated_at` stays: it tells of an item's content and standing.

    :param notes: by item; values as JSON has them.
    :returns: rows written; 0 when all were known so.
    """
    if not notes:
        return 0
    parameters = {
        "dataset": dataset,
        "items": list(notes),
        "details": [json.dumps(note) for note in notes.values()],
    }
    return conn.execute(ANNOTATE, parameters).rowcount
