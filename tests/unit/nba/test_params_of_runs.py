"""The first task of both workflows: which days or season a run is about, or why it cannot be had."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

from scorebook.workflows import nba_daily, nba_season_backfill


def daily(run_type: str, moment: str, **params: Any) -> list[str]:
    """The days of a run whose interval starts, or that was started by hand, at a moment of UTC."""
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    run = SimpleNamespace(run_id="run-1", run_type=run_type, data_interval_start=at, logical_date=at)
    values = {"days": [], "refresh_days": 3, **params}
    context: Any = {"dag_run": run, "run_id": "run-1", "params": values}
    days: list[str] = nba_daily.check_params(context)["days"]
    return days


def test_a_scheduled_run_looks_back_from_the_new_york_day_of_its_interval() -> None:
    assert daily("scheduled", "2026-01-15T11:00") == ["2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"]


def test_a_backfill_asks_for_every_day_once() -> None:
    assert daily("backfill", "2026-01-15T11:00") == ["2026-01-15"]


@pytest.mark.parametrize(
    ("starts", "day"),
    [
        ("2025-11-01T10:00", "2025-11-01"),
        ("2025-11-02T11:00", "2025-11-02"),
        ("2026-03-07T11:00", "2026-03-07"),
        ("2026-03-08T10:00", "2026-03-08"),
    ],
)
def test_around_both_clock_changes_each_interval_is_its_own_day(starts: str, day: str) -> None:
    assert daily("backfill", starts) == [day]


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-01-16T04:30", "2026-01-14"), ("2026-01-16T05:30", "2026-01-15")]
)
def test_yesterday_of_a_run_by_hand_is_that_of_new_york(moment: str, day: str) -> None:
    assert daily("manual", moment, refresh_days=0) == [day]


def test_named_days_are_taken_once_each_in_order_and_without_look_back() -> None:
    named = ["2026-01-09", "2026-01-02", "2026-01-09"]
    assert daily("manual", "2026-01-16T12:00", days=named) == ["2026-01-02", "2026-01-09"]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"refresh_days": 31}, "refresh_days must be between 0 and 30"),
        ({"days": ["2019-06-01"]}, "live data begins with season 2019-20"),
    ],
)
def test_a_daily_run_that_cannot_be_meant_fails_at_once(params: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AirflowFailException, match=sentence):
        daily("manual", "2026-01-16T12:00", **params)


def test_a_run_about_a_day_before_live_data_fails_at_once() -> None:
    with pytest.raises(AirflowFailException, match="the run is about 2019-06-01; live data begins with"):
        daily("backfill", "2019-06-01T10:00")


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"season": "2024-25", "chunk_days": 40}, "chunk_days must be between 1 and 31, got 40"),
        ({"season": "2015-16"}, "live data begins with season 2019-20; 2015-16 is older"),
        ({"season": "2024-25", "since": "0022300001"}, "name the season of that game"),
    ],
)
def test_a_season_run_that_cannot_be_meant_fails_at_once(params: dict[str, Any], sentence: str) -> None:
    context: Any = {"run_id": "run-1", "params": params}
    with pytest.raises(AirflowFailException, match=sentence):
        nba_season_backfill.check_params(context)
