"""Which meetings a day has: each day follows from the seed, the day and the country alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from include.days import RACING_ZONE
from include.devstack.simulator.racing.courses import COURSES, Country, Course

Code = Literal["flat", "all_weather", "jumps"]
FIRST_DAY = date(1988, 1, 1)
LAST_DAY = date(2199, 12, 31)
MOST_MEETINGS = 6

# Meetings by weekday, Monday first: the usual number, from April to October and from November to March.
_USUAL: dict[Country, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "gb": ((4.2, 4.2, 4.3, 4.6, 5.0, 5.8, 3.1), (3.2, 3.2, 3.6, 3.8, 4.0, 5.0, 2.3)),
    "ire": ((1.1, 0.9, 1.2, 1.4, 1.7, 1.6, 1.8), (0.4, 0.3, 0.9, 0.9, 1.1, 1.2, 1.6)),
    "fr": ((2.0, 2.1, 2.0, 2.2, 2.0, 2.4, 2.8), (1.6, 1.7, 1.7, 1.8, 1.7, 2.1, 2.5)),
}
_BOUNDS: dict[Country, tuple[int, int]] = {"gb": (2, MOST_MEETINGS), "ire": (0, 2), "fr": (1, 3)}
_BLANK: dict[Country, frozenset[tuple[int, int]]] = {
    "gb": frozenset({(12, 23), (12, 24), (12, 25)}),
    "ire": frozenset({(12, 24), (12, 25)}),
    "fr": frozenset({(12, 25)}),
}
_BOXING_DAY = {"gb": 6, "ire": 2, "fr": 1}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: `index` counts the country's meetings of the day, `offs` are its races in order."""

    index: int
    course: Course
    code: Code
    offs: tuple[datetime, ...]


def meetings_of(day: date, country: Country, seed: int) -> list[Meeting]:
    """Return a day's meetings in one country, none on a blank day."""
    if not FIRST_DAY <= day <= LAST_DAY:
        return []
    rng = random.Random(f"{seed}:meetings:{country}:{day}")
    summer = 4 <= day.month <= 10
    meetings: list[Meeting] = []
    places: set[str] = set()
    for index in range(_how_many(rng, day, country, summer)):
        code = _code(rng, country, summer)
        open_courses = [one for one in COURSES[country] if _suits(one, code) and one.place not in places]
        if not open_courses:
            continue
        course = rng.choice(open_courses)
        places.add(course.place)
        meetings.append(Meeting(index, course, code, _offs(rng, day, country, code, summer)))
    return meetings


def _how_many(rng: random.Random, day: date, country: Country, summer: bool) -> int:
    spread = rng.gauss(0, 0.45)
    if (day.month, day.day) in _BLANK[country]:
        return 0
    if (day.month, day.day) == (12, 26):
        return _BOXING_DAY[country]
    low, high = _BOUNDS[country]
    usual = _USUAL[country][0 if summer else 1][day.weekday()]
    return min(high, max(low, round(usual + spread)))


def _code(rng: random.Random, country: Country, summer: bool) -> Code:
    """Flat racing on turf rests in winter in Great Britain and Ireland; jumps never rest."""
    throw = rng.random()
    if country == "fr":
        return "jumps" if throw < 0.3 else "flat" if throw < 0.9 else "all_weather"
    if summer:
        return "flat" if throw < 0.62 else "all_weather" if throw < 0.76 else "jumps"
    return "all_weather" if throw < (0.42 if country == "gb" else 0.2) else "jumps"


def _suits(course: Course, code: Code) -> bool:
    return {"flat": course.flat, "jumps": course.jumps, "all_weather": course.all_weather}[code]


def _offs(rng: random.Random, day: date, country: Country, code: Code, summer: bool) -> tuple[datetime, ...]:
    races = rng.choices((6, 7, 8), (3, 5, 3))[0]
    evening = rng.random() < (0.45 if code == "all_weather" else 0.3 if summer else 0.0)
    minutes = rng.randrange(16 * 60 + 30, 17 * 60 + 45, 5) if evening else rng.randrange(735, 840, 5)
    if country == "fr":
        minutes -= 60
    offs = []
    for _ in range(races):
        offs.append(datetime(day.year, day.month, day.day, *divmod(minutes, 60), tzinfo=RACING_ZONE))
        minutes += rng.choice((25, 30, 30, 33, 35))
    return tuple(offs)
