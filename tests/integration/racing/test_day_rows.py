"""The rows of a day from the raw archive and, without one, from its CSV."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from include.errors import PayloadError
from include.lake.partition_overwrite import NewRows
from include.racing.csv_file import write_csv
from include.racing.day_rows import UNREADABLE, rows
from include.racing.errors import UnknownMarkupError
from include.racing.stored_csv import report
from include.warehouse import ledger
from include.warehouse.ledger import Status
from tests.integration.racing.archived_day import (
    COUNTRY,
    DAY,
    FIRST_SCRAPE,
    NOW,
    PARTITION,
    SECOND_SCRAPE,
    ArchivedDay,
    archived_day,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration


@pytest.fixture
def day(s3: S3Client, bucket: str, warehouse_url: str, tmp_path: Path) -> Iterator[ArchivedDay]:
    yield from archived_day(s3, bucket, warehouse_url, tmp_path)


def told(new: NewRows | None) -> NewRows:
    assert new is not None
    return new


def races_of(new: NewRows | None) -> set[str]:
    return set(told(new).table["race_id"].to_pylist())


def test_all_stored_races_come_with_the_time_when_the_source_gave_them(day: ArchivedDay) -> None:
    day.list(day.races)
    day.store(day.races[1:])
    day.store(day.races[:1], now=SECOND_SCRAPE)

    new = told(rows(PARTITION, day.tools()))

    assert races_of(new) == set(day.ids())
    by_race = dict(zip(new.table["race_id"].to_pylist(), new.table["scraped_at"].to_pylist(), strict=True))
    assert by_race == dict.fromkeys(day.ids(), FIRST_SCRAPE) | {day.ids()[0]: SECOND_SCRAPE}
    expected = [len(day.source.result(race.id).runners) for race in day.races]
    assert new.table.num_rows == sum(expected)


def test_nothing_anywhere_is_nothing(day: ArchivedDay) -> None:
    assert rows(PARTITION, day.tools()) is None
    assert rows(PARTITION, day.tools(publish_only=True)) is None


def test_races_that_were_never_had_count_as_failed(day: ArchivedDay) -> None:
    stored, failed, pending = day.races[:3]
    day.list([stored, failed, pending])
    day.store([stored])
    day.fail(failed.api_id)

    new = told(rows(PARTITION, day.tools()))

    assert races_of(new) == {stored.api_id}
    assert set(new.details["listed"]) == {stored.api_id, failed.api_id, pending.api_id}
    assert set(new.details["failed"]) == {failed.api_id, pending.api_id}


def test_a_race_that_could_not_be_renewed_comes_as_it_is_stored(day: ArchivedDay) -> None:
    day.list(day.races[:1])
    day.store(day.races[:1])
    day.fail(day.ids()[0])

    new = told(rows(PARTITION, day.tools()))

    assert races_of(new) == set(day.ids()[:1])
    assert set(new.table["scraped_at"].to_pylist()) == {FIRST_SCRAPE}
    assert new.details["failed"] == []


def test_a_race_that_is_half_replaced_is_not_read(day: ArchivedDay) -> None:
    day.list(day.races[:1])
    day.store(day.races[:1])
    race_id = day.ids()[0]
    ledger.record_pending(
        day.connection, "racing", race_id, day=DAY, reason=ledger.REPLACING, run_id="run-2", now=NOW
    )

    new = told(rows(PARTITION, day.tools()))

    assert (races_of(new), new.details["failed"]) == (set(), [race_id])


def test_when_all_failed_there_are_no_rows_and_all_are_told_as_failed(day: ArchivedDay) -> None:
    day.list(day.races)

    new = told(rows(PARTITION, day.tools()))

    assert (new.table.num_rows, set(new.details["failed"])) == (0, set(day.ids()))


def test_an_answer_that_cannot_be_read_costs_no_other_race(day: ArchivedDay) -> None:
    day.list(day.races)
    day.store(day.races)
    broken, damaged = day.races[0], day.races[1]
    day.put(day.key(broken), gzip.compress(b'{"race_id": 5}'))
    day.put(day.key(damaged), gzip.compress(b"x" * 1000)[:20])

    new = told(rows(PARTITION, day.tools()))

    assert races_of(new) == set(day.ids()[2:])
    assert set(new.details["failed"]) == set(day.ids()[:2])
    entry = day.entry(broken.api_id)
    assert (entry.status, entry.reason, entry.run_id) == (Status.STORED, "UnknownMarkupError", "run-1")
    assert (entry.error or "").startswith(UNREADABLE)
    assert "damaged" in (day.entry(damaged.api_id).error or "")


def test_an_unreadable_answer_counts_as_one_attempt_however_often_it_is_read(day: ArchivedDay) -> None:
    day.list(day.races[:1])
    day.store(day.races[:1])
    day.put(day.key(day.races[0]), b"{}")

    for _ in range(3):
        rows(PARTITION, day.tools())

    assert day.entry(day.ids()[0]).attempts == 1


def test_what_can_be_read_again_is_no_longer_noted(day: ArchivedDay) -> None:
    day.list(day.races[:2])
    day.store(day.races[:2])
    day.fail(day.ids()[1])
    whole = day.get(day.key(day.races[0]))
    day.put(day.key(day.races[0]), b"{}")
    rows(PARTITION, day.tools())
    day.put(day.key(day.races[0]), whole or b"")

    rows(PARTITION, day.tools())

    entry = day.entry(day.ids()[0])
    assert (entry.error, entry.reason, entry.checked_at) == (None, None, FIRST_SCRAPE)
    assert day.entry(day.ids()[1]).reason == "SourceBlockedError"


def test_a_dry_run_notes_nothing(day: ArchivedDay) -> None:
    day.list(day.races[:1])
    day.store(day.races[:1])
    day.put(day.key(day.races[0]), b"{}")

    new = told(rows(PARTITION, day.tools(dry_run=True)))

    assert new.details["failed"] == [day.ids()[0]]
    assert day.entry(day.ids()[0]).error is None


def test_void_races_have_no_rows_and_are_told(day: ArchivedDay) -> None:
    void, run = day.races[:2]
    day.source.marks.set(void.id, void=True)
    day.list([void, run])
    day.store([void, run])

    new = told(rows(PARTITION, day.tools()))

    assert races_of(new) == {run.api_id}
    assert (new.details["void"], new.details["failed"]) == ([void.api_id], [])


def test_a_race_that_is_no_longer_listed_is_told_by_its_absence(day: ArchivedDay) -> None:
    day.list(day.races)
    day.store(day.races)
    day.list(day.races[1:])

    new = told(rows(PARTITION, day.tools()))

    assert set(new.details["listed"]) == set(day.ids()[1:])
    assert races_of(new) == set(day.ids())


def test_other_days_and_countries_stay_out(day: ArchivedDay) -> None:
    day.list(day.races[:1])
    day.store(day.races[:1])
    key = day.key(day.races[0])
    for other in (key.replace(str(DAY), "2025-11-15"), key.replace("/ire/", "/gb/"), f"{key}.bak"):
        day.put(other, b"{}")

    assert races_of(rows(PARTITION, day.tools())) == set(day.ids()[:1])


def test_an_archive_that_the_ledger_does_not_know_is_read(day: ArchivedDay) -> None:
    day.store(day.races)
    day.connection.execute("DELETE FROM ops.ingest_ledger")

    new = told(rows(PARTITION, day.tools(publish_only=True)))

    assert races_of(new) == set(day.ids())
    assert (new.details["listed"], new.details["failed"]) == (None, [])


def test_a_race_of_both_sources_comes_once_under_the_number_that_is_listed(day: ArchivedDay) -> None:
    day.list(day.races, "racing_post")
    day.store(day.races, "racing_post")
    day.list(day.races)
    day.store(day.races[1:], now=SECOND_SCRAPE)

    new = told(rows(PARTITION, day.tools()))

    assert races_of(new) == {day.races[0].id, *day.ids()[1:]}
    assert set(new.details["listed"]) == set(day.ids())
    assert new.details["failed"] == [day.ids()[0]]


def test_of_two_sources_that_nobody_lists_the_younger_answer_is_taken(day: ArchivedDay) -> None:
    for name, now in (("racing_api", SECOND_SCRAPE), ("racing_post", FIRST_SCRAPE)):
        day.store(day.races[:1], name, now=now)
        ledger.annotate(
            day.connection,
            "racing",
            {day.id_of(day.races[0], name): {"country": COUNTRY}},
        )

    assert races_of(rows(PARTITION, day.tools())) == {day.races[0].api_id}


def csv_of(day: ArchivedDay) -> bytes:
    day.list(day.races)
    day.store(day.races)
    body = write_csv(told(rows(PARTITION, day.tools())).table, COUNTRY, DAY)
    for race in day.races:
        day.s3.delete_object(Bucket=day.bucket, Key=day.key(race))
    return body


def test_without_an_archive_the_csv_in_s3_is_published_before_the_local_one(day: ArchivedDay) -> None:
    body = csv_of(day)
    day.put("data/dates/ire/2025_11_16.csv", body)
    day.local("2025_11_16.csv").parent.mkdir(parents=True)
    day.local("2025_11_16.csv").write_bytes(b"broken")

    new = told(rows(PARTITION, day.tools(publish_only=True)))

    assert races_of(new) == set(day.ids())
    assert new.details["listed"] is None


def test_without_any_the_local_csv_is_published(day: ArchivedDay) -> None:
    body = csv_of(day)
    day.local("2025_11_16.csv").parent.mkdir(parents=True)
    day.local("2025_11_16.csv").write_bytes(body)

    assert races_of(rows(PARTITION, day.tools(publish_only=True))) == set(day.ids())


def test_a_local_csv_that_differs_from_the_one_in_s3_is_left_and_that_is_told(day: ArchivedDay) -> None:
    day.put("data/dates/ire/2025_11_16.csv", csv_of(day))
    day.local("2025_11_16.csv").parent.mkdir(parents=True)
    day.local("2025_11_16.csv").write_bytes(b"broken")

    told_of = report(rows(PARTITION, day.tools(publish_only=True)))

    path, host = day.local("2025_11_16.csv"), socket.gethostname()
    assert told_of == {
        "read_from": "CSV in S3",
        "file_name": f"s3://{day.bucket}/data/dates/ire/2025_11_16.csv",
        "unread_columns": [],
        "other_days": 0,
        "notes": [f"{path} on {host} differs and was not read: S3 goes first"],
    }


FOREIGN = (
    "Date,Region,Course,Off,Name,Pos,Horse,BSP,Lengths\n"
    "2025-11-16,{region},Naas,1:00,Race,1.0,Horse A,4.2,x\n"
    "2025-11-15,{region},Naas,1:00,Race,1.0,Horse A,4.2,x\n"
)


def lay(day: ArchivedDay, body: str) -> None:
    """Lay a file of another program where a person lays it by hand."""
    day.local("2025_11_16.csv").parent.mkdir(parents=True)
    day.local("2025_11_16.csv").write_text(body)


def test_a_file_of_another_program_is_reported_with_what_is_not_read_of_it(
    day: ArchivedDay,
) -> None:
    lay(day, FOREIGN.format(region="IRE"))

    new = told(rows(PARTITION, day.tools(publish_only=True)))

    host = socket.gethostname()
    assert new.table.select(["horse", "pos"]).to_pylist() == [{"horse": "Horse A", "pos": "1"}]
    assert report(new) == {
        "read_from": f"CSV on {host}",
        "file_name": f"{day.local('2025_11_16.csv')} on {host}",
        "unread_columns": ["BSP", "Lengths"],
        "other_days": 1,
        "notes": [],
    }


def test_a_file_in_the_folder_of_another_country_is_an_error_that_names_it(day: ArchivedDay) -> None:
    lay(day, FOREIGN.format(region="FR"))

    with pytest.raises(UnknownMarkupError) as raised:
        rows(PARTITION, day.tools(publish_only=True))

    assert str(raised.value).startswith(f"{day.local('2025_11_16.csv')} on {socket.gethostname()}: ")
    assert "got those of fr 2025-11-16 in line 2" in str(raised.value)


def test_a_local_file_that_cannot_be_opened_is_not_taken_for_absent(day: ArchivedDay) -> None:
    day.local("2025_11_16.csv").mkdir(parents=True)

    with pytest.raises(PayloadError, match=r"2025_11_16\.csv on .* could not be read: Is a directory"):
        rows(PARTITION, day.tools(publish_only=True))


def test_what_was_found_is_told_also_when_it_is_nothing_or_raw_answers(day: ArchivedDay) -> None:
    assert report(rows(PARTITION, day.tools(publish_only=True))) == {"read_from": "nothing"}
    day.list(day.races)
    day.store(day.races)
    assert report(rows(PARTITION, day.tools(publish_only=True))) == {"read_from": "raw answers"}


def test_a_scrape_never_takes_a_csv_for_what_the_source_said(day: ArchivedDay) -> None:
    day.put("data/dates/ire/2025_11_16.csv", csv_of(day))

    assert told(rows(PARTITION, day.tools())).table.num_rows == 0


def test_a_broken_csv_says_what_is_wrong(day: ArchivedDay) -> None:
    day.put("other/ire/2025_11_16.csv", b"a,b\n1,2\n")

    with pytest.raises(UnknownMarkupError):
        rows(PARTITION, day.tools(publish_only=True, prefix_dates="other"))


def test_the_archive_goes_before_the_csv(day: ArchivedDay) -> None:
    day.put("data/dates/ire/2025_11_16.csv", b"broken")
    day.list(day.races[:1])
    day.store(day.races[:1])

    assert races_of(rows(PARTITION, day.tools(publish_only=True))) == set(day.ids()[:1])
