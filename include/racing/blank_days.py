"""Days on which a source was asked for a country's races and listed none: blank by its own word.

The ledger of races knows nothing of such a day, so it has a data set of its own, whose items are days.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from include.racing.completeness import DayKey
from include.warehouse import ledger

if TYPE_CHECKING:
    import psycopg

DATASET = "racing_blank_days"


def note_blank(conn: psycopg.Connection[Any], country: str, day: date, *, run_id: str, now: datetime) -> None:
    """Note that the source listed no race. Races that it lists later count for more. Does not commit."""
    ledger.record_stored(
        conn,
        DATASET,
        f"{country} {day}",
        day=day,
        content_hash=None,
        address=None,
        run_id=run_id,
        now=now,
        details={"country": country},
    )


BLANK = """
SELECT details ->> 'country', day
FROM ops.ingest_ledger
WHERE dataset = %(dataset)s AND day BETWEEN %(first)s AND %(last)s
    AND details ->> 'country' = ANY (%(countries)s)
"""


def read_blank(
    conn: psycopg.Connection[Any], countries: Collection[str], first: date, last: date
) -> set[DayKey]:
    """The days that were noted as blank."""
    parameters = {"dataset": DATASET, "first": first, "last": last, "countries": list(countries)}
    return {(country, day) for country, day in conn.execute(BLANK, parameters)}
