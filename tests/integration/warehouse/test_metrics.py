"""Metrics on a real server."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from include.warehouse import metrics

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]


def test_a_metric_has_its_last_value(warehouse: Connection) -> None:
    for run, value in (("run-1", 90.0), ("run-2", 97.5)):
        metrics.record(
            warehouse,
            "espn_data",
            {"completeness_pct": value},
            run_id=run,
            units={"completeness_pct": "%"},
            zones={"completeness_pct": "green"},
        )

    found = metrics.read(warehouse, "espn_data")["completeness_pct"]
    assert (found.value, found.unit, found.zone, found.run_id) == (97.5, "%", "green", "run-2")
    assert not found.is_stale
    assert found.measured_at is not None


def test_a_metric_that_was_not_measured_stays_and_is_marked_stale(warehouse: Connection) -> None:
    metrics.record(warehouse, "espn_data", {"pbp_file_count": 12, "total_size_gb": 1.5}, run_id="run-1")

    metrics.mark_stale(warehouse, "espn_data", ["pbp_file_count"])

    found = metrics.read(warehouse, "espn_data")
    assert {name: (metric.value, metric.is_stale) for name, metric in found.items()} == {
        "pbp_file_count": (12.0, True),
        "total_size_gb": (1.5, False),
    }


def test_a_new_value_is_no_longer_stale(warehouse: Connection) -> None:
    metrics.mark_stale(warehouse, "espn_data", ["pbp_file_count"])
    assert metrics.read(warehouse, "espn_data")["pbp_file_count"].measured_at is None

    metrics.record(warehouse, "espn_data", {"pbp_file_count": 12}, run_id="run-1")

    assert not metrics.read(warehouse, "espn_data")["pbp_file_count"].is_stale


def test_a_metric_may_have_no_value(warehouse: Connection) -> None:
    metrics.record(warehouse, "espn_data", {"last_update_hours": None}, run_id="run-1")

    assert metrics.read(warehouse, "espn_data")["last_update_hours"].value is None


def test_categories_are_apart(warehouse: Connection) -> None:
    metrics.record(warehouse, "espn_data", {"size": 1}, run_id="run-1")
    metrics.record(warehouse, "nba_data", {"size": 2}, run_id="run-1")

    assert metrics.read(warehouse, "espn_data")["size"].value == 1
