"""A whole run: which days it cleans, what it tells, and what it leaves in `ops.quality_results`."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.devstack.predictions import Day
from include.predictions import errors
from scorebook.workflows import bigquery_dedup
from tests.integration.predictions.running import DAY, Cleaning, TaskInstance, context

pytestmark = pytest.mark.integration
READ = "SELECT day::text, status, observed, details->>'deactivated', message, run_id FROM ops.quality_results"


@pytest.fixture
def runs(cleaning: Cleaning, warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> Cleaning:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    return cleaning


def load(cleaning: Cleaning, day: int, duplicates: int = 0) -> None:
    cleaning.predictions.load(Day(day=date(2026, 3, day), keys=5, duplicates=duplicates))


def test_older_days_with_duplicates_are_cleaned_and_clean_ones_are_not_mapped(runs: Cleaning) -> None:
    for day, duplicates in ((2, 0), (3, 4), (5, 0), (7, 2), (8, 0), (9, 0)):
        load(runs, day, duplicates)
    told = runs.whole(game_date=DAY, lookback_days=6)
    assert [(row["day"], row["status"], row["deactivated"]) for row in told] == [
        ("2026-03-03", "cleaned", 4),
        ("2026-03-07", "cleaned", 2),
        (DAY, "clean", 0),
    ]


def test_days_before_the_look_back_are_not_read(runs: Cleaning) -> None:
    for day, duplicates in ((2, 4), (6, 4), (9, 0)):
        load(runs, day, duplicates)
    told = runs.whole(game_date=DAY, lookback_days=3)
    assert [row["day"] for row in told] == ["2026-03-06", DAY]
    assert "2026-03-02" not in {day for job in runs.predictions.jobs() for day in job["days"]}


def test_the_look_back_is_one_count_for_all_days(runs: Cleaning) -> None:
    for day in (7, 8, 9):
        load(runs, day)
    runs.whole(game_date=DAY, lookback_days=10)
    assert runs.kinds() == [("select", "done")] * 2


def test_a_run_without_look_back_asks_for_its_own_day_only(runs: Cleaning) -> None:
    load(runs, 8, 3)
    load(runs, 9)
    assert [row["day"] for row in runs.whole(game_date=DAY, lookback_days=0)] == [DAY]
    assert runs.kinds() == [("select", "done")]


def test_a_range_is_cleaned_day_by_day(runs: Cleaning) -> None:
    for day in (6, 7, 8, 9):
        load(runs, day, 2)
    told = runs.whole(from_date="2026-03-07", to_date="2026-03-08")
    assert [(row["day"], row["deactivated"]) for row in told] == [("2026-03-07", 2), ("2026-03-08", 2)]


def test_results_are_noted_once_for_each_run_also_when_it_ends_twice(
    runs: Cleaning, warehouse: psycopg.Connection[Any]
) -> None:
    load(runs, 9, 3)
    runs.whole(game_date=DAY, lookback_days=0)
    runs.whole(game_date=DAY, lookback_days=0)
    runs.whole("run-2", game_date=DAY, lookback_days=0)
    assert sorted(warehouse.execute(READ), key=lambda row: row[5]) == [
        (DAY, "cleaned", 0.0, "3", None, "run-1"),
        (DAY, "clean", 0.0, "0", None, "run-2"),
    ]


def test_a_dry_run_notes_nothing_and_tells_its_plan(
    runs: Cleaning, warehouse: psycopg.Connection[Any]
) -> None:
    load(runs, 9, 3)
    with pytest.raises(AirflowSkipException, match="dry run"):
        runs.whole(game_date=DAY, lookback_days=5, dry_run=True)
    assert runs.figures["status"] == "would_clean"
    assert runs.predictions.jobs(modifies=True) == []
    assert list(warehouse.execute(READ)) == []


def test_a_day_that_told_nothing_is_noted_as_failed(
    runs: Cleaning, warehouse: psycopg.Connection[Any]
) -> None:
    params = {"game_date": DAY, "lookback_days": 0}
    checked = bigquery_dedup.check_params(context(TaskInstance(), **params))
    pulled = {"check_params": checked, "find_days": [{"day": DAY}], "clean": [None]}
    rows = bigquery_dedup.finish_run(context(TaskInstance(pulled=pulled), **params))
    assert rows[0]["status"] == "failed"
    assert [(row[0], row[1], row[2]) for row in warehouse.execute(READ)] == [(DAY, "failed", None)]


def test_a_look_back_that_is_refused_leaves_the_own_day_as_failed(
    runs: Cleaning, warehouse: psycopg.Connection[Any]
) -> None:
    runs.predictions.control.post("/faults", {"kind": "error", "reason": "accessDenied"})
    params = {"game_date": DAY, "lookback_days": 2}
    checked = bigquery_dedup.check_params(context(TaskInstance(), **params))
    with pytest.raises(errors.BigQueryForbiddenError):
        bigquery_dedup.find_days(checked, context(TaskInstance(), **params))
    bigquery_dedup.finish_run(context(TaskInstance(pulled={"check_params": checked}), **params))
    assert [(row[0], row[1]) for row in warehouse.execute(READ)] == [(DAY, "failed")]


def test_refused_params_leave_nothing(runs: Cleaning) -> None:
    with pytest.raises(AirflowFailException, match="type TODAY, YESTERDAY or a day as YYYY-MM-DD"):
        bigquery_dedup.check_params(context(TaskInstance(), game_date="9 March"))
    with pytest.raises(AirflowSkipException):
        bigquery_dedup.finish_run(context(TaskInstance()))


def test_a_wrong_location_is_told_before_anything_is_counted(
    runs: Cleaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_PREDICTIONS_LOCATION", "EU")
    with pytest.raises(errors.BigQueryLocationError, match="is in US, not in EU"):
        runs.whole(game_date=DAY)
    assert runs.kinds() == []


def test_a_key_column_that_the_table_lacks_is_told_with_those_it_has(runs: Cleaning) -> None:
    with pytest.raises(errors.ScorebookError, match=r"key_columns holds gameid, which \S+ does not have"):
        runs.whole(game_date=DAY, key_columns=["gameid"])
    assert runs.kinds() == []
