"""Races of the simulator as both sources tell them, for tests: the truth beside pages and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from include.devstack.simulator.racing.api import api_result
from include.devstack.simulator.racing.courses import COUNTRIES
from include.devstack.simulator.racing.marks import RaceMark
from include.devstack.simulator.racing.pages.classic import classic_page
from include.devstack.simulator.racing.pages.next_markup import next_page
from include.devstack.simulator.racing.programme import races_of
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result
from include.devstack.simulator.racing.settings import RacingSettings
from include.devstack.simulator.racing.telling import tell
from include.racing.adapter import adapter
from include.racing.rows import Race

DAY = date(2025, 11, 15)
LATER = 9
"""Days after which all ratings and corrections are there."""
SETTINGS = RacingSettings(void_rate=0.05, dead_heat_rate=0.2)
API = adapter("racing_api")
PAGES = adapter("racing_post")


@lru_cache
def races(day: date = DAY) -> tuple[SimRace, ...]:
    """All races of a day."""
    return tuple(race for country in COUNTRIES for race in races_of(day, country, SETTINGS))


@lru_cache
def told(race: SimRace) -> Result:
    """A race as it is known when everything has arrived."""
    return tell(race, race.day + timedelta(days=LATER), RaceMark(), SETTINGS)


def smallest(number: int) -> list[SimRace]:
    """The races of the day with the fewest runners, void ones left out."""
    return sorted((race for race in races() if not race.void), key=lambda race: race.runners)[:number]


def a_race(**wishes: object) -> SimRace:
    """The first race of some days that has these attributes."""
    return next(race for race in many_races() if all(getattr(race, k) == v for k, v in wishes.items()))


def many_races() -> Iterator[SimRace]:
    """Races of a few days, in all countries."""
    for back in range(0, 60, 9):
        yield from races(DAY - timedelta(days=back))


def api_body(result: Result) -> bytes:
    return json.dumps(api_result(result)).encode()


def read_api(result: Result) -> Race:
    return API.read_race(api_body(result), result.race.api_id, result.race.country, result.race.day)


def read_classic(result: Result, body: bytes | None = None) -> Race:
    race = result.race
    return PAGES.read_race(classic_page(result) if body is None else body, race.id, race.country, race.day)


def read_next(result: Result, body: bytes | None = None) -> Race:
    race = result.race
    return PAGES.read_race(next_page(result) if body is None else body, race.id, race.country, race.day)
