"""The current value of every metric (`ops.metrics`), by category and name. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as last measured.

    :param value: in `unit`; None where there is nothing to measure yet.
    :param zone: green, yellow or red; None for a metric without limits.
    :param is_stale: the last try to measure it came to nothing; value and time are of the try before.
    :param measured_at: None where no try ever succeeded.
    """

    name: str
    value: float | None
    unit: str | None
    zone: str | None
    is_stale: bool
    run_id: str | None
    measured_at: datetime | None


RECORD = """
INSERT INTO ops.metrics AS known (category, name, value, unit, zone, stale, run_id, measured_at)
SELECT %(category)s, name, value, unit, zone, false, %(run_id)s, now()
FROM unnest(%(names)s::text[], %(values)s::float8[], %(units)s::text[], %(zones)s::text[])
    AS measured (name, value, unit, zone)
ON CONFLICT (category, name) DO UPDATE SET
    value = excluded.value,
    unit = coalesce(excluded.unit, known.unit),
    zone = excluded.zone,
    stale = false,
    run_id = excluded.run_id,
    measured_at = excluded.measured_at
"""


def record(
    conn: Connection,
    category: str,
    values: Mapping[str, float | None],
    *,
    run_id: str,
    units: Mapping[str, str] | None = None,
    zones: Mapping[str, str] | None = None,
) -> None:
    """Note what was measured now. A metric that is not in `values` stays as it was.

    :param units: unit by name; a name that lacks one keeps its unit.
    :param zones: zone by name; a name that lacks one has none.
    """
    names = sorted(values)
    parameters = {
        "category": category,
        "run_id": run_id,
        "names": names,
        "values": [None if (value := values[name]) is None else float(value) for name in names],
        "units": [(units or {}).get(name) for name in names],
        "zones": [(zones or {}).get(name) for name in names],
    }
    conn.execute(RECORD, parameters)


MARK_STALE = """
INSERT INTO ops.metrics AS known (category, name, stale)
SELECT %(category)s, name, true FROM unnest(%(names)s::text[]) AS failed (name)
ON CONFLICT (category, name) DO UPDATE SET stale = true WHERE NOT known.stale
"""


def mark_stale(conn: Connection, category: str, names: Collection[str]) -> None:
    """These could not be measured now: their values stay and are marked as old."""
    conn.execute(MARK_STALE, {"category": category, "names": sorted(set(names))})


READ = """
SELECT name, value, unit, zone, stale AS is_stale, run_id, measured_at
FROM ops.metrics
WHERE category = %(category)s
ORDER BY name
"""


def read(conn: Connection, category: str) -> dict[str, Metric]:
    """All metrics of a category by name."""
    with conn.cursor(row_factory=class_row(Metric)) as cursor:
        return {metric.name: metric for metric in cursor.execute(READ, {"category": category})}
