"""Small tables of runners for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from include.racing.table import SCHEMA

FIRST_SCRAPE = datetime(2025, 11, 18, 0, 30, tzinfo=UTC)
SECOND_SCRAPE = datetime(2025, 11, 20, 0, 30, tzinfo=UTC)
Row = dict[str, Any]


def race(
    race_id: str,
    horses: Sequence[str],
    *,
    course: str = "Newbury",
    off: str = "13:50",
    scraped_at: datetime = FIRST_SCRAPE,
    **values: Any,
) -> list[Row]:
    """A race with these horses; a horse's id is `h` and its name."""
    return [
        {
            "race_id": race_id,
            "course": course,
            "off": off,
            "horse": horse,
            "horse_id": f"h{horse}",
            "pos": str(place),
            "scraped_at": scraped_at,
            **values,
        }
        for place, horse in enumerate(horses, 1)
    ]


def table(*races: Iterable[Row]) -> pa.Table:
    """The races as a table of `SCHEMA`."""
    return pa.Table.from_pylist([row for one in races for row in one], schema=SCHEMA)


def horses(rows: pa.Table) -> dict[str, list[str]]:
    """Names of the horses by race id, in the table's order."""
    found: dict[str, list[str]] = {}
    for race_id, horse in zip(rows["race_id"].to_pylist(), rows["horse"].to_pylist(), strict=True):
        found.setdefault(race_id, []).append(horse)
    return found


def values(rows: pa.Table, column: str) -> list[Any]:
    """A column's values by row."""
    return list(rows[column].to_pylist())
