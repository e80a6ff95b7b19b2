"""What `end_state` sees and what it does not: the comparison behind every test of kills and restarts."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.fixtures.end_state import EndState, difference, end_state

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
LEDGER = """
INSERT INTO ops.ingest_ledger
    (dataset, item, day, status, content_hash, attempts, run_id, first_seen_at, updated_at)
VALUES ('espn_raw', %s, '2026-03-19', 'stored', 'abc', %s, %s, %s, %s)
"""
QUALITY = """
INSERT INTO ops.quality_results (dataset, check_name, status, observed, run_id, checked_at)
VALUES ('espn_features', 'coverage_pct', 'passed', 99.5, 'run', now())
"""


class World:
    """A bucket and a warehouse with a little of everything."""

    def __init__(self, s3: S3Client, bucket: str, url: str) -> None:
        self.s3, self.bucket, self.url = s3, bucket, url
        self.fill()

    def fill(self, *, after: timedelta = timedelta(), run: str = "first", attempts: int = 1) -> None:
        """Write all; what `after`, `run` and `attempts` change is no difference."""
        now = NOW + after
        self.execute("TRUNCATE ops.ingest_ledger, ops.quality_results")
        for item in ("401", "402"):
            self.execute(LEDGER, item, attempts, run, now, now)
        self.execute(QUALITY)
        self.put("espn_box_scores/401.json", b'{"points": 101}')
        self.put(
            "racing_raw/racing_api/ire/2026-03-19/1.json.gz", gzip.compress(b"{}", mtime=now.timestamp())
        )
        self.put("data/dates/ire/2026_03_19.csv", f"horse,scraped_at\nStar,{now}\nMoon,{now}\n".encode())
        self.put("data/dates/ire/2026_03_19_failures.log", f'{{"id": "1", "since": "{now}"}}\n'.encode())
        self.put_rows([{"horse": "Star", "created_at": now}, {"horse": "Moon", "created_at": now}])

    def put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def put_rows(self, rows: list[dict[str, Any]]) -> None:
        file = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), file)
        self.put("datasets/rpscrape/country=ire/date=2026-03-19/part-0.parquet", file.getvalue())

    def execute(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement, values or None)

    def state(self) -> EndState:
        return end_state(self.s3, self.bucket, self.url)


@pytest.fixture
def world(s3: S3Client, bucket: str, warehouse_url: str) -> World:
    return World(s3, bucket, warehouse_url)


def test_times_names_of_runs_and_numbers_of_tries_are_no_difference(world: World) -> None:
    before = world.state()
    world.fill(after=timedelta(hours=1), run="second", attempts=3)
    assert difference(before, world.state()) == []
    assert len(before.objects) == 5
    assert set(before.tables) == {
        "ops.ingest_ledger espn_raw 401",
        "ops.ingest_ledger espn_raw 402",
        "ops.quality_results",
    }


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "DELETE FROM ops.ingest_ledger WHERE item = '402'",
            "tables: ops.ingest_ledger espn_raw 402 is only in the first",
        ),
        (
            "UPDATE ops.ingest_ledger SET content_hash = 'abd' WHERE item = '401'",
            "tables: ops.ingest_ledger espn_raw 401 differs",
        ),
        (
            "UPDATE ops.ingest_ledger SET item = '403' WHERE item = '402'",
            "tables: ops.ingest_ledger espn_raw 403 is only in the second",
        ),
        (QUALITY, "tables: ops.quality_results differs"),
    ],
    ids=["missing row", "changed row", "strange row", "doubled row"],
)
def test_a_row_of_the_warehouse_is_seen(world: World, statement: str, sentence: str) -> None:
    before = world.state()
    world.execute(statement)
    assert sentence in difference(before, world.state())


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("espn_box_scores/401.json", b'{"points": 102}'),
        ("espn_box_scores/401.json", b'{"points":101}'),
        ("racing_raw/racing_api/ire/2026-03-19/1.json.gz", gzip.compress(b"[]")),
        ("data/dates/ire/2026_03_19.csv", b"horse,scraped_at\nStar,1\n"),
        ("data/dates/ire/2026_03_19.csv", b"horse,scraped_at\nStar,1\nMoon,1\nMoon,2\n"),
        ("data/dates/ire/2026_03_19_failures.log", b'{"id": "2", "since": ""}\n'),
    ],
    ids=[
        "changed value",
        "changed byte",
        "changed inside gzip",
        "missing line",
        "doubled line",
        "changed log",
    ],
)
def test_another_content_of_an_object_is_seen(world: World, key: str, body: bytes) -> None:
    before = world.state()
    world.put(key, body)
    assert difference(before, world.state()) == [f"objects: {key} differs"]


def test_a_missing_and_a_doubled_row_of_a_partition_are_seen(world: World) -> None:
    star, moon = {"horse": "Star", "created_at": NOW}, {"horse": "Moon", "created_at": NOW}
    key = "datasets/rpscrape/country=ire/date=2026-03-19/part-0.parquet"
    before = world.state()
    for rows in ([star], [star, moon, moon]):
        world.put_rows(rows)
        assert difference(before, world.state()) == [f"objects: {key} differs"]
    world.put_rows([moon, star])
    assert difference(before, world.state()) == []


def test_a_missing_and_a_strange_object_are_seen(world: World) -> None:
    before = world.state()
    world.s3.delete_object(Bucket=world.bucket, Key="espn_box_scores/401.json")
    world.put("espn_box_scores/402.json", b"{}")
    assert difference(before, world.state()) == [
        "objects: espn_box_scores/401.json is only in the first",
        "objects: espn_box_scores/402.json is only in the second",
    ]


def test_of_many_differences_twenty_are_named(world: World) -> None:
    found = difference(EndState(partitions={f"{number:02}": "x" for number in range(25)}), EndState())
    assert len(found) == 21
    assert found[-1] == "partitions: and 5 more"
