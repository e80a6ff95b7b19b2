"""The same real day, scraped three and eight days later: ratings arrive late and stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psycopg
import pyarrow as pa
import pytest

from include.devstack.aws import LocalAws
from include.lake.partition_overwrite import Overwritten, overwrite_partition
from include.lake.partition_table import LakeTable
from include.lake.partition_tools import Tools
from include.lake.read_partition import read_partition
from include.racing.day_files import after
from include.racing.day_rows import rows
from include.racing.merge import merge
from include.racing.table import SCHEMA

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration

PARTITION = {"country": "gb", "date": "2020-06-03"}
CSV = "data/dates/gb/2020_06_03.csv"
FIRST_WRITE = datetime(2020, 6, 6, 1, tzinfo=UTC)
RATINGS = ("or", "rpr", "ts")


class Lake:
    """The partition of the real day; each publishing is a day after the one before."""

    def __init__(self, s3: S3Client, glue: GlueClient, bucket: str, connection: Any, data_dir: Path) -> None:
        self.s3, self.glue, self.bucket = s3, glue, bucket
        self.connection, self.data_dir = connection, data_dir
        self.now = FIRST_WRITE
        self.table = LakeTable(
            database=bucket.replace("-", "_"),
            name="rpscrape",
            bucket=bucket,
            prefix="datasets/rpscrape",
            schema=SCHEMA,
            partition_columns=("country", "date"),
            key_columns=("race_id", "horse_id"),
        )

    def publish(self, body: bytes, *, allow_shrink: bool = False) -> Overwritten:
        """Publish a CSV, as `publish_only` does."""
        self.s3.put_object(Bucket=self.bucket, Key=CSV, Body=body)
        tools = Tools(
            s3=self.s3,
            bucket=self.bucket,
            connection=self.connection,
            run_id="run-1",
            data_dir=self.data_dir,
            options={"publish_only": True},
            now=self.now,
            dry_run=False,
        )
        new = rows(PARTITION, tools)
        told = overwrite_partition(
            self.s3,
            self.glue,
            self.table,
            PARTITION,
            new,
            merge,
            now=self.now,
            allow_shrink=allow_shrink,
        )
        after(PARTITION, told, new, tools)
        self.now += timedelta(days=1)
        return told

    def read(self) -> pa.Table:
        """The partition as its users read it."""
        table = read_partition(self.s3, self.glue, self.table.database, self.table.name, PARTITION)
        assert table is not None
        return table


@pytest.fixture
def lake(s3: S3Client, aws: LocalAws, bucket: str, warehouse_url: str, tmp_path: Path) -> Iterator[Lake]:
    glue: GlueClient = boto3.client(
        "glue",
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id=aws.access_key,
        aws_secret_access_key=aws.secret_key,
    )
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield Lake(s3, glue, bucket, connection, tmp_path)
    glue.close()


@pytest.fixture(scope="session")
def pair(shared_data: Path) -> tuple[bytes, bytes]:
    """The day after three days and after eight."""
    folder = shared_data / "racing_post"
    return (folder / "gb_2020_06_03_v1.csv").read_bytes(), (folder / "gb_2020_06_03_v2.csv").read_bytes()


def filled(table: pa.Table) -> dict[str, int]:
    """How many rows have each rating."""
    return {name: table.num_rows - table[name].null_count for name in RATINGS}


def cells(table: pa.Table) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows by key."""
    return {(row["race_id"], row["horse_id"]): row for row in table.to_pylist()}


def differences(one: pa.Table, other: pa.Table) -> list[str]:
    """The columns in which two tables with the same keys differ, one for each row."""
    before, now = cells(one), cells(other)
    assert before.keys() == now.keys()
    return sorted(
        column
        for key, row in before.items()
        for column in row
        if column not in (*RATINGS, "created_at") and row[column] != now[key][column]
    )


def test_late_ratings_and_one_corrected_prize_arrive(lake: Lake, pair: tuple[bytes, bytes]) -> None:
    lake.publish(pair[0])
    before = lake.read()

    told = lake.publish(pair[1])

    after = lake.read()
    assert (before.num_rows, after.num_rows) == (201, 201)
    assert (filled(before)["rpr"], filled(before)["ts"]) == (0, 0)
    assert (filled(after)["rpr"], filled(after)["ts"]) == (198, 177)
    assert filled(after)["or"] >= filled(before)["or"]
    assert differences(before, after) == ["prize"]
    assert set(after["created_at"].to_pylist()) == {FIRST_WRITE + timedelta(days=1)}
    assert len(set(after["race_id"].to_pylist())) == told.report["races"] == 19
    assert (told.status, told.kept, told.rows_before) == ("written", 0, 201)


def test_the_same_day_again_is_not_written(lake: Lake, pair: tuple[bytes, bytes]) -> None:
    lake.publish(pair[0])

    assert lake.publish(pair[0]).status == "unchanged"
    assert set(lake.read()["created_at"].to_pylist()) == {FIRST_WRITE}


def test_the_earlier_scrape_does_not_erase_ratings(lake: Lake, pair: tuple[bytes, bytes]) -> None:
    lake.publish(pair[1])
    before = lake.read()

    told = lake.publish(pair[0])

    after = lake.read()
    assert all(after[name].equals(before[name]) for name in RATINGS)
    assert told.report["ratings_kept"] == 198 + 177
    assert differences(before, after) == ["prize"]


def test_the_earlier_scrape_erases_ratings_with_allow_shrink(lake: Lake, pair: tuple[bytes, bytes]) -> None:
    lake.publish(pair[1])

    lake.publish(pair[0], allow_shrink=True)

    assert (filled(lake.read())["rpr"], filled(lake.read())["ts"]) == (0, 0)


def test_a_partial_scrape_loses_no_race_and_no_runner(lake: Lake, pair: tuple[bytes, bytes]) -> None:
    lake.publish(pair[1])
    before = lake.read()
    # The file ends in the middle of the ninth of 19 races, of which 6 of 10 runners are there.
    beginning = pair[1].splitlines(keepends=True)[:95]

    told = lake.publish(b"".join(beginning))

    assert (told.status, lake.read().equals(before)) == ("unchanged", True)
    assert (told.report["kept_races"], told.report["shrunk_kept"]) == (11, ["2020-06-03_kempton-aw_5-40"])
    assert told.kept == 201 - 94 + 6


def test_a_file_of_another_program_is_kept_beside_ours(lake: Lake, pair: tuple[bytes, bytes]) -> None:
    for body in (*pair, pair[1]):
        lake.publish(body)
    listed = lake.s3.list_objects_v2(Bucket=lake.bucket, Prefix="data/dates/gb/2020_06_03_original")
    kept = {
        lake.s3.get_object(Bucket=lake.bucket, Key=found["Key"])["Body"].read()
        for found in listed["Contents"]
    }
    assert kept == set(pair)
    assert lake.s3.get_object(Bucket=lake.bucket, Key=CSV)["Body"].read() not in kept
