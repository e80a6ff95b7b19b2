"""Which days a run is about: the one place where dates are decided.

NBA game days are New York days, racing days are London days. A payload's UTC time is never cut to a
date. A run's day comes from its data interval; a run without one (started by hand or by an asset) gets
the last full day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

GAME_ZONE = ZoneInfo("America/New_York")
RACING_ZONE = ZoneInfo("Europe/London")


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an aware instant in `zone`."""
    if instant.tzinfo is None:
        raise ValueError(f"a time with a zone is needed to tell its day, got {instant.isoformat()}")
    return instant.astimezone(zone).date()


def last_full_day(now: datetime, zone: ZoneInfo) -> date:
    """The last day that is over in `zone`."""
    return local_day(now, zone) - timedelta(days=1)


def run_day(interval_start: datetime | None, now: datetime, zone: ZoneInfo) -> date:
    """The day a run is about: the day on which its data interval starts, else the last full day."""
    if interval_start is None:
        return last_full_day(now, zone)
    return local_day(interval_start, zone)


def with_lookback(day: date, lookback_days: int) -> list[date]:
    """`day` and the `lookback_days` days before it, oldest first."""
    return [day - timedelta(days=back) for back in range(lookback_days, -1, -1)]


def in_order(days: Iterable[date]) -> list[date]:
    """The days once each, oldest first."""
    return sorted(set(days))


def is_asked_again(day: date, now: datetime, lookback_days: int, zone: ZoneInfo) -> bool:
    """Whether a later daily run still looks back to `day`.

    A run that starts on local date N is about day N - 1 and looks back from there, so day D is asked for
    the last time on local date D + 1 + lookback_days.
    """
    return local_day(now, zone) < day + timedelta(days=1 + lookback_days)
