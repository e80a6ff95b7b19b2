"""Reading columns of many partitions: the catalog is asked for a thousand at once, then one GET each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from include.lake.glue_errors import CatalogNotFoundError, catalog_errors
from include.lake.objects import Objects
from include.lake.partition_errors import DamagedPartitionError
from include.lake.partition_table import FILE_NAME, Partition

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

READERS = 10
"""Partitions that are read at the same time: as many connections as a client of boto3 keeps."""
ASKED_AT_ONCE = 1000
"""As many as Glue takes."""


def read_partitions(
    s3: S3Client,
    glue: GlueClient,
    database: str,
    table: str,
    partitions: Sequence[Partition],
    columns: Sequence[str],
) -> list[pa.Table | None]:
    """The rows of each partition, in the order asked for; None where the catalog does not know it.

    As `include.lake.read_partition`, which asks the catalog twice for each: fine for some days, not for a
    year of three countries.

    :raises ArchiveNotFoundError: the catalog knows a partition, and it has no object.
    :raises DamagedPartitionError: an object cannot be read, or lacks a column.
    :raises ArchiveError: as `include.lake.s3_errors` and `include.lake.glue_errors`.
    """
    catalog = _Catalog(glue, database, table)
    folders = catalog.folders(partitions)

    def read(folder: str | None) -> pa.Table | None:
        return None if folder is None else _read(s3, folder, columns)

    with ThreadPoolExecutor(max_workers=READERS) as pool:
        return list(pool.map(read, folders))


class _Catalog:
    """One table of the catalog, asked where partitions lie."""

    def __init__(self, glue: GlueClient, database: str, table: str) -> None:
        self.glue = glue
        self.database = database
        self.table = table
        self.name = f"{database}.{table}"

    def folders(self, partitions: Sequence[Partition]) -> list[str | None]:
        """The addresses of the partitions' folders; None for one that does not exist."""
        try:
            with catalog_errors(f"look up {self.name}"):
                answer = self.glue.get_table(DatabaseName=self.database, Name=self.table)
        except CatalogNotFoundError:
            return [None] * len(partitions)
        names = [key["Name"] for key in answer["Table"].get("PartitionKeys", [])]
        values = [tuple(partition[name] for name in names) for partition in partitions]
        known: dict[tuple[str, ...], str] = {}
        undecided = 0
        for start in range(0, len(values), ASKED_AT_ONCE):
            with catalog_errors(f"look up partitions of {self.name}"):
                batch = self.glue.batch_get_partition(
                    DatabaseName=self.database,
                    TableName=self.table,
                    PartitionsToGet=[{"Values": list(one)} for one in values[start : start + ASKED_AT_ONCE]],
                )
            known |= _locations(batch["Partitions"])
            undecided += len(batch.get("UnprocessedKeys", []))
        # Amazon leaves absent ones out and names what it had no time for; others name the absent ones there.
        found = self._all() if undecided else known
        return [found.get(one) for one in values]

    def _all(self) -> dict[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        pages = self.glue.get_paginator("get_partitions").paginate(
            DatabaseName=self.database, TableName=self.table, ExcludeColumnSchema=True
        )
        with catalog_errors(f"list the partitions of {self.name}"):
            for page in pages:
                found |= _locations(page["Partitions"])
        return found


def _locations(partitions: Iterable[Mapping[str, Any]]) -> dict[tuple[str, ...], str]:
    return {tuple(one["Values"]): one["StorageDescriptor"]["Location"] for one in partitions}


def _read(s3: S3Client, folder: str, columns: Sequence[str]) -> pa.Table:
    bucket, _, path = folder.partition("://")[2].partition("/")
    key = f"{path.rstrip('/')}/{FILE_NAME}"
    body = Objects(s3, bucket).read(key)
    try:
        found = pq.ParquetFile(pa.BufferReader(body)).read(columns=list(columns), use_threads=False)
        return found.select(list(columns))
    except (pa.ArrowException, OSError, KeyError) as error:
        raise DamagedPartitionError(
            f"s3://{bucket}/{key} is no Parquet file with {', '.join(columns)} ({len(body)} bytes: {error}): "
            "look at the object, and publish the partition again."
        ) from error
