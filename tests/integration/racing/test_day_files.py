"""The files beside the lake after publishing: CSV, logs, what a retry brought, in S3 and on local disk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from include.lake.partition_overwrite import NewRows, Overwritten
from include.lake.s3_errors import ArchiveUnavailableError
from include.racing import failure_log
from include.racing.csv_file import read_csv
from include.racing.day_files import after
from include.racing.day_paths import day_paths
from include.racing.day_rows import rows
from include.racing.local_files import clean_local_csvs
from include.warehouse import ledger
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
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration

CSV = "data/dates/ire/2025_11_16.csv"
FAILURES = "data/dates/ire/2025_11_16_failures.log"
RESOLVED = "data/dates/ire/2025_11_16_failures_resolved.log"
RETRY = "data/dates/ire/2025_11_16_retry.csv"


@pytest.fixture
def day(s3: S3Client, bucket: str, warehouse_url: str, tmp_path: Path) -> Iterator[ArchivedDay]:
    for one in archived_day(s3, bucket, warehouse_url, tmp_path):
        one.list(one.races)
        one.store(one.races)
        yield one


def overwritten(table: pa.Table | None) -> Overwritten:
    return Overwritten(
        status="absent" if table is None else "written",
        table=table,
        rows=0 if table is None else table.num_rows,
        rows_before=0,
        kept=0,
        report={},
        tries=1,
        strays=0,
        glue="kept",
        etag=None,
        requests=0,
    )


def publish(day: ArchivedDay, *, dry_run: bool = False, **options: Any) -> dict[str, Any]:
    """What follows a publishing of what is stored."""
    tools = day.tools(dry_run=dry_run, **options)
    new = rows(PARTITION, tools)
    return after(PARTITION, overwritten(None if new is None else new.table), new, tools)


def lines(day: ArchivedDay, key: str) -> list[dict[str, Any]] | None:
    body = day.get(key)
    return None if body is None else [json.loads(line) for line in body.decode().splitlines()]


def test_the_csv_holds_the_rows_of_the_lake_in_s3_and_on_disk(day: ArchivedDay) -> None:
    new = rows(PARTITION, day.tools())
    assert new is not None

    told = after(PARTITION, overwritten(new.table), new, day.tools())

    body = day.get(CSV) or b""
    assert told == {
        "csv": "written",
        "failures": 0,
        "resolved": 0,
        "retry_rows": 0,
        "kept": 0,
        "created_at": None,
    }
    shown = ["race_id", "horse_id", "pos", "or", "rpr", "ts", "prize", "scraped_at"]
    assert read_csv(body, COUNTRY, DAY).select(shown).equals(new.table.select(shown))
    assert day.local("2025_11_16.csv").read_bytes() == body
    assert body.count(b"\n") == new.table.num_rows + 1


def test_the_same_rows_are_written_once(day: ArchivedDay) -> None:
    publish(day)
    written_at = day.s3.head_object(Bucket=day.bucket, Key=CSV)["ETag"]
    local = os.stat(day.local("2025_11_16.csv"))

    assert publish(day)["csv"] == "unchanged"
    assert day.s3.head_object(Bucket=day.bucket, Key=CSV)["ETag"] == written_at
    assert os.stat(day.local("2025_11_16.csv")).st_ino == local.st_ino


def test_a_lost_local_file_is_written_again(day: ArchivedDay) -> None:
    publish(day)
    day.local("2025_11_16.csv").unlink()

    publish(day)

    assert day.local("2025_11_16.csv").read_bytes() == day.get(CSV)


def test_an_absent_partition_has_no_csv(day: ArchivedDay) -> None:
    told = after(PARTITION, overwritten(None), None, day.tools())

    assert (told["csv"], day.get(CSV), day.local("2025_11_16.csv").exists()) == ("absent", None, False)


def test_the_prefix_of_s3_is_an_option(day: ArchivedDay) -> None:
    publish(day, prefix_dates="elsewhere")

    assert day.get("elsewhere/ire/2025_11_16.csv") == day.local("2025_11_16.csv").read_bytes()


def test_a_dry_run_writes_nothing(day: ArchivedDay) -> None:
    day.fail(day.ids()[0])
    before = day.keys()

    told = publish(day, dry_run=True)

    assert told.pop("kept") > 0
    assert told.pop("created_at") is None
    assert told == {"csv": "would_write", "failures": 1, "resolved": 0, "retry_rows": 0}
    assert (day.keys(), list(day.data_dir.iterdir())) == (before, [])
    assert "runners" not in day.entry(day.ids()[0]).details


def test_no_failures_no_log(day: ArchivedDay) -> None:
    publish(day)

    assert (day.get(FAILURES), day.get(RESOLVED)) == (None, None)
    assert [path.name for path in day.local("").iterdir()] == ["2025_11_16.csv"]


def test_failures_are_logged_by_race_id_with_all_that_is_known(day: ArchivedDay) -> None:
    first, second = sorted(day.ids())[:2]
    for race_id in (second, first):
        day.fail(race_id)
    day.fail(second)

    assert publish(day)["failures"] == 2

    logged = lines(day, FAILURES) or []
    assert [(line["race_id"], line["attempts"]) for line in logged] == [(first, 1), (second, 2)]
    course = next(race.course.label for race in day.races if race.api_id == first)
    assert logged[0] == {
        "race_id": first,
        "course": course,
        "date": "2025-11-16",
        "country": "ire",
        "url": f"http://source/v1/results/{first}",
        "error_type": "SourceBlockedError",
        "message": "the source answered 406",
        "attempts": 1,
        "time": "2025-11-20T00:30:00+00:00",
    }
    assert day.local("2025_11_16_failures.log").read_bytes() == day.get(FAILURES)


def test_rows_of_failed_races_and_of_those_not_let_go_are_counted_as_kept(day: ArchivedDay) -> None:
    failed, withdrawn = day.ids()[:2]
    day.fail(failed)
    new = rows(PARTITION, day.tools())
    assert new is not None
    told = replace(overwritten(new.table), report={"unlisted_kept": [withdrawn], "shrunk_kept": [failed]})

    races = new.table["race_id"].to_pylist()
    kept = after(PARTITION, told, new, day.tools())["kept"]
    assert kept == races.count(failed) + races.count(withdrawn) > 0


def test_a_log_is_the_same_when_nothing_happened(day: ArchivedDay) -> None:
    day.fail(day.ids()[0])
    publish(day)
    etag = day.s3.head_object(Bucket=day.bucket, Key=FAILURES)["ETag"]

    publish(day)

    assert day.s3.head_object(Bucket=day.bucket, Key=FAILURES)["ETag"] == etag
    assert day.get(RESOLVED) is None


def test_failures_are_logged_also_when_nothing_could_be_published(day: ArchivedDay) -> None:
    day.fail(day.ids()[0])

    told = after(PARTITION, overwritten(None), None, day.tools())

    assert (told["failures"], len(lines(day, FAILURES) or [])) == (1, 1)


def test_the_log_becomes_the_resolved_one_when_all_came(day: ArchivedDay) -> None:
    day.fail(day.ids()[0])
    day.fail(day.ids()[1])
    publish(day)
    log = day.get(FAILURES)
    day.store(day.races[:2], now=SECOND_SCRAPE)

    told = publish(day)

    assert (told["failures"], told["resolved"]) == (0, 2)
    assert (day.get(FAILURES), day.get(RESOLVED)) == (None, log)
    assert not day.local("2025_11_16_failures.log").exists()
    assert day.local("2025_11_16_failures_resolved.log").read_bytes() == log


def test_what_came_earlier_is_not_forgotten_when_the_rest_comes(day: ArchivedDay) -> None:
    first, second = sorted(day.ids()[:2])
    by_id = {race.api_id: race for race in day.races}
    for race_id in (first, second):
        day.fail(race_id)
    publish(day)
    day.store([by_id[first]], now=SECOND_SCRAPE)
    publish(day)
    assert [line["race_id"] for line in lines(day, FAILURES) or []] == [second]
    day.store([by_id[second]], now=SECOND_SCRAPE)

    publish(day)

    assert [line["race_id"] for line in lines(day, RESOLVED) or []] == [first, second]
    assert day.get(FAILURES) is None


def test_a_second_failure_is_resolved_beside_the_first(day: ArchivedDay) -> None:
    for hours in (0, 5):
        day.fail(day.ids()[0], now=SECOND_SCRAPE + timedelta(hours=hours))
        publish(day)
        day.store(day.races[:1], now=SECOND_SCRAPE)
        publish(day)

    assert [line["time"][11:13] for line in lines(day, RESOLVED) or []] == ["00", "05"]


def test_dying_before_the_log_is_deleted_loses_and_doubles_nothing(
    day: ArchivedDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    day.fail(day.ids()[0])
    publish(day)
    log = day.get(FAILURES)
    day.store(day.races[:1], now=SECOND_SCRAPE)

    class Dying:
        def __getattr__(self, name: str) -> Any:
            if name == "delete_object":
                raise ArchiveUnavailableError("the worker died")
            return getattr(day.s3, name)

    with pytest.raises(ArchiveUnavailableError):
        failure_log.write_logs(Dying(), day.bucket, day_paths(PARTITION, {}), [])  # type: ignore[arg-type]
    assert (day.get(FAILURES), day.get(RESOLVED)) == (log, log)

    publish(day)

    assert (day.get(FAILURES), day.get(RESOLVED)) == (None, log)


def test_a_line_that_is_not_ours_goes_over_to_the_resolved_log(day: ArchivedDay) -> None:
    day.put(FAILURES, b"an older program's words\n")

    publish(day)

    assert (day.get(FAILURES), day.get(RESOLVED)) == (None, b"an older program's words\n")


def test_a_retry_leaves_the_rows_of_the_races_that_came(day: ArchivedDay) -> None:
    came, still_missing = day.races[:2]
    day.fail(still_missing.api_id)

    told = publish(day, retried=[came.api_id, still_missing.api_id, "rac_of_another_day"])

    table = read_csv(day.get(RETRY) or b"", COUNTRY, DAY)
    assert set(table["race_id"].to_pylist()) == {came.api_id}
    assert told["retry_rows"] == table.num_rows == len(day.source.result(came.id).runners)
    assert day.local("2025_11_16_retry.csv").read_bytes() == day.get(RETRY)


def test_a_retry_that_brought_nothing_leaves_no_file(day: ArchivedDay) -> None:
    day.fail(day.ids()[0])

    assert publish(day, retried=day.ids()[:1])["retry_rows"] == 0
    assert day.get(RETRY) is None


def test_the_ledger_learns_of_runners_and_void_races(day: ArchivedDay) -> None:
    void, run = day.races[:2]
    day.source.marks.set(void.id, void=True)
    day.store([void], now=SECOND_SCRAPE)

    publish(day)

    assert day.entry(void.api_id).details["void"] is True
    details = day.entry(run.api_id).details
    assert (details["runners"], details["void"]) == (len(day.source.result(run.id).runners), False)
    assert (details["country"], details["listed"]) == (COUNTRY, True)


def test_a_second_publishing_writes_no_ledger_row(day: ArchivedDay) -> None:
    publish(day)
    query = "SELECT array_agg(xmin::text || ctid::text ORDER BY item) FROM ops.ingest_ledger"
    before = day.connection.execute(query).fetchone()

    publish(day)

    assert day.connection.execute(query).fetchone() == before


def test_void_races_of_the_lake_keep_their_number_of_runners(day: ArchivedDay) -> None:
    new = rows(PARTITION, day.tools())
    assert new is not None
    race_id = day.ids()[0]
    kept = new.table["race_id"].to_pylist().count(race_id)

    void = NewRows(new.table, {**new.details, "void": [race_id]})
    after(PARTITION, overwritten(new.table), void, day.tools())

    details = ledger.read(day.connection, "racing", [race_id])[race_id].details
    assert (details["runners"], details["void"]) == (kept, True)


def none_unsaved(names: Sequence[str]) -> list[str]:
    return []


def test_local_files_older_than_a_week_are_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "dates" / "ire"
    folder.mkdir(parents=True)
    old, young = NOW - timedelta(days=7, seconds=1), NOW - timedelta(days=6, hours=23)
    ages = {
        "2025_11_09.csv": old,
        "2025_11_09_failures.log": old,
        "2025_11_09_failures_resolved.log": old,
        "2025_11_09_retry.csv": old,
        f".2025_11_09.csv.{'0' * 32}.partial": old,
        "2025_11_10.csv": young,
        "notes.csv": old,
    }
    for name, written in ages.items():
        (folder / name).write_bytes(b"12345")
        os.utime(folder / name, (written.timestamp(), written.timestamp()))

    cleaned = clean_local_csvs(tmp_path, timedelta(days=7), NOW, none_unsaved)

    assert (cleaned.files, cleaned.bytes, cleaned.failures) == (5, 25, ())
    assert {path.name for path in folder.iterdir()} == {"2025_11_10.csv", "notes.csv"}


def test_an_old_local_csv_that_is_nowhere_else_stays(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "dates" / "gb"
    folder.mkdir(parents=True)
    for name in ("2018_06_03.csv", "2018_06_04.csv", "2018_06_04_retry.csv"):
        (folder / name).write_bytes(b"1")
        os.utime(folder / name, (0, 0))
    asked: list[str] = []

    def unsaved(names: Sequence[str]) -> list[str]:
        asked.extend(names)
        return ["gb/2018_06_03.csv"]

    assert clean_local_csvs(tmp_path, timedelta(days=7), NOW, unsaved).files == 2
    assert [path.name for path in folder.iterdir()] == ["2018_06_03.csv"]
    assert asked == ["gb/2018_06_03.csv", "gb/2018_06_04.csv"]


def test_cleaning_follows_no_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept = elsewhere / "2025_11_09.csv"
    kept.write_bytes(b"1")
    os.utime(kept, (0, 0))
    dates = tmp_path / "data" / "dates"
    (dates / "gb").mkdir(parents=True)
    (dates / "ire").symlink_to(elsewhere)
    (dates / "gb" / "2025_11_09.csv").symlink_to(kept)

    assert clean_local_csvs(tmp_path, timedelta(days=7), NOW, none_unsaved).files == 0
    assert kept.exists()


def test_without_local_files_there_is_nothing_to_clean(tmp_path: Path) -> None:
    assert clean_local_csvs(tmp_path, timedelta(days=7), NOW, none_unsaved).files == 0
