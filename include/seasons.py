"""NBA seasons: the season of a day, and the labels people write ("2023-24")."""

from __future__ import annotations

import re
from datetime import date

from include.errors import ParamError

FIRST_SEASON = 1947
"""End year of the first season (1946-47)."""

# Every season but one began and ended on the two sides of the first of September.
_LATE_STARTS = {2020: date(2020, 11, 1)}
_LABEL = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def season_of(day: date) -> int:
    """The season of a game day, by its end year: 2024 stands for 2023-24."""
    start = _LATE_STARTS.get(day.year, date(day.year, 9, 1))
    return day.year + 1 if day >= start else day.year


def season_label(end_year: int) -> str:
    """The season as people write it: 2024 is `2023-24`, 2000 is `1999-00`."""
    return f"{end_year - 1}-{end_year % 100:02d}"


def read_season(label: str) -> int:
    """The end year of a season that somebody typed.

    :raises ParamError: when it is not a season like 2023-24.
    """
    found = _LABEL.fullmatch(label)
    if found:
        end_year = int(found[1]) + 1
        if end_year >= FIRST_SEASON and season_label(end_year) == label:
            return end_year
    raise ParamError(f"a season is written like 2023-24, from 1946-47 on; got {label!r}")
