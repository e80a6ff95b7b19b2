"""The figures of the ESPN archive, measured on a small archive and ledger made for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from include.days import GAME_ZONE
from include.devstack.ports import free_port
from include.espn import metrics as espn_metrics
from include.espn.archive import DATASET
from include.espn.keys import EspnPrefixes
from include.warehouse import ledger, metrics
from include.warehouse.ledger import LedgerEntry, Status
from tests.fixtures.s3 import make_s3_client

pytestmark = pytest.mark.integration

PREFIXES = EspnPrefixes()
MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 14)
ARCHIVE_METRICS = {
    "pbp_file_count",
    "boxscore_file_count",
    "schedule_file_count",
    "team_stats_file_count",
    "last_update_hours",
    "oldest_data_days",
    "total_size_gb",
    "avg_file_size_kb",
    "small_files_count",
    "completeness_pct",
    "gap_days_count",
}


@pytest.fixture
def archive(s3: Any, bucket: str, warehouse: psycopg.Connection[Any]) -> str:
    """Games 1 and 2 are whole; 3 and 4 lack an object, 5 all; 6 is not played yet, 7 was called off."""
    put = {PREFIXES.schedule_key(day): 500 for day in (MONDAY, TUESDAY)}
    put |= dict.fromkeys(PREFIXES.game_keys("1") + PREFIXES.game_keys("2"), 2000)
    put |= {PREFIXES.game_keys("3")[0]: 1023, PREFIXES.game_keys("3")[1]: 1024}
    put |= dict.fromkeys(PREFIXES.game_keys("4")[1:], 3000)
    for key, size in put.items():
        s3.put_object(Bucket=bucket, Key=key, Body=b"x" * size)
    listed = [
        ("1", MONDAY, Status.PENDING, "final"),
        ("2", MONDAY, Status.PENDING, "final"),
        ("3", TUESDAY, Status.PENDING, "final"),
        ("4", TUESDAY, Status.PENDING, "final"),
        ("5", WEDNESDAY, Status.PENDING, "final"),
        ("6", WEDNESDAY, Status.PENDING, "not_started"),
        ("7", WEDNESDAY, Status.KNOWN_MISSING, "postponed"),
    ]
    entries = [
        LedgerEntry(dataset=DATASET, item=item, day=day, status=status, reason=reason)
        for item, day, status, reason in listed
    ]
    now = datetime.now(UTC)
    with warehouse.transaction():
        ledger.list_items(warehouse, entries)
        ledger.record_stored(
            warehouse, DATASET, "1", day=MONDAY, content_hash="a", address=None, run_id="run-1", now=now
        )
        ledger.record_failed(
            warehouse,
            DATASET,
            "5",
            day=WEDNESDAY,
            reason="SourceNotFoundError",
            error="gone",
            address=None,
            run_id="run-1",
            now=now,
        )
    return bucket


def newest(s3: Any, bucket: str) -> datetime:
    return max(entry["LastModified"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"])


def test_exact_values_of_a_small_archive(s3: Any, archive: str, warehouse: psycopg.Connection[Any]) -> None:
    now = newest(s3, archive) + timedelta(hours=30)
    measured = espn_metrics.measure(s3, archive, PREFIXES, warehouse, now)
    size = 2 * 500 + 6 * 2000 + 1023 + 1024 + 2 * 3000
    today = now.astimezone(GAME_ZONE).date()
    assert measured.stale == ()
    assert measured.values == {
        "schedule_file_count": 2,
        "boxscore_file_count": 3,
        "team_stats_file_count": 4,
        "pbp_file_count": 3,
        "last_update_hours": 30.0,
        "oldest_data_days": (today - MONDAY).days,
        "total_size_gb": round(size / 1e9, 6),
        "avg_file_size_kb": round(size / 12 / 1e3, 3),
        "small_files_count": 3,
        "completeness_pct": 40.0,
        "gap_days_count": 2,
    }


def test_empty_archive_has_counts_of_zero_and_nothing_to_measure(
    s3: Any, bucket: str, warehouse: psycopg.Connection[Any]
) -> None:
    values = espn_metrics.measure(s3, bucket, PREFIXES, warehouse, datetime.now(UTC)).values
    assert {name for name, value in values.items() if value is None} == {
        "last_update_hours",
        "oldest_data_days",
        "avg_file_size_kb",
        "completeness_pct",
    }
    assert {value for value in values.values() if value is not None} == {0}


def test_more_than_one_page_of_objects_is_counted_to_the_last(
    s3: Any, bucket: str, warehouse: psycopg.Connection[Any]
) -> None:
    for number in range(1001):
        s3.put_object(Bucket=bucket, Key=f"espn_play_by_play/{number}.json", Body=b"")
    values = espn_metrics.measure(s3, bucket, PREFIXES, warehouse, datetime.now(UTC)).values
    assert values["pbp_file_count"] == 1001


def test_game_that_is_being_replaced_counts_as_finished(
    s3: Any, archive: str, warehouse: psycopg.Connection[Any]
) -> None:
    with warehouse.transaction():
        ledger.record_pending(
            warehouse, DATASET, "1", day=MONDAY, reason="replacing", run_id="run-2", now=datetime.now(UTC)
        )
    values = espn_metrics.measure(s3, archive, PREFIXES, warehouse, datetime.now(UTC)).values
    assert values["completeness_pct"] == 40.0


def test_stopped_s3_server_makes_the_figures_stale_and_keeps_their_values(
    s3: Any, archive: str, warehouse: psycopg.Connection[Any]
) -> None:
    measured = espn_metrics.measure(s3, archive, PREFIXES, warehouse, datetime.now(UTC))
    with warehouse.transaction():
        metrics.record(warehouse, espn_metrics.CATEGORY, measured.values, run_id="run-1")
    before = metrics.read(warehouse, espn_metrics.CATEGORY)

    dead = make_s3_client(f"http://127.0.0.1:{free_port()}", retries={"total_max_attempts": 1})
    failed = espn_metrics.measure(dead, archive, PREFIXES, warehouse, datetime.now(UTC))
    dead.close()
    assert (failed.values, set(failed.stale)) == ({}, ARCHIVE_METRICS)
    with warehouse.transaction():
        metrics.mark_stale(warehouse, espn_metrics.CATEGORY, failed.stale)
    after = metrics.read(warehouse, espn_metrics.CATEGORY)
    assert {name: metric.value for name, metric in after.items()} == {
        name: metric.value for name, metric in before.items()
    }
    assert all(metric.is_stale for metric in after.values())


def test_listing_that_takes_too_long_makes_the_figures_stale(
    s3: Any, archive: str, warehouse: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(espn_metrics, "TIME_LIMIT_SECONDS", -1)
    measured = espn_metrics.measure(s3, archive, PREFIXES, warehouse, datetime.now(UTC))
    assert (measured.values, set(measured.stale)) == ({}, ARCHIVE_METRICS)


def test_ledger_that_takes_too_long_makes_only_its_own_figures_stale(
    s3: Any,
    archive: str,
    warehouse: psycopg.Connection[Any],
    warehouse_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(espn_metrics, "TIME_LIMIT_SECONDS", 1)
    warehouse.commit()
    with psycopg.connect(warehouse_url) as other:
        other.execute("LOCK TABLE ops.ingest_ledger")
        measured = espn_metrics.measure(s3, archive, PREFIXES, warehouse, datetime.now(UTC))
    assert set(measured.stale) == {"completeness_pct", "gap_days_count"}
    assert set(measured.values) == ARCHIVE_METRICS - set(measured.stale)


@pytest.mark.parametrize(
    ("name", "value", "zone"),
    [
        ("completeness_pct", 100.0, "green"),
        ("completeness_pct", 95.0, "green"),
        ("completeness_pct", 94.999, "yellow"),
        ("completeness_pct", 90.0, "yellow"),
        ("completeness_pct", 89.999, "red"),
        ("last_update_hours", 23.999, "green"),
        ("last_update_hours", 24.0, "yellow"),
        ("last_update_hours", 48.0, "yellow"),
        ("last_update_hours", 48.001, "red"),
        ("completeness_pct", None, None),
        ("pbp_file_count", 3.0, None),
    ],
)
def test_zones_at_their_bounds(name: str, value: float | None, zone: str | None) -> None:
    assert espn_metrics.zone(name, value) == zone
