"""An overwrite is killed at each of its requests; readers never miss a row, and the next run mends all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from include.devstack.aws import LocalAws
from tests.integration.lake.partitions import (
    SCHEMA,
    Lake,
    Races,
    facts,
    make_glue_client,
    make_table,
    told_by,
)

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.faults, pytest.mark.integration]
REPOSITORY = Path(__file__).resolve().parents[2]
KILLED = -9
NEW: Races = {"1": 81, "3": 60}
OLD: Races = {"1": 80, "2": 70}
MERGED: Races = {"2": 70, **NEW}
COLUMN = "silk_url"


class Worker:
    """The process of `tests.faults.partition_worker`."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.partition_worker"],
            cwd=REPOSITORY,
            env=os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'plugins'}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def stop(self) -> None:
        self.process.communicate(timeout=180)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    started = Worker()
    yield started
    started.stop()


@dataclass(frozen=True)
class Killing:
    """A bucket for all cases, and a database for each."""

    worker: Worker
    aws: LocalAws
    s3: S3Client
    glue: GlueClient
    bucket: str

    def prepare(self, *, is_new: bool) -> Lake:
        """Nothing at all; or older rows, a catalog that lacks a column, and a stray object."""
        for page in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            self.s3.delete_object(Bucket=self.bucket, Key=page["Key"])
        lake = Lake(self.s3, self.glue, make_table(self.bucket, f"lake_{uuid.uuid4().hex[:12]}"))
        if not is_new:
            lake.overwrite(OLD)
            lake.put("stray.parquet", b"x")
        return lake

    def overwrite(self, lake: Lake, number: int = 0, when: str = "before") -> dict[str, Any]:
        return self.worker.run(
            {
                "endpoint": self.aws.endpoint,
                "bucket": self.bucket,
                "database": lake.table.database,
                "columns": [COLUMN],
                "races": NEW,
                "number": number,
                "when": when,
            }
        )


@pytest.fixture
def killing(aws: LocalAws, s3: S3Client, bucket: str, worker: Worker) -> Iterator[Killing]:
    glue = make_glue_client(aws.endpoint)
    yield Killing(worker, aws, s3, glue, bucket)
    for found in glue.get_databases()["DatabaseList"]:
        if found["Name"].startswith("lake_"):
            glue.delete_database(Name=found["Name"])
    glue.close()


def state(lake: Lake) -> tuple[Any, ...]:
    """All that an overwrite leaves: rows, objects, columns in the catalog."""
    rows = lake.read()
    assert rows is not None
    columns = [
        [column["Name"] for column in found["StorageDescriptor"]["Columns"]]
        for found in (lake.table_in_glue(), lake.day_in_glue())
    ]
    return facts(rows), rows.schema.names, lake.stored(), columns


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "replacing"])
def test_killed_at_every_request_then_run_again(killing: Killing, is_new: bool) -> None:
    before, after = (None, told_by(NEW)) if is_new else (told_by(OLD), told_by(MERGED))
    lake = killing.prepare(is_new=is_new)
    undisturbed = killing.overwrite(lake)
    assert undisturbed["code"] == 0
    expected = state(lake)
    assert expected[0] == after
    assert expected[3] == [[*SCHEMA.names, COLUMN]] * 2

    seen = []
    for number, request in enumerate(undisturbed["requests"], start=1):
        for when in ("before", "after"):
            case = f"killed {when} request {number} ({request})"
            lake = killing.prepare(is_new=is_new)
            died = killing.overwrite(lake, number, when)
            assert died["code"] == KILLED, case
            rows: pa.Table | None = lake.read()
            found = facts(rows)
            assert found in (before, after), case
            seen.append(found)
            assert killing.overwrite(lake)["code"] == 0, case
            assert state(lake) == expected, case

    print(f"{len(seen)} cases over {undisturbed['requests']}")
    assert before in seen
    assert after in seen
