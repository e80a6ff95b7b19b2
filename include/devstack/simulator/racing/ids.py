"""Ids: one number for each race and horse, which each source writes in its own way.

A race's eight digits hold its day (10000 + days since 1988-01-01) and its place in the day's programme, so a
race is found without a list. The Racing API writes `rac_12345678`, Racing Post `12345678`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from include.devstack.simulator.racing.calendar import FIRST_DAY
from include.devstack.simulator.racing.courses import Country

_BASES: dict[Country, int] = {"gb": 0, "ire": 400, "fr": 700}
_FIRST_NUMBER = 10_000


def race_id(day: date, country: Country, meeting: int, number: int) -> str:
    """Return the id of the race `number` (from 1) of a country's meeting (from 0)."""
    return f"{_FIRST_NUMBER + (day - FIRST_DAY).days}{_BASES[country] + meeting * 10 + number:03d}"


def api_race_id(race: str) -> str:
    return f"rac_{race}"


def plain_race_id(race: str) -> str:
    """Return the digits of either form."""
    return race.removeprefix("rac_")


def day_and_country(race: str) -> tuple[date, Country] | None:
    """Return what the id of a race (digits) says; None where it is no id."""
    if not re.fullmatch(r"[1-9]\d{7}", race):
        return None
    number, place = int(race[:5]), int(race[5:])
    country = max((one for one in _BASES if _BASES[one] <= place), key=_BASES.__getitem__)
    return FIRST_DAY + timedelta(days=number - _FIRST_NUMBER), country
