"""The count model on a made-up calendar: what it must see and must not see, and what it does not know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from include.quality.count_model import LEAST_WEEKS, CountModel, fit_counts
from tests.fixtures.cases import first_of
from tests.unit.quality.calendar import FIRST, MEETINGS, calendar, days_from, each_day

HISTORY = timedelta(days=400)
BUSY_SATURDAY = date(2025, 9, 20)


def model_before(counts: dict[date, int], day: date, length: timedelta = HISTORY) -> CountModel:
    return fit_counts({on: count for on, count in counts.items() if day - length <= on < day})


@pytest.mark.parametrize("country", MEETINGS)
def test_a_country_that_is_missing_on_a_busy_saturday_is_too_few(country: str) -> None:
    expected = model_before(calendar(country, 1), BUSY_SATURDAY).expected(BUSY_SATURDAY)
    assert expected.judge(0) == "low"


def test_the_range_follows_weekday_and_season() -> None:
    model = fit_counts(calendar("gb", 1))
    saturday, sunday = (model.expected(day).mean for day in (date(2026, 7, 4), date(2026, 7, 5)))
    winter = model.expected(date(2026, 1, 10)).mean
    assert saturday is not None
    assert sunday is not None
    assert winter is not None
    assert saturday > 1.8 * sunday
    assert saturday > 1.2 * winter


def test_days_that_lost_races_do_not_widen_the_range() -> None:
    clean = calendar("gb", 1)
    spoiled = {day: 3 if day.weekday() == 5 and day.day <= 7 else count for day, count in clean.items()}
    expected = model_before(clean, BUSY_SATURDAY).expected(BUSY_SATURDAY)
    of_spoiled = model_before(spoiled, BUSY_SATURDAY).expected(BUSY_SATURDAY)
    assert expected.low is not None
    assert of_spoiled.low is not None
    assert abs(of_spoiled.low - expected.low) <= 5
    assert of_spoiled.judge(3) == "low"


def test_some_lost_saturdays_do_not_make_a_blank_one_ordinary() -> None:
    counts = calendar("ire", 1)
    lost = [BUSY_SATURDAY - timedelta(weeks=week) for week in (1, 2, 3, 5, 8)]
    left = {day: count for day, count in counts.items() if day not in lost}
    assert model_before(left, BUSY_SATURDAY).expected(BUSY_SATURDAY).judge(0) == "low"


def test_a_blank_day_is_ordinary_where_the_weekday_often_is_blank() -> None:
    tuesday = BUSY_SATURDAY - timedelta(days=4)
    model = model_before(calendar("ire", 1), tuesday)
    assert model.blanks[1] > 10
    assert model.expected(tuesday).judge(0) == "passed"


def test_a_long_time_without_anything_was_not_collected_and_makes_no_day_blank() -> None:
    counts = calendar("gb", 1)
    months = {day: count for day, count in counts.items() if not date(2025, 2, 1) <= day < date(2025, 7, 1)}
    model = model_before(months, BUSY_SATURDAY)
    assert model.blanks[5] == 0
    assert model.expected(BUSY_SATURDAY).judge(0) == "low"


def test_more_than_expected_is_told_apart() -> None:
    expected = model_before(calendar("fr", 1), BUSY_SATURDAY).expected(BUSY_SATURDAY)
    assert expected.high is not None
    assert (expected.judge(expected.high), expected.judge(expected.high + 1)) == ("passed", "high")


@pytest.mark.parametrize("weeks", [0, 1, LEAST_WEEKS - 1])
def test_fewer_than_eight_weeks_are_not_enough_history(weeks: int) -> None:
    counts = calendar("gb", 1, count=7 * weeks)
    expected = fit_counts(counts).expected(FIRST + timedelta(weeks=weeks))
    assert (expected.judge(0), expected.weeks, expected.low, expected.mean) == (
        "not_enough_history",
        weeks,
        None,
        None,
    )


def test_eight_weeks_are_enough_for_a_country_that_races_daily() -> None:
    model = fit_counts(calendar("gb", 1, count=7 * LEAST_WEEKS))
    assert model.expected(FIRST + timedelta(weeks=LEAST_WEEKS, days=2)).judge(0) == "low"


def test_a_weekday_that_never_has_racing_is_expected_to_have_none() -> None:
    counts = {day: count for day, count in calendar("gb", 1).items() if day.weekday() != 6}
    assert model_before(counts, BUSY_SATURDAY).expected(date(2025, 9, 21)).judge(0) == "passed"


def test_the_same_count_every_day_has_a_range_around_it() -> None:
    model = fit_counts(dict.fromkeys(days_from(FIRST, 100), 7))
    expected = model.expected(FIRST + timedelta(days=100))
    assert (expected.mean, expected.judge(7), expected.judge(0)) == (7.0, "passed", "low")


@pytest.mark.parametrize("seed", first_of([1, 2, 3], 1))
def test_a_clean_year_has_few_false_alarms(seed: int) -> None:
    alarms = judged = 0
    for country in MEETINGS:
        counts = calendar(country, seed)
        for week in range(52):
            first = FIRST + HISTORY + timedelta(weeks=week)
            model = model_before(counts, first)
            for day, count in each_day(counts, first, 7):
                judged += 1
                alarms += model.expected(day).judge(count) == "low"
    assert judged == 3 * 52 * 7
    assert alarms / judged < 0.02
