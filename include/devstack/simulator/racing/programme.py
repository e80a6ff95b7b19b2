"""A day's races: pure functions of the day, the country and the settings."""

from __future__ import annotations

import random
from datetime import date, datetime
from functools import lru_cache

from include.devstack.simulator.racing.calendar import Meeting, meetings_of
from include.devstack.simulator.racing.conditions import Conditions, conditions_of, going_of
from include.devstack.simulator.racing.courses import Country
from include.devstack.simulator.racing.ids import day_and_country, race_id
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.settings import RacingSettings

_DEFAULTS = RacingSettings()
_SMALLEST, _LARGEST = 4, 18


def races_of(day: date, country: Country, settings: RacingSettings = _DEFAULTS) -> list[SimRace]:
    """Return all races of a day in one country in order of their off, whatever any clock says."""
    return list(_races(day, country, settings))


def counts_of(day: date, country: Country, settings: RacingSettings = _DEFAULTS) -> tuple[int, int]:
    """Return how many races a day has in one country, void ones left out, and how many run in them."""
    races = [race for race in _races(day, country, settings) if not race.void]
    return len(races), sum(race.runners for race in races)


def find_race(race: str, settings: RacingSettings = _DEFAULTS) -> SimRace | None:
    """Return the race with an id (digits); None where there is none."""
    named = day_and_country(race)
    if named is None:
        return None
    return next((one for one in _races(*named, settings) if one.id == race), None)


@lru_cache(maxsize=4096)
def _races(day: date, country: Country, settings: RacingSettings) -> tuple[SimRace, ...]:
    races = [
        race
        for meeting in meetings_of(day, country, settings.seed)
        for race in _meeting(day, country, meeting, settings)
    ]
    return tuple(sorted(races, key=lambda race: (race.off, race.id)))


def _meeting(day: date, country: Country, meeting: Meeting, settings: RacingSettings) -> list[SimRace]:
    rng = random.Random(f"{settings.seed}:card:{country}:{day}:{meeting.index}")
    going = going_of(rng, country, meeting.code, day.month)
    card = []
    for number, off in enumerate(meeting.offs, 1):
        conditions = conditions_of(rng, country, meeting.code, day, off)
        card.append(_race(rng, day, meeting, number, off, conditions, going, settings))
    return card


def _race(
    rng: random.Random,
    day: date,
    meeting: Meeting,
    number: int,
    off: datetime,
    conditions: Conditions,
    going: str,
    settings: RacingSettings,
) -> SimRace:
    """Draw what the conditions leave open. Each rate has a throw of its own: changing one moves no other."""
    country = meeting.course.country
    runners = min(_LARGEST, max(_SMALLEST, round(rng.gauss(conditions.usual_runners, 2.6))))
    non_runners = rng.choices((0, 1, 2, 3), (60, 25, 10, 5))[0]
    void, dead_heat, timed, corrected = (rng.random() for _ in range(4))
    is_void = void < settings.void_rate
    return SimRace(
        id=race_id(day, country, meeting.index, number),
        country=country,
        course=meeting.course,
        day=day,
        off=off,
        number=number,
        slot=meeting.index * 10 + number,
        name=conditions.name,
        type=conditions.type,
        race_class=conditions.race_class,
        pattern=conditions.pattern,
        rating_band=conditions.rating_band,
        age_band=conditions.age_band,
        sex_rest=conditions.sex_rest,
        half_furlongs=conditions.half_furlongs,
        extra_yards=rng.choice((0, 0, 0, 3, 16, 42, 68, 97)),
        going=going,
        obstacles=conditions.obstacles,
        runners=runners,
        non_runners=non_runners,
        winner_prize=conditions.winner_prize,
        void=is_void,
        dead_heat=not is_void and dead_heat < settings.dead_heat_rate,
        timed=not is_void and timed >= settings.untimed_rate,
        corrected=not is_void and corrected < settings.corrected_rate,
    )
