"""Races as data: what is common to every source of races."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from include.racing.columns import NAMES
from include.racing.rows import Race

STAND_IN = "zz"
"""Stands for a country that neither the payload nor the caller tells; null in the data. No country has this
code: ISO 3166-1 leaves it to its users.
"""

_OF_THE_ARCHIVE = frozenset({"scraped_at"})


def data_of(race: Race) -> dict[str, Any]:
    """A race with its rows, under the names of the columns of our tables."""
    return {
        "race_id": race.race_id,
        "country": told("country", race.country),
        "date": race.date,
        "course": race.course,
        "course_id": race.course_id,
        "off": race.off,
        "race_name": race.name,
        "void": race.void,
        "ran": race.declared_runners,
        "rows": rows_of([race]),
    }


def rows_of(races: Sequence[Race]) -> list[dict[str, Any]]:
    """The rows of some races; what the archive alone knows is left out."""
    return [
        {name: told(name, getattr(row, _attribute(name))) for name in NAMES if name not in _OF_THE_ARCHIVE}
        for race in races
        for row in race.runners
    ]


def _attribute(column: str) -> str:
    return {"class": "class_", "or": "or_"}.get(column, column)


def told(column: str, value: Any) -> Any:
    """A value of a row, None for a country that nobody told."""
    is_stand_in = column in ("country", "region") and value in (STAND_IN, STAND_IN.upper())
    return None if is_stand_in else value
