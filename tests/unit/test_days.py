from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include import days


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-03-07T07:00", date(2026, 3, 7)),  # 02:00 EST
        ("2026-03-08T07:00", date(2026, 3, 8)),  # 02:00 does not exist, 03:00 EDT
        ("2026-03-09T06:00", date(2026, 3, 9)),
        ("2025-11-02T07:00", date(2025, 11, 2)),  # 02:00 EST, after the clock went back
        ("2025-11-01T06:00", date(2025, 11, 1)),
    ],
)
def test_run_day_is_the_new_york_day_on_which_the_interval_starts(start: str, day: date) -> None:
    assert days.run_day(utc(start), utc("2026-11-22T00:00"), days.GAME_ZONE) == day


def test_run_without_interval_is_about_the_last_full_new_york_day_not_the_utc_one() -> None:
    # 03:30 UTC is still the 21st in New York.
    assert days.run_day(None, utc("2026-11-22T03:30"), days.GAME_ZONE) == date(2026, 11, 20)


def test_time_without_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="a time with a zone is needed"):
        days.local_day(datetime(2026, 1, 1), days.GAME_ZONE)  # noqa: DTZ001


def test_lookback_ends_with_the_day_itself() -> None:
    assert days.with_lookback(date(2026, 3, 1), 2) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


def test_day_is_asked_again_until_the_last_run_that_looks_back_to_it() -> None:
    # Game day 1 December, look-back 3: the runs of 2, 3, 4 and 5 December ask for it.
    day = date(2026, 12, 1)
    assert days.is_asked_again(day, utc("2026-12-04T08:00"), 3, days.GAME_ZONE)
    assert not days.is_asked_again(day, utc("2026-12-05T08:00"), 3, days.GAME_ZONE)
