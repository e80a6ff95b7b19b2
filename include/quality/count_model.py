"""How many races a country should have on a day, by its own weekdays and season.

A hurdle model (J. Mullahy, "Specification and testing of some modified count data models", Journal of
Econometrics 33 (1986), 341-365): whether there is racing at all is judged apart from how much. A blank day is
ordinary where the weekday was blank often enough before; the number of races of the other days follows
`include.quality.robust_fit`, with the range of Farrington and others (1996, their threshold), which takes the
2/3 power because counts are nearly normal there. Nothing here knows a country: one model each.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from include.quality.robust_fit import Fit, fit

Verdict = Literal["passed", "low", "high", "not_enough_history"]

LEAST_WEEKS = 8
"""Days of the same weekday that history must have before a day is judged."""
LEAST_DAYS = 30
"""Days with races that history must have before any day is judged."""
Z = 3.29
"""One good day in 2,000 lies below the range, if counts are normal in the 2/3 power."""
BLANK_SHARE = 0.1
LEAST_BLANKS = 2
BREAK_DAYS = 7
"""So many days in a row without anything were not collected: nobody has races that seldom."""
WEEKS_OF_A_SEASON = 26
WEEKS_OF_TWO_SEASONS = 50


@dataclass(frozen=True, slots=True)
class Expected:
    """What a day should have.

    :param mean: expected races if there is racing; None, as the limits, without enough history.
    :param low: the fewest races, if there is racing at all: at least one.
    :param weeks: days of the same weekday that history has.
    :param is_blank_ordinary: whether no races at all are as expected.
    """

    weeks: int
    mean: float | None = None
    low: int | None = None
    high: int | None = None
    is_blank_ordinary: bool = False

    def judge(self, count: int) -> Verdict:
        """Whether a count lies in the range."""
        if self.low is None or self.high is None:
            return "not_enough_history"
        if count == 0 and self.is_blank_ordinary:
            return "passed"
        return "low" if count < self.low else "high" if count > self.high else "passed"


@dataclass(frozen=True, slots=True)
class CountModel:
    """The fitted model of one series; make it with `fit_counts`.

    :param fit: None where there were fewer than `LEAST_DAYS` days with races.
    :param weeks: days of each weekday in history, Monday first; `blanks`: those of them without races.
    """

    fit: Fit | None
    weeks: tuple[int, ...]
    blanks: tuple[int, ...]

    def expected(self, day: date) -> Expected:
        """The range of a day; without limits where history has fewer than `LEAST_WEEKS` of its weekday."""
        weeks = self.weeks[day.weekday()]
        if self.fit is None or weeks < LEAST_WEEKS:
            return Expected(weeks)
        mean, variance = self.fit.mean(day)
        reach = 2 / 3 * Z * math.sqrt(variance) / mean
        low = mean * max(0.0, 1 - reach) ** 1.5
        high = mean * (1 + reach) ** 1.5
        blanks = self.blanks[day.weekday()]
        return Expected(
            weeks,
            round(mean, 1),
            max(1, math.floor(low)),
            math.ceil(high),
            is_blank_ordinary=blanks >= max(LEAST_BLANKS, BLANK_SHARE * weeks),
        )


def fit_counts(counts: Mapping[date, int]) -> CountModel:
    """Fit the model to a history.

    :param counts: races by day. A day that is not named has none, if it lies between days that have some
        and is not part of a break of `BREAK_DAYS` or more.
    """
    history = _history(counts)
    weeks, blanks = [0] * 7, [0] * 7
    for day, count in history.items():
        weeks[day.weekday()] += 1
        blanks[day.weekday()] += count == 0
    raced = [day for day, count in history.items() if count > 0]
    fitted = None
    if len(raced) >= LEAST_DAYS:
        span = (raced[-1] - raced[0]).days // 7
        harmonics = (span >= WEEKS_OF_A_SEASON) + (span >= WEEKS_OF_TWO_SEASONS)
        fitted = fit(raced, [history[day] for day in raced], harmonics)
    return CountModel(fitted, tuple(weeks), tuple(blanks))


def _history(counts: Mapping[date, int]) -> dict[date, int]:
    """The days that were collected, in order, those that stand for no races filled in."""
    filled: dict[date, int] = {}
    before: date | None = None
    for day in sorted(counts):
        if before is not None and (day - before).days <= BREAK_DAYS:
            filled |= {before + timedelta(days=gap): 0 for gap in range(1, (day - before).days)}
        filled[day] = counts[day]
        before = day
    return filled
