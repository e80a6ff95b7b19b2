"""The params of `racing_completeness`, and the days that they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from include.errors import ParamError
from include.racing.completeness_params import (
    CompletenessParams,
    read_params,
    target_days,
    with_files_of_month,
)

NOW = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)


def days_of(
    *, interval_start: datetime | None = None, now: datetime = NOW, is_backfill: bool = False, **values: Any
) -> tuple[str, str, int]:
    found = target_days(read_params(values), interval_start=interval_start, now=now, is_backfill=is_backfill)
    return str(found[0]), str(found[-1]), len(found)


def test_empty_params_are_the_defaults() -> None:
    assert read_params({"start_date": None, "end_date": ""}) == CompletenessParams()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"start_date": "2026-02-02", "end_date": "2026-02-01"},
            "comes after end_date 2026-02-01: swap them",
        ),
        ({"start_date": "2025-01-01", "end_date": "2026-02-05"}, "are 401 days, at most 400 fit in one run"),
        ({"countries": ["gb", "usa"]}, "countries"),
        ({"countries": []}, "countries takes each of gb, ire, fr at most once, and at least one"),
        ({"countries": ["gb", "gb"]}, "at most once"),
        ({"rule": "guess"}, "rule"),
        ({"fixed_minimum": -1}, "fixed_minimum must be between 0 and 1000"),
        ({"start_date": "1900-01-01"}, "start_date is 1900-01-01; results begin with 1988-01-01"),
        ({"days": 7}, "the params are start_date, end_date, countries"),
    ],
)
def test_what_cannot_be_used_is_refused_with_one_sentence(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        read_params(values)


def test_four_hundred_days_fit() -> None:
    assert days_of(start_date="2025-01-01", end_date="2026-02-04")[2] == 400


def test_a_scheduled_run_is_about_the_seven_days_that_ended_yesterday() -> None:
    start = datetime(2026, 7, 13, 5, 0, tzinfo=UTC)  # 06:00 in London, the run starts a day later
    assert days_of(interval_start=start) == ("2026-07-07", "2026-07-13", 7)


@pytest.mark.parametrize(
    ("start", "month"),
    [
        (datetime(2026, 3, 31, 5, 0, tzinfo=UTC), ("2026-03-01", "2026-03-31", 31)),
        (datetime(2026, 2, 28, 6, 0, tzinfo=UTC), ("2026-02-01", "2026-02-28", 28)),
        (datetime(2026, 10, 31, 6, 0, tzinfo=UTC), ("2026-10-01", "2026-10-31", 31)),
    ],
)
def test_on_the_first_the_whole_past_month_is_looked_at(start: datetime, month: tuple[str, str, int]) -> None:
    assert days_of(interval_start=start) == month


def test_a_run_by_hand_is_about_the_last_full_london_days() -> None:
    just_after_midnight = datetime(2026, 7, 13, 23, 30, tzinfo=UTC)
    assert days_of(now=just_after_midnight) == ("2026-07-07", "2026-07-13", 7)


def test_a_backfill_takes_its_one_day() -> None:
    start = datetime(2026, 6, 30, 5, 0, tzinfo=UTC)
    assert days_of(interval_start=start, is_backfill=True) == ("2026-06-30", "2026-06-30", 1)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"start_date": "2026-07-10"}, ("2026-07-10", "2026-07-13", 4)),
        ({"end_date": "2026-07-03"}, ("2026-06-27", "2026-07-03", 7)),
    ],
)
def test_one_end_of_the_range_is_enough(values: dict[str, str], found: tuple[str, str, int]) -> None:
    assert days_of(**values) == found


@pytest.mark.parametrize("end", [date(2026, 7, 14), date(2027, 1, 1)])
def test_a_day_that_is_not_over_is_refused(end: date) -> None:
    with pytest.raises(ParamError, match=f"end_date {end} is not over in London"):
        days_of(end_date=str(end))


def test_a_start_after_the_last_full_day_is_refused() -> None:
    with pytest.raises(ParamError, match="start_date 2026-07-14 comes after end_date 2026-07-13"):
        days_of(start_date="2026-07-14")


@pytest.mark.parametrize(
    ("first", "last", "is_by_hand", "compares"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), False, True),
        (date(2026, 2, 22), date(2026, 2, 28), False, False),
        (date(2026, 2, 1), date(2026, 2, 27), False, False),
        (date(2026, 2, 1), date(2026, 2, 28), True, False),
    ],
)
def test_the_scheduled_audit_of_a_month_compares_the_csvs(
    first: date, last: date, is_by_hand: bool, compares: bool
) -> None:
    params = with_files_of_month(CompletenessParams(), [first, last], is_by_hand=is_by_hand)
    assert params.check_local is compares
