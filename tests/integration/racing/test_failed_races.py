"""Which races of the ledger count as failed, on a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from include.racing.failures import FailedRace, failed_races
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status

pytestmark = pytest.mark.integration

DAY = date(2025, 11, 17)
NOW = datetime(2025, 11, 18, 0, 30, tzinfo=UTC)
Connection = psycopg.Connection[Any]


def list_race(conn: Connection, race_id: str, *, country: str = "gb", day: date = DAY) -> None:
    details = {"country": country, "course": "Newbury", "off": "13:50"}
    entry = LedgerEntry(
        dataset="racing", item=race_id, day=day, status=Status.PENDING, reason="listed", details=details
    )
    ledger.list_items(conn, [entry, replace(entry, dataset="other")])


def store(conn: Connection, race_id: str, now: datetime = NOW) -> None:
    ledger.record_stored(
        conn, "racing", race_id, day=DAY, content_hash="a", address=None, run_id="run-1", now=now
    )


def fail(conn: Connection, race_id: str, *, day: date = DAY, now: datetime = NOW) -> None:
    ledger.record_failed(
        conn,
        "racing",
        race_id,
        day=day,
        reason="SourceBlockedError",
        error="406",
        address=f"http://source/{race_id}",
        run_id="run-2",
        now=now,
    )


def failures(conn: Connection, **asked: Any) -> list[FailedRace]:
    query: dict[str, Any] = {"since": None, "first": DAY, "last": DAY, "countries": ["gb", "ire", "fr"]}
    return failed_races(conn, **query | asked)


def test_failed_races_and_those_not_renewed_count(warehouse: Connection) -> None:
    for race_id in ("failed", "stored", "stale", "pending", "shell", "given_up"):
        list_race(warehouse, race_id)
    for race_id in ("stored", "stale"):
        store(warehouse, race_id)
    for race_id in ("failed", "stale", "given_up"):
        fail(warehouse, race_id)
    ledger.mark_known_missing(warehouse, "racing", "given_up", reason="abandoned", by="ann")
    ledger.record_pending(
        warehouse,
        "racing",
        "shell",
        day=DAY,
        reason="incomplete_at_source",
        error="3 of 9 runners",
        run_id="run-2",
        now=NOW,
    )

    found = {race.id: (race.error_type, race.is_stored) for race in failures(warehouse)}

    assert found == {
        "failed": ("SourceBlockedError", False),
        "stale": ("SourceBlockedError", True),
        "shell": ("incomplete_at_source", False),
    }


def test_a_failed_race_tells_what_is_known_of_it(warehouse: Connection) -> None:
    list_race(warehouse, "r1")
    store(warehouse, "r1", now=NOW - timedelta(days=1))
    fail(warehouse, "r1")
    fail(warehouse, "r1")

    assert failures(warehouse) == [
        FailedRace(
            id="r1",
            day=DAY,
            country="gb",
            course="Newbury",
            address="http://source/r1",
            error_type="SourceBlockedError",
            message="406",
            attempts=2,
            since=NOW - timedelta(days=1),
            failed_at=NOW,
            is_stored=True,
        )
    ]


def test_only_days_and_countries_that_are_asked_for(warehouse: Connection) -> None:
    for number, (country, day) in enumerate(
        [("gb", DAY), ("ire", DAY), ("gb", DAY + timedelta(days=1)), ("gb", DAY - timedelta(days=1))]
    ):
        list_race(warehouse, f"r{number}", country=country, day=day)
        fail(warehouse, f"r{number}", day=day)

    assert [race.id for race in failures(warehouse, countries=["gb"])] == ["r0"]
    assert [race.id for race in failures(warehouse, last=DAY + timedelta(days=1))] == ["r0", "r1", "r2"]


def test_what_was_broken_before_since_is_left_out(warehouse: Connection) -> None:
    for race_id, stored_at in (("old", NOW - timedelta(hours=49)), ("young", NOW - timedelta(hours=47))):
        list_race(warehouse, race_id)
        store(warehouse, race_id, now=stored_at)
        fail(warehouse, race_id)

    assert [race.id for race in failures(warehouse, since=NOW - timedelta(hours=48))] == ["young"]


def test_a_race_that_is_no_longer_listed_is_not_missing(warehouse: Connection) -> None:
    for race_id in ("gone", "there"):
        list_race(warehouse, race_id)
        fail(warehouse, race_id)
    ledger.annotate(warehouse, "racing", {"gone": {"listed": False}, "there": {"listed": True}})

    assert [race.id for race in failures(warehouse)] == ["there"]
