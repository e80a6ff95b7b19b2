"""Which days of racing are suspicious, and why.

Exact first: every listed race is stored. Then the number of races, against what the country's own weekdays
and season lead to expect (`include.quality.count_model`) or by the old fixed rule, or both. Only too few
races are suspicious; more than expected is noted (Boxing Day is no error). With less than eight weeks of
history the model knows nothing: then the fixed minimum is applied to the country's own number, not to the
day's total, in which one country cannot be seen.

A day without races counts as blank, and is not judged by the model, where the source confirmed it: it was
asked and listed none (`include.racing.blank_days`), it called all races off, or the partition is there and
empty. Without that, a day on which nothing is listed and nothing stored is suspicious, for nobody asked the
source or the asking failed; but for the days on which there never is racing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from include.quality.count_model import LEAST_WEEKS, CountModel, Expected, fit_counts
from include.quality.counts import Exact, compare, is_too_few
from include.racing.completeness import DayKey, StoredDay
from include.racing.completeness_params import CompletenessParams

HISTORY_DAYS = 400
"""Up to the last judged day, for the model to learn from: each season once, and the present one twice."""
LEFT_OUT_DAYS = 50
"""Up to so many judged days are left out of their own history; more would leave too little of it."""
NEVER_RACES = {
    "gb": frozenset({(12, 23), (12, 24), (12, 25)}),
    "ire": frozenset({(12, 24), (12, 25)}),
    "fr": frozenset({(12, 25)}),
}
BLANK, NOT_LISTED, NO_HISTORY = "blank", "not_listed", "not_enough_history"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDay:
    """One country's day.

    :param verdict: of the model: passed, low, high, not_enough_history; blank for a day without racing,
        not_listed for one that nobody listed.
    :param is_by_minimum: whether the fixed minimum was applied to this country, in place of the model.
    :param reasons: why it is suspicious, a few words each; none = it is not.
    """

    country: str
    day: date
    races: int
    runners: int
    exact: Exact
    expected: Expected
    verdict: str
    is_by_minimum: bool
    reasons: tuple[str, ...]


def history_days(days: Sequence[date]) -> list[date]:
    """The days to read for judging `days` (in order): themselves and their history."""
    first = min(days[0], days[-1] - timedelta(days=HISTORY_DAYS - 1))
    return [first + timedelta(days=place) for place in range((days[-1] - first).days + 1)]


def judge(
    params: CompletenessParams,
    days: Sequence[date],
    stored: Mapping[DayKey, StoredDay],
    listed: Mapping[DayKey, Collection[str]],
    blank: Collection[DayKey] = (),
    other_reasons: Mapping[DayKey, str] | None = None,
    heard: Collection[DayKey] = (),
) -> list[JudgedDay]:
    """Judge each day of each country, days first.

    :param stored: partitions of `days` and of their history.
    :param blank: days on which the source said that there is no racing.
    :param heard: days of which the source ever listed a race, whatever became of it; those of `listed` too.
    :param other_reasons: what else makes a day suspicious (its files).
    """
    models = {country: _model(country, days, stored) for country in params.countries}
    judged: list[JudgedDay] = []
    for day in days:
        keys = [(country, day) for country in params.countries]
        total = sum(stored[key].races for key in keys if key in stored)
        few = f"{total} races in all, fewer than {params.fixed_minimum}" if _is_few(params, total) else None
        judged += [
            _judge_day(
                key,
                stored.get(key),
                listed.get(key, ()),
                models[key[0]].expected(day),
                params,
                is_blank=key in blank,
                is_heard=key in heard or key in listed,
                others=(few, (other_reasons or {}).get(key)),
            )
            for key in keys
        ]
    return judged


def _judge_day(
    key: DayKey,
    there: StoredDay | None,
    listed: Collection[str],
    expected: Expected,
    params: CompletenessParams,
    *,
    is_blank: bool,
    is_heard: bool,
    others: Sequence[str | None],
) -> JudgedDay:
    exact = compare(listed, there.race_ids if there else ())
    verdict: str = expected.judge(exact.stored)
    has_range = params.rule != "fixed" and verdict != NO_HISTORY
    is_low = has_range and verdict == "low"
    if not exact.listed and not exact.stored:
        if is_blank or there is not None or (key[1].month, key[1].day) in NEVER_RACES[key[0]]:
            verdict, is_low = BLANK, False
        elif not is_heard:
            verdict = NOT_LISTED
    is_by_minimum = params.rule != "fixed" and not has_range and verdict != BLANK
    reasons = (
        f"{len(exact.missing)} of {exact.listed} listed races missing" if exact.missing else None,
        f"{exact.stored} races, expected {range_of(expected)}" if is_low else None,
        _below_minimum(exact.stored, expected, params) if is_by_minimum else None,
        "nobody listed this day, and nothing of it is stored" if verdict == NOT_LISTED else None,
        *others,
    )
    return JudgedDay(
        country=key[0],
        day=key[1],
        races=exact.stored,
        runners=there.runners if there else 0,
        exact=exact,
        expected=expected,
        verdict=verdict,
        is_by_minimum=is_by_minimum,
        reasons=tuple(reason for reason in reasons if reason),
    )


def _below_minimum(races: int, expected: Expected, params: CompletenessParams) -> str | None:
    if not is_too_few(races, params.fixed_minimum):
        return None
    return (
        f"{races} races, fewer than {params.fixed_minimum} (fixed rule: only {expected.weeks} of "
        f"{LEAST_WEEKS} weeks of history)"
    )


def range_of(expected: Expected) -> str:
    """The expected range in words: `29 to 70`, `0 or 5 to 12`, `unknown, history of 3 weeks`."""
    if expected.low is None:
        return f"unknown, history of {expected.weeks} weeks"
    return f"{'0 or ' if expected.is_blank_ordinary else ''}{expected.low} to {expected.high}"


def _model(country: str, days: Sequence[date], stored: Mapping[DayKey, StoredDay]) -> CountModel:
    races = {day: found.races for (of, day), found in stored.items() if of == country}
    if len(days) > LEFT_OUT_DAYS:
        return fit_counts(races)
    judged = set(days)
    return fit_counts({day: count for day, count in races.items() if day not in judged})


def _is_few(params: CompletenessParams, total: int) -> bool:
    return params.rule != "model" and is_too_few(total, params.fixed_minimum)
