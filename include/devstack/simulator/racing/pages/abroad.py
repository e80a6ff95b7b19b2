"""What day pages have beside the meetings of the three countries: one abroad, and one that repeats races."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeVar

_MEETINGS = (
    (1231, "meydan", "Meydan", "UAE"),
    (255, "aqueduct", "Aqueduct", "USA"),
    (1403, "sha-tin", "Sha Tin", "HK"),
)
_OFFS = ("1:05", "1:40", "2:15")
_EVERY = 5

Race = TypeVar("Race")


class RaceAbroad(NamedTuple):
    """A race abroad; its `off` is of twelve hours, in the afternoon."""

    id: int
    off: str
    name: str
    address: str


class MeetingAbroad(NamedTuple):
    """A meeting abroad."""

    course_id: int
    slug: str
    name: str
    country: str
    races: tuple[RaceAbroad, ...]


def meeting_abroad(day: date) -> MeetingAbroad:
    """Return the meeting abroad of a day."""
    course_id, slug, name, country = _MEETINGS[day.toordinal() % len(_MEETINGS)]
    races = tuple(
        RaceAbroad(
            90_000_000 + place,
            off,
            f"Race {place} Allowance",
            f"/results/{course_id}/{slug}/{day}/{90_000_000 + place}",
        )
        for place, off in enumerate(_OFFS, 1)
    )
    return MeetingAbroad(course_id, slug, name, country, races)


def repeated(races: Sequence[Race]) -> list[Race]:
    """Return the races of a day that its special meeting repeats."""
    return list(races[::_EVERY])
