"""Which days a run cleans. Days are New York days; TODAY is the one in which the run was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from include import days
from include.predictions.params import RELATIVE_DAYS, DedupParams


@dataclass(frozen=True, slots=True)
class RunDays:
    """The days of a run.

    :param own: cleaned in any case, oldest first.
    :param earlier: before them; cleaned where there are duplicates. Oldest first, none or a whole range.
    """

    own: tuple[date, ...]
    earlier: tuple[date, ...] = ()


def run_days(
    params: DedupParams, *, interval_end: datetime | None, asked_at: datetime, is_backfill: bool
) -> RunDays:
    """Return the days of a run.

    :param interval_end: of a run by schedule or backfill: its New York day is the run's. None by hand.
    :param asked_at: when the run was asked for, for TODAY and YESTERDAY, and for a run that names no day.
    :param is_backfill: a backfill does not look back, so that a range asks for every day once.
    """
    if params.from_date is not None and params.to_date is not None:
        return RunDays(tuple(days.with_lookback(params.to_date, (params.to_date - params.from_date).days)))
    own = _named_day(params, interval_end or asked_at)
    look_back = 0 if is_backfill else params.lookback_days
    return RunDays((own,), tuple(days.with_lookback(own - timedelta(days=1), look_back - 1)))


def _named_day(params: DedupParams, now: datetime) -> date:
    name = params.game_date or "TODAY"
    if name in RELATIVE_DAYS:
        return days.local_day(now, days.GAME_ZONE) - timedelta(days=RELATIVE_DAYS[name])
    return date.fromisoformat(name)
