"""The params of `espn_incremental`: what a person, a backfill or a caller of the API may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from include import days
from include.errors import ParamError
from include.params import check_ranges, convert

FIRST_GAME_DAY = date(1946, 11, 1)
MAX_DAYS = 200
"""Days of one run: each is a mapped task. A longer range is a backfill."""


class EspnIncrementalParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of a run; see the trigger form for what each one does."""

    days: tuple[date, ...] = ()
    lookback_days: int = 3
    force: bool = False
    dry_run: bool = False
    refresh_days: int = 3
    retention_hours: int | None = None


def read_params(values: Mapping[str, Any]) -> EspnIncrementalParams:
    """Check the params of a run, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, EspnIncrementalParams)
    check_ranges(
        params, {"lookback_days": (0, 30), "refresh_days": (0, 30), "retention_hours": (1, 24 * 365)}
    )
    if len(params.days) > MAX_DAYS:
        raise ParamError(
            f"days holds {len(params.days)} days, at most {MAX_DAYS} fit in one run: "
            "use `make backfill` for a range"
        )
    if params.days and min(params.days) < FIRST_GAME_DAY:
        raise ParamError(f"days holds {min(params.days)}, the first NBA game was on {FIRST_GAME_DAY}")
    return params


def target_days(
    params: EspnIncrementalParams, *, interval_start: datetime | None, now: datetime, is_backfill: bool
) -> list[date]:
    """The New York days of a run, oldest first.

    Days that are named are taken as they are, without a look-back. Otherwise it is the run's own day (by
    hand: the last full day) and the `lookback_days` before it; a backfill looks back 0 days, so that a range
    asks for every day once.

    :param interval_start: where the schedule says that the run's day starts; None for a run by hand.
    :param now: the last full day before it is the own day of a run by hand.
    """
    if params.days:
        return days.in_order(params.days)
    own = days.run_day(interval_start, now, days.GAME_ZONE)
    return days.with_lookback(own, 0 if is_backfill else params.lookback_days)
