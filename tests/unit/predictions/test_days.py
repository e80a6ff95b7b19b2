"""Which days a run cleans, also around midnight and where the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from include.predictions.days import RunDays, run_days
from include.predictions.params import DedupParams, read_params

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 20, 12, tzinfo=NEW_YORK)


def at(text: str) -> datetime:
    """A New York wall-clock time as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


def by_hand(asked_at: datetime, **values: object) -> RunDays:
    params = read_params({"lookback_days": 0} | values)
    return run_days(params, interval_end=None, asked_at=asked_at, is_backfill=False)


def test_the_run_at_ten_cleans_the_day_on_which_it_runs() -> None:
    days = run_days(DedupParams(), interval_end=at("2026-03-09T10:00"), asked_at=NOON, is_backfill=False)
    assert days.own == (date(2026, 3, 9),)
    assert days.earlier == tuple(date(2026, 2, 27 + n) for n in (0, 1)) + tuple(
        date(2026, 3, n) for n in range(1, 9)
    )


def test_a_backfill_does_not_look_back() -> None:
    days = run_days(DedupParams(), interval_end=at("2026-03-09T10:00"), asked_at=NOON, is_backfill=True)
    assert days == RunDays((date(2026, 3, 9),))


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-01-15T23:30", date(2026, 1, 15)),
        ("2026-01-16T00:30", date(2026, 1, 16)),
        ("2026-07-15T23:30", date(2026, 7, 15)),
        ("2026-07-16T00:30", date(2026, 7, 16)),
        # The clocks go forward on 8 March 2026 and back on 1 November.
        ("2026-03-07T23:30", date(2026, 3, 7)),
        ("2026-03-08T00:30", date(2026, 3, 8)),
        ("2026-03-08T23:30", date(2026, 3, 8)),
        ("2026-03-09T00:30", date(2026, 3, 9)),
        ("2026-10-31T23:30", date(2026, 10, 31)),
        ("2026-11-01T00:30", date(2026, 11, 1)),
        ("2026-11-01T23:30", date(2026, 11, 1)),
        ("2026-11-02T00:30", date(2026, 11, 2)),
    ],
)
def test_today_and_yesterday_are_new_york_days(now: str, today: date) -> None:
    assert by_hand(at(now), game_date="TODAY").own == (today,)
    assert by_hand(at(now)).own == (today,)
    assert by_hand(at(now), game_date="YESTERDAY").own == (date.fromordinal(today.toordinal() - 1),)


def test_both_hours_of_the_night_in_which_clocks_go_back_are_one_day() -> None:
    for hour in (5, 6):  # 01:30 in New York, twice
        assert by_hand(datetime(2026, 11, 1, hour, 30, tzinfo=UTC), game_date="TODAY").own == (
            date(2026, 11, 1),
        )


def test_a_named_day_looks_back_from_itself() -> None:
    days = by_hand(NOON, game_date="2026-03-01", lookback_days=2)
    assert days == RunDays((date(2026, 3, 1),), (date(2026, 2, 27), date(2026, 2, 28)))


def test_a_range_is_taken_as_it_is() -> None:
    days = by_hand(NOON, from_date="2026-02-28", to_date="2026-03-02", lookback_days=10)
    assert days == RunDays((date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)))
