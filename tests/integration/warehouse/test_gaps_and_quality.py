"""Gaps and quality results on a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from include.warehouse import gaps, quality
from include.warehouse.gaps import Gap, Priority
from include.warehouse.quality import QualityResult

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
GAP = Gap(
    dataset="espn_raw", day=date(2025, 1, 15), item="1", kind="missing_game", priority=Priority.CRITICAL
)


def test_the_most_urgent_and_youngest_gap_comes_first(warehouse: Connection) -> None:
    low = replace(GAP, item="2", priority=Priority.LOW)
    high = replace(GAP, item="3", priority=Priority.HIGH)
    younger = replace(GAP, item="4", day=date(2025, 1, 16))

    assert gaps.upsert(warehouse, [low, GAP, high, younger]) == 4
    assert gaps.list_open(warehouse, "espn_raw") == (younger, GAP, high, low)


def test_a_known_gap_is_not_written_again(warehouse: Connection) -> None:
    gaps.upsert(warehouse, [GAP])

    assert gaps.upsert(warehouse, [GAP]) == 0
    assert gaps.upsert(warehouse, [replace(GAP, priority=Priority.HIGH)]) == 1


def test_a_gap_keeps_its_attempts_while_open_and_starts_anew_when_filled(warehouse: Connection) -> None:
    gaps.upsert(warehouse, [GAP])
    warehouse.execute("UPDATE ops.gaps SET attempts = 2")
    gaps.upsert(warehouse, [replace(GAP, kind="missing_day")])
    assert gaps.list_open(warehouse, "espn_raw")[0].attempts == 2

    warehouse.execute("UPDATE ops.gaps SET status = 'filled'")
    assert gaps.list_open(warehouse, "espn_raw") == ()
    gaps.upsert(warehouse, [GAP])

    assert gaps.list_open(warehouse, "espn_raw") == (GAP,)


def test_a_dead_gap_stays_dead(warehouse: Connection) -> None:
    gaps.upsert(warehouse, [GAP])
    warehouse.execute("UPDATE ops.gaps SET status = 'dead'")

    assert gaps.upsert(warehouse, [replace(GAP, kind="missing_day")]) == 0


def test_quality_results_are_kept_one_by_one(warehouse: Connection) -> None:
    result = QualityResult(
        dataset="espn_raw",
        check="games_per_day",
        status="passed",
        checked_at=datetime(2025, 1, 16, 12, tzinfo=UTC),
        day=date(2025, 1, 15),
        observed=12,
        expected_low=8,
        expected_high=14,
        details={"weekday": 3},
    )

    assert quality.append(warehouse, [result, replace(result, day=None, item="1", observed=7.5)]) == 2
    assert quality.append(warehouse, []) == 0

    rows = warehouse.execute(
        "SELECT check_name, day, item, status, observed, details FROM ops.quality_results ORDER BY id"
    ).fetchall()
    assert rows == [
        ("games_per_day", date(2025, 1, 15), None, "passed", 12.0, {"weekday": 3}),
        ("games_per_day", None, "1", "passed", 7.5, {"weekday": 3}),
    ]
