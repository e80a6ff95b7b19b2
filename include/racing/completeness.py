"""How many races and runners the lake holds of each country's day, and which races were listed for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from include.warehouse.ledger import SOURCE_REASONS

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

DATASET = "racing"

DayKey = tuple[str, date]
"""Country and day."""

ReadPartitions = Callable[[Sequence[Mapping[str, str]]], "Sequence[pa.Table | None]"]


@dataclass(frozen=True, slots=True)
class StoredDay:
    """What one partition holds: the ids of its races, and its rows, one a runner.

    A partition that is there and empty says that the source listed nothing.
    """

    race_ids: frozenset[str]
    runners: int

    @property
    def races(self) -> int:
        return len(self.race_ids)


def read_stored(read: ReadPartitions, keys: Iterable[DayKey]) -> dict[DayKey, StoredDay]:
    """Read many partitions. Those that do not exist are not in the answer; any other failure raises.

    :param read: gives the rows of partitions, with at least `race_id`, in their order; None for one that
        does not exist.
    """
    asked = list(keys)
    tables = read([{"country": country, "date": str(day)} for country, day in asked])
    return {
        key: StoredDay(frozenset(table["race_id"].to_pylist()), table.num_rows)
        for key, table in zip(asked, tables, strict=True)
        if table is not None
    }


LISTED = """
SELECT details ->> 'country', day, item
FROM ops.ingest_ledger
WHERE dataset = %(dataset)s AND day BETWEEN %(first)s AND %(last)s
    AND details ->> 'country' = ANY (%(countries)s)
    AND status <> 'known_missing'
    AND coalesce(details ->> 'listed', 'true') <> 'false'
    AND coalesce(details ->> 'void', 'false') <> 'true'
"""


def read_listed(
    conn: psycopg.Connection[Any], countries: Collection[str], first: date, last: date
) -> dict[DayKey, set[str]]:
    """The races that should be stored, by country and day; a day without any is not in the answer.

    Void races have no runners to store; races that the source calls off or no longer lists, and those that a
    person gave up, are not expected either.
    """
    parameters = {"dataset": DATASET, "first": first, "last": last, "countries": list(countries)}
    listed: dict[DayKey, set[str]] = {}
    for country, day, race_id in conn.execute(LISTED, parameters):
        listed.setdefault((country, day), set()).add(race_id)
    return listed


HEARD = """
SELECT details ->> 'country', day, bool_and(
    status = 'known_missing' AND reason = ANY (%(reasons)s)
    OR coalesce(details ->> 'void', 'false') = 'true'
)
FROM ops.ingest_ledger
WHERE dataset = %(dataset)s AND day BETWEEN %(first)s AND %(last)s
    AND details ->> 'country' = ANY (%(countries)s)
GROUP BY 1, 2
"""


def read_heard(
    conn: psycopg.Connection[Any], countries: Collection[str], first: date, last: date
) -> dict[DayKey, bool]:
    """The days of which the source ever listed a race, and whether all of them are called off or void."""
    parameters = {
        "dataset": DATASET,
        "first": first,
        "last": last,
        "countries": list(countries),
        "reasons": list(SOURCE_REASONS),
    }
    return {(country, day): is_off for country, day, is_off in conn.execute(HEARD, parameters)}
