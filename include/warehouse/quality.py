"""Results of quality checks (`ops.quality_results`), one row for each time a check ran."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityResult:
    """What one check found.

    :param check: name of the check, one word.
    :param status: the check's own word: passed, failed, clean, cleaned, ...
    :param day: the day that was judged; None for a check of everything.
    :param item: the item that was judged; None for a check of a day.
    :param expected_low: with `expected_high` the range that `observed` should lie in, in its unit.
    """

    dataset: str
    check: str
    status: str
    checked_at: datetime
    day: date | None = None
    item: str | None = None
    observed: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    message: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    run_id: str | None = None


APPEND = """
INSERT INTO ops.quality_results
    (dataset, check_name, status, checked_at, day, item, observed, expected_low, expected_high, message,
     details, run_id)
SELECT dataset, check_name, status, checked_at, day, item, observed, expected_low, expected_high, message,
    details::jsonb, run_id
FROM unnest(
    %(dataset)s::text[], %(check)s::text[], %(status)s::text[], %(checked_at)s::timestamptz[],
    %(day)s::date[], %(item)s::text[], %(observed)s::float8[], %(expected_low)s::float8[],
    %(expected_high)s::float8[], %(message)s::text[], %(details)s::text[], %(run_id)s::text[]
) AS found (dataset, check_name, status, checked_at, day, item, observed, expected_low, expected_high,
    message, details, run_id)
"""
COLUMNS = (
    "dataset",
    "check",
    "status",
    "checked_at",
    "day",
    "item",
    "observed",
    "expected_low",
    "expected_high",
    "message",
    "run_id",
)
NUMBERS = ("observed", "expected_low", "expected_high")


def append(conn: Connection, results: Sequence[QualityResult]) -> int:
    """Add results in one statement. Does not commit. :returns: rows written."""
    if not results:
        return 0
    parameters: dict[str, Any] = {
        column: [getattr(result, column) for result in results] for column in COLUMNS
    }
    for column in NUMBERS:
        # An array parameter has one type; whole numbers among fractions would be refused.
        parameters[column] = [None if number is None else float(number) for number in parameters[column]]
    parameters["details"] = [json.dumps(result.details) for result in results]
    return conn.execute(APPEND, parameters).rowcount
