"""The ways to overwrite partitions: the product's, awswrangler's, and bare requests."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
import pyarrow as pa
from botocore.config import Config

from benchmarks.command import BenchmarkError
from benchmarks.partition_overwrite_parts.rows import KEY
from include.devstack.aws import LocalAws
from include.lake.obstore_objects import ObstoreObjects
from include.lake.obstore_store import why_not_obstore
from include.lake.partition_batch import AT_ONCE, Outcome, overwrite_many
from include.lake.partition_file import CONTENT_TYPE, stamped, write_parquet
from include.lake.partition_merge import merge_by_group
from include.lake.partition_overwrite import NewRows
from include.lake.partition_table import LakeTable

BUCKET = "benchmark"
DATABASE = "benchmark"
PARTITION_COLUMNS = ("country", "date")
Rows = Sequence[tuple[Mapping[str, str], pa.Table]]


@dataclass(frozen=True)
class Servers:
    """Clients of the one server that all contestants write to."""

    endpoint: str
    s3: Any
    glue: Any
    session: boto3.Session
    latency_seconds: float

    @classmethod
    def of(cls, aws: LocalAws, latency_seconds: float) -> Servers:
        """Clients of the server.

        :param latency_seconds: each request of whomever waits so long before it is sent.
        """
        session = boto3.Session(aws.access_key, aws.secret_key, region_name=aws.region)
        if latency_seconds:
            session.events.register("before-send", lambda **_: time.sleep(latency_seconds))
        config = Config(max_pool_connections=AT_ONCE + 2)
        s3 = session.client("s3", endpoint_url=aws.endpoint, config=config)
        glue = session.client("glue", endpoint_url=aws.endpoint, config=config)
        s3.create_bucket(Bucket=BUCKET)
        glue.create_database(DatabaseInput={"Name": DATABASE})
        return cls(aws.endpoint, s3, glue, session, latency_seconds)

    def whole_objects(self) -> ObstoreObjects:
        """obstore, as the operator uses it with such a connection."""
        credentials = self.session.get_credentials()
        reason = why_not_obstore(self.s3, credentials)
        if credentials is None or reason:
            raise BenchmarkError(f"obstore cannot be used: {reason}")
        return _Delayed(self.s3, credentials, BUCKET, self.latency_seconds)


class _Delayed(ObstoreObjects):
    """Each request waits before it is sent, as those of boto3 do."""

    def __init__(self, client: Any, credentials: Any, bucket: str, seconds: float) -> None:
        super().__init__(client, credentials, bucket)
        self._seconds = seconds

    def _prepare(self, action: str, key: str) -> None:
        if self._seconds:
            time.sleep(self._seconds)
        super()._prepare(action, key)


def lake_table(name: str, schema: pa.Schema) -> LakeTable:
    """The table of a contestant, in a folder of its own."""
    return LakeTable(
        database=DATABASE,
        name=name,
        bucket=BUCKET,
        prefix=f"lake/{name}",
        schema=schema,
        partition_columns=PARTITION_COLUMNS,
        key_columns=KEY,
    )


class Product:
    """Reads what is there, merges, compares, writes with a condition, asks Glue, looks for strays."""

    def __init__(self, servers: Servers, name: str, schema: pa.Schema) -> None:
        self.servers = servers
        self.table = lake_table(name, schema)
        self.whole = servers.whole_objects()

    def prepare(self, rows: Rows) -> None:
        self.new = {self.table.label(partition): NewRows(table, {}) for partition, table in rows}
        self.partitions = [partition for partition, _ in rows]

    def overwrite(self) -> None:
        outcomes: list[Outcome] = []
        overwrite_many(
            self.servers.s3,
            self.servers.glue,
            self.table,
            self.partitions,
            lambda partition: self.new[self.table.label(partition)],
            merge_by_group(["race_id"]),
            outcomes.append,
            now=datetime.now(UTC),
            whole=self.whole,
        )
        wrong = [one for one in outcomes if one.overwritten is None or one.overwritten.status != "written"]
        if wrong:
            raise BenchmarkError(f"{len(wrong)} partitions were not written, such as {wrong[0]}")


class Wrangler:
    """`awswrangler.s3.to_parquet(mode="overwrite_partitions")`: deletes, writes, tells Glue; reads "
    "nothing."""

    def __init__(self, servers: Servers, name: str, schema: pa.Schema) -> None:
        import awswrangler

        self.wrangler: Any = awswrangler
        self.wrangler.config.s3_endpoint_url = servers.endpoint
        self.wrangler.config.glue_endpoint_url = servers.endpoint
        self.servers = servers
        self.table = lake_table(name, schema)

    def prepare(self, rows: Rows) -> None:
        now = datetime.now(UTC)
        whole = pa.concat_tables(
            stamped(table, "created_at", now)
            .append_column("country", pa.repeat(partition["country"], table.num_rows))
            .append_column("date", pa.repeat(partition["date"], table.num_rows))
            for partition, table in rows
        )
        self.frame = whole.to_pandas()

    def overwrite(self) -> None:
        self.wrangler.s3.to_parquet(
            self.frame,
            path=self.table.location,
            dataset=True,
            mode="overwrite_partitions",
            partition_cols=list(PARTITION_COLUMNS),
            database=DATABASE,
            table=self.table.name,
            use_threads=AT_ONCE,
            concurrent_partitioning=True,
            boto3_session=self.servers.session,
        )


class Floor:
    """What cannot be left out: a PUT for each partition, without a condition, of bytes made before; one
    look at the table in Glue and one at each partition.
    """

    def __init__(self, servers: Servers, name: str, schema: pa.Schema) -> None:
        self.servers = servers
        self.table = lake_table(name, schema)
        self.product = Product(servers, name, schema)
        self.is_known = False

    def prepare(self, rows: Rows) -> None:
        if not self.is_known:
            self.product.prepare(rows)
            self.product.overwrite()
            self.is_known = True
        now = datetime.now(UTC)
        self.bodies = [
            (partition, write_parquet(stamped(table, "created_at", now))) for partition, table in rows
        ]

    def overwrite(self) -> None:
        self.servers.glue.get_table(DatabaseName=DATABASE, Name=self.table.name)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done in [pool.submit(self._overwrite_one, *one) for one in self.bodies]:
                done.result()

    def _overwrite_one(self, partition: Mapping[str, str], body: bytes) -> None:
        self.servers.s3.put_object(
            Bucket=BUCKET, Key=self.table.key(partition), Body=body, ContentType=CONTENT_TYPE
        )
        self.servers.glue.get_partition(
            DatabaseName=DATABASE, TableName=self.table.name, PartitionValues=self.table.values(partition)
        )
