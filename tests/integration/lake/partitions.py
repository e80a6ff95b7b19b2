"""Partitions of races to overwrite, and what stands in them afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pyarrow as pa
from botocore.config import Config

from include.deployment import AWS_RETRIES
from include.devstack.aws import LocalAws
from include.lake.partition_file import write_parquet
from include.lake.partition_merge import merge_by_group
from include.lake.partition_overwrite import NewRows, Overwritten, overwrite_partition
from include.lake.partition_table import LakeTable
from include.lake.read_partition import read_partition

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

DAY = {"country": "gb", "date": "2025-11-17"}
NOW = datetime(2025, 11, 18, 0, 30, tzinfo=UTC)
LATER = datetime(2025, 11, 19, 0, 30, tzinfo=UTC)
STAMP = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [("race_id", pa.string()), ("horse_id", pa.string()), ("rating", pa.int64()), ("created_at", STAMP)]
)
MERGE = merge_by_group(["race_id"])
Races = Mapping[str, int | None]
"""Race -> rating of each of its runners."""


def make_glue_client(endpoint: str) -> GlueClient:
    return boto3.client(
        "glue",
        endpoint_url=endpoint,
        region_name=LocalAws.region,
        aws_access_key_id=LocalAws.access_key,
        aws_secret_access_key=LocalAws.secret_key,
        config=Config(retries=AWS_RETRIES, connect_timeout=10, read_timeout=60),
    )


def make_table(bucket: str, database: str, schema: pa.Schema = SCHEMA) -> LakeTable:
    return LakeTable(
        database=database,
        name="races",
        bucket=bucket,
        prefix="datasets/races",
        schema=schema,
        partition_columns=("country", "date"),
        key_columns=("race_id", "horse_id"),
    )


def rows_of(races: Races, runners: int = 3) -> pa.Table:
    """Runners of each race, all with the race's rating."""
    return pa.table(
        {
            "race_id": [race for race in races for _ in range(runners)],
            "horse_id": [f"{race}-{place}" for race in races for place in range(runners)],
            "rating": pa.array([rating for rating in races.values() for _ in range(runners)], pa.int64()),
        }
    )


def new_rows(races: Races) -> NewRows:
    return NewRows(rows_of(races), {})


def facts(rows: pa.Table | None) -> set[tuple[str, str, int | None]] | None:
    """What is known of each runner; fails when one is there twice."""
    if rows is None:
        return None
    told = list(
        zip(*(rows.column(name).to_pylist() for name in ("race_id", "horse_id", "rating")), strict=True)
    )
    assert len(set(told)) == len({one[:2] for one in told}) == len(told)
    return set(told)


def told_by(races: Races) -> set[tuple[str, str, int | None]] | None:
    return facts(rows_of(races))


@dataclass(frozen=True)
class Lake:
    """One table, and the day that is overwritten."""

    s3: S3Client
    glue: GlueClient
    table: LakeTable

    @property
    def key(self) -> str:
        return self.table.key(DAY)

    def overwrite(self, races: Races | NewRows | None, **wishes: Any) -> Overwritten:
        new = races if isinstance(races, NewRows) or races is None else new_rows(races)
        wishes = {"now": NOW, "table": self.table, "merge": MERGE, "s3": self.s3, "glue": self.glue, **wishes}
        table, merge = wishes.pop("table"), wishes.pop("merge")
        s3, glue = wishes.pop("s3"), wishes.pop("glue")
        return overwrite_partition(s3, glue, table, DAY, new, merge, **wishes)

    def read(self) -> pa.Table | None:
        """As a user does: by the catalog, in one GET."""
        return read_partition(self.s3, self.glue, self.table.database, self.table.name, DAY)

    def put(self, name: str, body: bytes | pa.Table) -> str:
        """Another program's object in the day's folder; its key comes back."""
        key = self.table.folder(DAY) + name
        content = write_parquet(body) if isinstance(body, pa.Table) else body
        self.s3.put_object(Bucket=self.table.bucket, Key=key, Body=content)
        return key

    def stored(self) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=self.table.bucket).get("Contents", [])
        return [one["Key"] for one in found]

    def etag(self) -> str:
        return self.s3.head_object(Bucket=self.table.bucket, Key=self.key)["ETag"]

    def table_in_glue(self) -> Any:
        return self.glue.get_table(DatabaseName=self.table.database, Name=self.table.name)["Table"]

    def day_in_glue(self) -> Any:
        answer = self.glue.get_partition(
            DatabaseName=self.table.database,
            TableName=self.table.name,
            PartitionValues=self.table.values(DAY),
        )
        return answer["Partition"]


def names_of(columns: Iterable[Mapping[str, Any]]) -> list[str]:
    return [column["Name"] for column in columns]
