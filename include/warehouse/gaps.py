"""Gaps (`ops.gaps`): what a source lists and the archive lacks, until it is filled or given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import psycopg
from psycopg.rows import dict_row

Connection = psycopg.Connection[Any]


class Priority(StrEnum):
    """How soon a gap should be filled."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One item that is missing on a day.

    :param kind: what is missing, one word.
    :param attempts: how often somebody set out to fill it.
    """

    dataset: str
    day: date
    item: str
    kind: str
    priority: Priority
    attempts: int = 0


UPSERT = """
INSERT INTO ops.gaps AS known (dataset, day, item, kind, priority)
SELECT dataset, day, item, kind, priority
FROM unnest(
    %(datasets)s::text[], %(days)s::date[], %(items)s::text[], %(kinds)s::text[], %(priorities)s::text[]
) AS found (dataset, day, item, kind, priority)
ON CONFLICT (dataset, day, item) DO UPDATE SET
    kind = excluded.kind,
    priority = excluded.priority,
    status = 'open',
    attempts = CASE WHEN known.status = 'filled' THEN 0 ELSE known.attempts END,
    updated_at = excluded.updated_at
WHERE known.status <> 'dead'
    AND (known.kind, known.priority, known.status) IS DISTINCT FROM (excluded.kind, excluded.priority, 'open')
"""


def upsert(conn: Connection, gaps: Iterable[Gap]) -> int:
    """Note gaps that were found, in one statement. Does not commit.

    A gap that was filled opens again with no attempts; a dead one stays dead.

    :returns: rows written; 0 when all were known so.
    """
    found = {(gap.dataset, gap.day, gap.item): gap for gap in gaps}
    if not found:
        return 0
    rows = [found[key] for key in sorted(found)]
    parameters = {
        "datasets": [gap.dataset for gap in rows],
        "days": [gap.day for gap in rows],
        "items": [gap.item for gap in rows],
        "kinds": [gap.kind for gap in rows],
        "priorities": [gap.priority.value for gap in rows],
    }
    return conn.execute(UPSERT, parameters).rowcount


LIST_OPEN = """
SELECT dataset, day, item, kind, priority, attempts
FROM ops.gaps
WHERE dataset = %(dataset)s AND status = 'open'
ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), day DESC, item
"""


def list_open(conn: Connection, dataset: str) -> tuple[Gap, ...]:
    """Open gaps, the most urgent first, then the youngest day."""
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(LIST_OPEN, {"dataset": dataset})
        return tuple(Gap(**row | {"priority": Priority(row["priority"])}) for row in rows)
