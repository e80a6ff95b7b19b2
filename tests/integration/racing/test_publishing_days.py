"""A day from the raw archive to the lake and its files, scrape after scrape, read as its users read it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psycopg
import pytest

from include.devstack.aws import LocalAws
from include.lake.partition_errors import PartitionShrinkError
from include.lake.partition_overwrite import overwrite_partition
from include.lake.partition_table import LakeTable
from include.lake.read_partition import read_partition
from include.racing.adapter import ListedRace
from include.racing.blank_days import note_blank
from include.racing.day_files import after
from include.racing.day_lock import unlock_day
from include.racing.day_paths import day_paths
from include.racing.day_rows import rows
from include.racing.listing import note_listing
from include.racing.merge import merge
from include.racing.table import SCHEMA
from include.racing.verification import Stores, problems_of
from tests.integration.racing.archived_day import (
    COUNTRY,
    DAY,
    NOW,
    PARTITION,
    SECOND_SCRAPE,
    ArchivedDay,
    archived_day,
)

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration


class PublishedDay:
    """The archived day and its partition."""

    def __init__(self, day: ArchivedDay, glue: GlueClient) -> None:
        self.day = day
        self.glue = glue
        self.table = LakeTable(
            database=day.bucket.replace("-", "_"),
            name="rpscrape",
            bucket=day.bucket,
            prefix="datasets/rpscrape",
            schema=SCHEMA,
            partition_columns=("country", "date"),
            key_columns=("race_id", "horse_id"),
        )

    def publish(self, *, allow_shrink: bool = False, **options: Any) -> dict[str, Any]:
        """One publishing task; what it tells."""
        tools = self.day.tools(**options)
        new = rows(PARTITION, tools)
        done = overwrite_partition(
            self.day.s3,
            self.glue,
            self.table,
            PARTITION,
            new,
            merge,
            now=NOW,
            allow_shrink=allow_shrink,
        )
        return {"status": done.status, **done.report, **after(PARTITION, done, new, tools)}

    def horses(self) -> dict[str, set[str]]:
        """The horses of each race, as users read them."""
        table = read_partition(self.day.s3, self.glue, self.table.database, self.table.name, PARTITION)
        assert table is not None
        found: dict[str, set[str]] = {}
        for row in table.to_pylist():
            found.setdefault(row["race_id"], set()).add(row["horse"])
        return found

    def problems(self) -> list[str]:
        """What the run's verification finds."""
        stores = Stores(
            s3=self.day.s3,
            glue=self.glue,
            connection=self.day.connection,
            bucket=self.day.bucket,
            database=self.table.database,
            prefix_dates="data/dates",
        )
        return problems_of(stores, COUNTRY, DAY)


@pytest.fixture
def published(
    s3: S3Client, aws: LocalAws, bucket: str, warehouse_url: str, tmp_path: Path
) -> Iterator[PublishedDay]:
    glue: GlueClient = boto3.client(
        "glue",
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id=aws.access_key,
        aws_secret_access_key=aws.secret_key,
    )
    for day in archived_day(s3, bucket, warehouse_url, tmp_path):
        yield PublishedDay(day, glue)
    glue.close()


def test_a_blocked_scrape_publishes_what_came_and_the_retry_the_rest(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races[:2])
    for race_id in day.ids()[2:]:
        day.fail(race_id)

    first = published.publish()
    assert (first["status"], first["failures"], set(published.horses())) == (
        "written",
        3,
        set(day.ids()[:2]),
    )
    assert published.problems() == []

    day.store(day.races[2:], now=SECOND_SCRAPE)
    second = published.publish(retried=day.ids()[2:])

    assert (second["failures"], second["resolved"], set(published.horses())) == (0, 3, set(day.ids()))
    assert second["retry_rows"] == sum(len(published.horses()[race_id]) for race_id in day.ids()[2:])
    assert published.problems() == []


def test_another_publisher_waits_until_the_files_tell_what_the_partition_has(
    published: PublishedDay, warehouse_url: str
) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    with psycopg.connect(warehouse_url, autocommit=True) as other:
        other.execute("SET lock_timeout = '50ms'")
        tools = replace(day.tools(), connection=other)
        rows(PARTITION, day.tools())
        with pytest.raises(psycopg.errors.LockNotAvailable):
            rows(PARTITION, tools)
        assert rows(PARTITION, replace(tools, dry_run=True)) is not None

    published.publish()
    unlock_day(day.connection, day_paths(PARTITION, {}))
    with psycopg.connect(warehouse_url, autocommit=True) as other:
        other.execute("SET lock_timeout = '50ms'")
        assert rows(PARTITION, replace(tools, connection=other)) is not None


def test_an_answer_that_became_unreadable_leaves_the_rows_of_the_lake(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    before = published.horses()
    day.put(day.key(day.races[0]), b"<html>")

    told = published.publish(publish_only=True)

    assert (told["status"], told["failed_kept"], told["failures"]) == ("unchanged", day.ids()[:1], 1)
    assert (published.horses(), published.problems()) == (before, [])


def test_the_other_source_replaces_races_and_makes_no_second_copy(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races, "racing_post")
    day.store(day.races, "racing_post")
    published.publish()
    assert set(published.horses()) == set(day.ids("racing_post"))
    day.list(day.races)
    day.store(day.races[1:], now=SECOND_SCRAPE)
    day.fail(day.ids()[0])

    told = published.publish()

    assert set(published.horses()) == {day.races[0].id, *day.ids()[1:]}
    assert told["renamed"] == {race.id: race.api_id for race in day.races[1:]}
    assert published.problems() == []

    day.store(day.races[:1], now=SECOND_SCRAPE)
    published.publish()

    assert set(published.horses()) == set(day.ids())
    assert published.problems() == []


def test_a_race_that_its_source_numbers_anew_is_there_once(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    race = day.races[0]
    body = gzip.decompress(day.get(day.key(race)) or b"")
    number = ListedRace(
        id="rac_new", country=COUNTRY, day=DAY, course=race.course.label, off=f"{race.off:%H:%M}", address="x"
    )
    rest = [day.listed(other) for other in day.races[1:]]
    note_listing(day.connection, "racing_api", COUNTRY, DAY, [number, *rest], allow_shrink=False)
    day.put(
        day.key(race).replace(race.api_id, "rac_new"),
        gzip.compress(body.replace(race.api_id.encode(), b"rac_new")),
    )
    day.note_stored("rac_new", now=SECOND_SCRAPE)

    told = published.publish()

    assert set(published.horses()) == {"rac_new", *day.ids()[1:]}
    assert (told["renamed"], published.problems()) == ({race.api_id: "rac_new"}, [])


def test_a_withdrawn_race_stays_until_shrinking_is_allowed(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    gone = day.ids()[0]
    day.list(day.races[1:])

    kept = published.publish()
    assert (kept["status"], kept["unlisted_kept"], gone in published.horses()) == ("unchanged", [gone], True)

    dropped = published.publish(allow_shrink=True)
    assert (dropped["status"], dropped["unlisted_dropped"]) == ("written", [gone])
    assert published.publish()["status"] == "unchanged"
    assert set(published.horses()) == set(day.ids()[1:])
    assert published.problems() == []


def test_a_day_that_may_become_empty_leaves_no_race_in_its_csv(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    note_listing(day.connection, "racing_api", COUNTRY, DAY, [], allow_shrink=True)

    published.publish(allow_shrink=True)

    assert (published.horses(), published.problems()) == ({}, [])
    header = (day.get(f"data/dates/{COUNTRY}/2025_11_16.csv") or b"").split(b"\n")
    assert (header[0][:12], header[1:]) == (b"date,country", [b""])


def test_an_imported_day_of_which_the_source_has_no_race_stays_until_shrinking_is_allowed(
    published: PublishedDay,
) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    before = published.horses()
    # As if the day had come from a CSV: no answers, no ledger.
    for race in day.races:
        day.s3.delete_object(Bucket=day.bucket, Key=day.key(race))
    day.connection.execute("DELETE FROM ops.ingest_ledger")
    note_blank(day.connection, COUNTRY, DAY, run_id="run-3", now=NOW)

    with pytest.raises(PartitionShrinkError, match="5 are there"):
        published.publish()
    assert published.horses() == before
    published.publish(publish_only=True)
    assert published.horses() == before

    published.publish(allow_shrink=True)
    assert (published.horses(), published.problems()) == ({}, [])
    assert published.publish()["status"] == "unchanged"


def test_a_race_that_became_void_stays_until_shrinking_is_allowed(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    void = day.races[0]
    day.source.marks.set(void.id, void=True)
    day.store([void], now=SECOND_SCRAPE)

    assert published.publish()["void_kept"] == [void.api_id]
    assert published.problems() == []
    assert published.publish(allow_shrink=True)["void_dropped"] == [void.api_id]
    assert set(published.horses()) == set(day.ids()[1:])
    assert published.problems() == []


def test_a_partition_without_its_object_or_with_a_damaged_one_is_a_problem_of_its_day(
    published: PublishedDay,
) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    key = published.table.key(PARTITION)

    day.put(key, b"PAR1")
    (damaged,) = published.problems()
    day.s3.delete_object(Bucket=day.bucket, Key=key)
    (absent,) = published.problems()

    assert damaged.startswith(f"{COUNTRY} {DAY}: ")
    assert "no Parquet file that can be read" in damaged
    assert absent.startswith(f"{COUNTRY} {DAY}: ")
    assert key in absent


def test_fewer_runners_than_before_do_not_replace_a_race(published: PublishedDay) -> None:
    day = published.day
    day.list(day.races)
    day.store(day.races)
    published.publish()
    before = published.horses()
    day.source.marks.set(day.races[0].id, fewer_runners=2)
    day.store(day.races[:1], now=SECOND_SCRAPE)

    told = published.publish()

    assert (told["shrunk_kept"], published.horses(), published.problems()) == (day.ids()[:1], before, [])
