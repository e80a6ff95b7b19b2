"""The params of `racing_rescrape_7_days` and `racing_retry_failures`, and the days that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from include import days
from include.errors import ParamError
from include.params import check_ranges, convert

Country = Literal["gb", "ire", "fr"]
COUNTRIES: tuple[Country, ...] = ("gb", "ire", "fr")
DAYS = 7
"""How long a race is looked at again: ratings and corrections come hours or days after it."""
MAX_DAYS = 31
FIRST_DAY = date(1988, 1, 1)


class RescrapeParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of `racing_rescrape_7_days`; see the trigger form for what each one does."""

    start_date: date | None = None
    end_date: date | None = None
    countries: tuple[Country, ...] = COUNTRIES
    force: bool = True
    allow_shrink: bool = False
    publish_only: bool = False
    dry_run: bool = False
    retention_hours: int | None = None


class RetryParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of `racing_retry_failures`; see the trigger form for what each one does."""

    country: Country | None = None
    date: date | None = None
    all: bool = False
    dry_run: bool = False
    retention_hours: int | None = None


def read_rescrape_params(values: Mapping[str, Any]) -> RescrapeParams:
    """Check the params of a rescrape, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, RescrapeParams)
    check_ranges(params, {"retention_hours": (1, 24 * 365)})
    if not params.countries or len(set(params.countries)) != len(params.countries):
        raise ParamError(f"countries takes each of {', '.join(COUNTRIES)} at most once, and at least one")
    first, last = params.start_date, params.end_date
    if first is not None and last is not None:
        if first > last:
            raise ParamError(f"start_date {first} comes after end_date {last}: swap them")
        asked = (last - first).days + 1
        if asked > MAX_DAYS and not params.publish_only:
            raise ParamError(
                f"{first} to {last} are {asked} days, at most {MAX_DAYS} fit in one run: "
                "use `make backfill` for a range, or publish_only for what is stored already"
            )
    for name, day in (("start_date", first), ("end_date", last)):
        if day is not None and day < FIRST_DAY:
            raise ParamError(f"{name} is {day}; results begin with {FIRST_DAY}")
    return params


def read_retry_params(values: Mapping[str, Any]) -> RetryParams:
    """Check the params of a retry, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, RetryParams)
    check_ranges(params, {"retention_hours": (1, 24 * 365)})
    if params.all and params.date is not None:
        raise ParamError("all takes the failures of every day: leave date empty, or take all away")
    return params


def target_days(
    params: RescrapeParams, *, interval_start: datetime | None, now: datetime, is_backfill: bool
) -> list[date]:
    """The London days of a run, oldest first: those that are named, else the last seven that are over.

    A backfill takes its one day, so that a range asks for every day once. With only one end of the range
    named the other one is the last full day, or that one day.

    :param interval_start: where the schedule says that the run's day starts; None for a run by hand.
    :param now: the time that a run by hand is about.
    :raises ParamError: a day is still to come, or the range became too long.
    """
    if params.start_date is None and params.end_date is None:
        own = days.run_day(interval_start, now, days.RACING_ZONE)
        return days.with_lookback(own, 0 if is_backfill else DAYS - 1)
    today = days.local_day(now, days.RACING_ZONE)
    last = params.end_date or max(days.last_full_day(now, days.RACING_ZONE), params.start_date or FIRST_DAY)
    first = params.start_date or last
    if last > today:
        raise ParamError(f"{last} is still to come: today is {today} in London")
    if first > last:
        raise ParamError(f"start_date {first} comes after end_date {last}: swap them")
    wanted = days.with_lookback(last, (last - first).days)
    if len(wanted) > MAX_DAYS and not params.publish_only:
        raise ParamError(
            f"{first} to {last} are {len(wanted)} days, at most {MAX_DAYS} fit in one run: name end_date, too"
        )
    return wanted
