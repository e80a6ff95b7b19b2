"""A clean year of the simulator's racing: whoever is called at night wants no false alarms."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from include.devstack.simulator.racing.programme import counts_of
from include.devstack.simulator.racing.settings import RacingSettings
from include.racing.completeness import DayKey, StoredDay
from include.racing.completeness_judging import judge
from include.racing.completeness_params import read_params
from include.racing.params import COUNTRIES
from tests.fixtures.cases import first_of

FIRST = date(2024, 8, 1)
HISTORY, YEAR = 400, 364
MOST_ALARMS = 0.02


@cache
def lake(seed: int) -> dict[DayKey, StoredDay]:
    """What is stored after two years without a failure; blank days have no partition."""
    settings = RacingSettings(seed=seed)
    found = {}
    for place in range(HISTORY + YEAR):
        day = FIRST + timedelta(days=place)
        for country in COUNTRIES:
            races, runners = counts_of(day, country, settings)
            if races:
                ids = frozenset(f"{country}{day}{number}" for number in range(races))
                found[country, day] = StoredDay(ids, runners)
    return found


def weeks(seed: int) -> list[tuple[list[date], dict[DayKey, StoredDay]]]:
    """The seven days of each week of the year, with what a run on them would read."""
    found = []
    for start in range(HISTORY, HISTORY + YEAR, 7):
        days = [FIRST + timedelta(days=start + place) for place in range(7)]
        first = days[-1] - timedelta(days=HISTORY - 1)
        stored = {key: races for key, races in lake(seed).items() if first <= key[1] <= days[-1]}
        found.append((days, stored))
    return found


@pytest.mark.parametrize("seed", first_of([1, 2, 3], 1))
def test_false_alarms_are_rare_although_no_blank_day_is_confirmed(seed: int) -> None:
    judged = [one for days, stored in weeks(seed) for one in judge(read_params({}), days, stored, {})]
    alarms = [f"{one.country} {one.day} {one.reasons}" for one in judged if one.reasons]
    assert len(judged) == 3 * YEAR
    assert not any(" 2025-12-2" in alarm for alarm in alarms)
    assert len(alarms) / len(judged) < MOST_ALARMS, alarms


def test_a_country_that_is_missing_on_any_saturday_of_the_year_is_seen() -> None:
    unseen = []
    for days, stored in weeks(1):
        saturday = next(day for day in days if day.weekday() == 5)
        for country in COUNTRIES:
            if (country, saturday) in stored:
                left = {key: races for key, races in stored.items() if key != (country, saturday)}
                (found,) = judge(read_params({"countries": [country]}), [saturday], left, {})
                if not found.reasons:
                    unseen.append(f"{country} {saturday} {found.expected}")
    assert unseen == []
