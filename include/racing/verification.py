"""Whether a partition of races is what it should be, read the way its users read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from include.lake.objects import Objects
from include.lake.partition_errors import DamagedPartitionError
from include.lake.read_partition import read_partition
from include.lake.s3_errors import ArchiveNotFoundError
from include.racing.day_lock import lock_day, unlock_day
from include.racing.day_paths import DayPaths
from include.racing.listing import is_listed, known_races
from include.warehouse.ledger import LedgerEntry, Status

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client
    from psycopg import Connection

TABLE = "rpscrape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where the partitions are, and the files beside them."""

    s3: S3Client
    glue: GlueClient
    connection: Connection[Any]
    bucket: str
    database: str
    prefix_dates: str


def problems_of(stores: Stores, country: str, day: date) -> list[str]:
    """What is wrong with a country's day, a sentence each; nothing when all is well.

    It has one `created_at`, no runner twice, as many rows as its CSV, and every race that is listed and not
    void is in it, or stands in the ledger with the reason why not. Nobody else publishes the day meanwhile.

    Errors as `include.lake.s3_errors` and `include.lake.glue_errors`.
    """
    paths = DayPaths(country, day, {"prefix_dates": stores.prefix_dates})
    lock_day(stores.connection, paths)
    try:
        found = _found(stores, paths)
    except (ArchiveNotFoundError, DamagedPartitionError) as error:
        found = [str(error)]
    finally:
        unlock_day(stores.connection, paths)
    return [f"{country} {day}: {problem}" for problem in found]


def _found(stores: Stores, paths: DayPaths) -> list[str]:
    country, day = paths.country, paths.day
    table = read_partition(
        stores.s3, stores.glue, stores.database, TABLE, {"country": country, "date": str(day)}
    )
    entries = known_races(stores.connection, country, day)
    absent = _absent_races(entries, set() if table is None else set(table["race_id"].to_pylist()))
    found = []
    if absent:
        found.append(f"{len(absent)} listed races are neither there nor noted as failed: {', '.join(absent)}")
    if table is not None:
        found += _problems_of_rows(table)
        in_file = _rows_of_file(stores, paths.csv)
        if in_file != table.num_rows:
            found.append(f"{table.num_rows} rows, and {in_file} in its CSV")
    return found


def _problems_of_rows(table: pa.Table) -> list[str]:
    found = []
    writes = pc.count_distinct(table["created_at"], mode="all").as_py()
    if writes > 1:
        found.append(f"rows of {writes} writes, one was expected")
    keys = table.select(["race_id", "horse_id"])
    twice = keys.num_rows - keys.group_by(["race_id", "horse_id"]).aggregate([]).num_rows
    if twice:
        found.append(f"{twice} runners are there twice")
    return found


def _absent_races(entries: Mapping[str, LedgerEntry], present: set[str]) -> list[str]:
    """Races that are listed, and nobody knows why they are not there."""
    return sorted(
        race_id
        for race_id, entry in entries.items()
        if is_listed(entry)
        and race_id not in present
        and not entry.details.get("void")
        and entry.error is None
        and entry.status is not Status.KNOWN_MISSING
    )


def _rows_of_file(stores: Stores, key: str) -> int:
    """Rows of the day's CSV; 0 where there is none."""
    try:
        body = Objects(stores.s3, stores.bucket).read(key)
    except ArchiveNotFoundError:
        return 0
    return max(body.count(b"\n") - 1, 0)
