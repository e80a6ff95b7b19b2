"""Whether two sets of rows are of one race: sources number races differently, and old files not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(r"[a-z0-9]+")
_OFF = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_COUNTRY_SUFFIX = re.compile(r"\s*\([A-Za-z]{2,3}\)\s*$")
# "Kempton (AW)", "Kempton (A.W)" and "kempton-aw" are Kempton, "Curragh (IRE)" is Curragh.
_NOT_OF_THE_COURSE = {"aw", "ire", "fr", "gb"}
_FIRST_MORNING_HOUR = 10


def course_key(course: str | None) -> str:
    """A course's name as it is compared: small letters and digits, without surface and country."""
    tokens = _TOKEN.findall(_plain(course or "").replace(".", ""))
    return "".join(token for token in tokens if token not in _NOT_OF_THE_COURSE) or "".join(tokens)


def horse_key(horse: str | None) -> str:
    """A horse's name as it is compared: small letters and digits, without its country: "Never Dark (GB)"."""
    return "".join(_TOKEN.findall(_plain(_COUNTRY_SUFFIX.sub("", horse or ""))))


def off_minutes(off: str | None) -> int | None:
    """Minutes after midnight of "13:50" or "1:50": no race starts before ten, so it is afternoon then.

    None for what is no time.
    """
    found = _OFF.fullmatch((off or "").strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return (hour + 12 if hour < _FIRST_MORNING_HOUR else hour) * 60 + minute


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a race of a day from the others: course, off and horses, as they are compared."""

    course: str
    off: int | None
    horses: frozenset[str]


def identity(course: str | None, off: str | None, horses: Iterable[str | None]) -> Identity:
    """The identity of a race, from what a source or a file says."""
    keys = frozenset(horse_key(horse) for horse in horses) - {""}
    return Identity(course_key(course), off_minutes(off), keys)


def has_same_horses(one: Identity, other: Identity) -> bool:
    """Whether more than half of the larger field ran in both races, at the same course."""
    common = len(one.horses & other.horses)
    return one.course == other.course and 2 * common > max(len(one.horses), len(other.horses))


def has_same_place(one: Identity, other: Identity) -> bool:
    """Whether both races started at the same time at the same course."""
    return one.course == other.course and one.off is not None and one.off == other.off


def is_same_race(one: Identity, other: Identity) -> bool:
    """Whether both are one race of the day: by place, or by horses when a time was corrected."""
    return has_same_place(one, other) or has_same_horses(one, other)
