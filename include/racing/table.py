"""Runner rows as an Arrow table: the value columns of a partition file of `datasets/rpscrape`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
import pyarrow as pa

from include.racing.columns import COLUMNS, CREATED_AT, Kind
from include.racing.rows import RunnerRow

TYPES: Mapping[Kind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}
FILE_COLUMNS = tuple(column for column in COLUMNS if column.in_file)
SCHEMA = pa.schema(
    [
        *(pa.field(column.name, TYPES[column.kind]) for column in FILE_COLUMNS),
        pa.field(CREATED_AT.name, TYPES[CREATED_AT.kind]),
    ]
)
"""The columns of a partition file. `created_at` is stamped by whoever writes it; here it is null."""
COMMENTS: Mapping[str, str] = {column.name: column.description for column in (*COLUMNS, CREATED_AT)}
"""What the catalog says of each column, partition keys included."""


def table_of(rows: Iterable[RunnerRow], scraped_at: Mapping[str, datetime]) -> pa.Table:
    """The rows as a table of `SCHEMA`, in their order.

    :param scraped_at: when each race came from the source, by race id; null for a race that is not in it.
    """
    records = []
    for row in rows:
        record = msgspec.to_builtins(row)
        record["scraped_at"] = scraped_at.get(row.race_id)
        records.append(record)
    return pa.Table.from_pylist(records, schema=SCHEMA)
