"""The params of `racing_completeness`, and the days that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from include import days
from include.errors import ParamError
from include.params import check_ranges, convert
from include.racing.params import COUNTRIES, FIRST_DAY, Country

DAYS = 7
MAX_DAYS = 400


class CompletenessParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of `racing_completeness`; see the trigger form for what each one does."""

    start_date: date | None = None
    end_date: date | None = None
    countries: tuple[Country, ...] = COUNTRIES
    rule: Literal["model", "fixed", "both"] = "model"
    fixed_minimum: int = 5
    check_local: bool = False
    send_to_rescrape: bool = False
    fail_on_suspicious: bool = True
    dry_run: bool = False


def read_params(values: Mapping[str, Any]) -> CompletenessParams:
    """Check the params of an audit, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, CompletenessParams)
    check_ranges(params, {"fixed_minimum": (0, 1000)})
    if not params.countries or len(set(params.countries)) != len(params.countries):
        raise ParamError(f"countries takes each of {', '.join(COUNTRIES)} at most once, and at least one")
    first, last = params.start_date, params.end_date
    for name, day in (("start_date", first), ("end_date", last)):
        if day is not None and day < FIRST_DAY:
            raise ParamError(f"{name} is {day}; results begin with {FIRST_DAY}")
    if first is not None and last is not None:
        _check_range(first, last)
    return params


def target_days(
    params: CompletenessParams, *, interval_start: datetime | None, now: datetime, is_backfill: bool
) -> list[date]:
    """The London days of a run, oldest first.

    Those that are named; else the seven days that are over, and on the 1st the whole past month, too. A
    backfill takes its one day. With only one end of the range named, `end_date` is the last full day, or
    `start_date` six days before `end_date`.

    :param interval_start: where the schedule says that the run's day starts; None for a run by hand.
    :param now: the time that a run by hand is about.
    :raises ParamError: a day is not over, or the range became too long.
    """
    if params.start_date is None and params.end_date is None:
        own = days.run_day(interval_start, now, days.RACING_ZONE)
        if is_backfill:
            return [own]
        return days.with_lookback(own, max(DAYS, own.day if _ends_month(own) else 0) - 1)
    over = days.last_full_day(now, days.RACING_ZONE)
    last = params.end_date or over
    if last > over:
        raise ParamError(f"end_date {last} is not over in London: the last full day is {over}")
    first = params.start_date or last - timedelta(days=DAYS - 1)
    _check_range(first, last)
    return days.with_lookback(last, (last - first).days)


def with_files_of_month(
    params: CompletenessParams, days: list[date], *, is_by_hand: bool
) -> CompletenessParams:
    """The params of a run over `days`: the scheduled one over a whole past month compares the CSVs, too."""
    is_month = days[0].day == 1 and _ends_month(days[-1])
    return params if is_by_hand or not is_month else msgspec.structs.replace(params, check_local=True)


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _check_range(first: date, last: date) -> None:
    if first > last:
        raise ParamError(f"start_date {first} comes after end_date {last}: swap them")
    asked = (last - first).days + 1
    if asked > MAX_DAYS:
        raise ParamError(f"{first} to {last} are {asked} days, at most {MAX_DAYS} fit in one run: cut it")
