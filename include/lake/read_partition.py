"""Reading a partition as its users do: the catalog says where it lies, one GET reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from include.lake.glue_errors import CatalogNotFoundError, catalog_errors
from include.lake.objects import Objects
from include.lake.partition_file import read_parquet
from include.lake.partition_table import FILE_NAME, Partition

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client


def read_partition(
    s3: S3Client, glue: GlueClient, database: str, table: str, partition: Partition
) -> pa.Table | None:
    """The rows of one partition as they are in its file; None when the catalog does not know it.

    One GET, so the rows are those of one write, also while the partition is overwritten. The partition
    columns are not among the columns.

    :raises ArchiveNotFoundError: the catalog knows the partition, and it has no object.
    :raises DamagedPartitionError: its object cannot be read.
    :raises ArchiveError: as `include.lake.s3_errors` and `include.lake.glue_errors`.
    """
    name = f"{database}.{table}"
    try:
        with catalog_errors(f"look up {name}"):
            keys = glue.get_table(DatabaseName=database, Name=table)["Table"].get("PartitionKeys", [])
        with catalog_errors(f"look up a partition of {name}"):
            found = glue.get_partition(
                DatabaseName=database,
                TableName=table,
                PartitionValues=[partition[key["Name"]] for key in keys],
            )
    except CatalogNotFoundError:
        return None
    location = found["Partition"]["StorageDescriptor"]["Location"]
    bucket, _, folder = location.partition("://")[2].partition("/")
    key = f"{folder.rstrip('/')}/{FILE_NAME}"
    return read_parquet(Objects(s3, bucket).read(key), f"s3://{bucket}/{key}")
