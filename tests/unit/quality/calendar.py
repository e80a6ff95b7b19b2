"""A made-up racing calendar: meetings by country, weekday and season, six to eight races a meeting."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

FIRST = date(2024, 8, 1)
MEETINGS = {
    "gb": (3.2, 3.6, 3.9, 4.0, 4.6, 6.4, 2.6),
    "ire": (0.9, 0.6, 1.0, 1.0, 1.3, 1.6, 1.7),
    "fr": (3.0, 3.4, 3.2, 3.6, 3.4, 4.0, 4.6),
}
BLANK = {"gb": {(12, 24), (12, 25)}, "ire": {(12, 24), (12, 25)}, "fr": set()}


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=place) for place in range(count)]


def races(country: str, day: date, generator: np.random.Generator) -> int:
    """Races of a day: more in summer; never fewer than one meeting at weekends."""
    if (day.month, day.day) in BLANK[country]:
        return 0
    summer = 1 + 0.2 * math.sin(2 * math.pi * (day.timetuple().tm_yday - 100) / 365)
    mean = MEETINGS[country][day.weekday()] * summer
    whole = int(mean)
    meetings = whole + int(generator.random() < mean - whole) + int(generator.random() < 0.1)
    if generator.random() < 0.1:
        meetings -= 1
    if country != "ire" or day.weekday() >= 4:
        meetings = max(meetings, 1)
    return sum(int(generator.integers(6, 9)) for _ in range(max(meetings, 0)))


def calendar(country: str, seed: int, count: int = 800, first: date = FIRST) -> dict[date, int]:
    """Races by day, days without racing left out, as the lake has no partition for them."""
    generator = np.random.default_rng([seed, sorted(MEETINGS).index(country)])
    return {day: number for day in days_from(first, count) if (number := races(country, day, generator)) > 0}


def each_day(counts: dict[date, int], first: date, count: int) -> Iterator[tuple[date, int]]:
    for day in days_from(first, count):
        yield day, counts.get(day, 0)
