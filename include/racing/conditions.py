"""What the name, the going and the distance of a race say about its conditions.

Racing Post's pages tell these only in words; The Racing API gives them as fields. The rules are those of
the public scrapers, so that rows of either source and of older files are alike.
"""

from __future__ import annotations

import re

LONGEST_FLAT_FURLONGS = 12
"""Below this distance a race is on the flat: nothing is jumped, and no bumper is as short."""

_PATTERN = re.compile(r"\b(group|grade)\s+(\d|[a-c]\b|i{1,3}\b)", re.IGNORECASE)
_LISTED = re.compile(r"\blisted\b", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s+([1-7a-h])\b", re.IGNORECASE)
_CLASS_LETTERS = {"A": "1", "B": "2", "C": "3", "D": "4", "E": "5", "F": "6", "G": "6", "H": "7"}
_ROMAN = {"I": "1", "II": "2", "III": "3"}
_HURDLE = re.compile(r"\bhurdle\b", re.IGNORECASE)
_CHASE = re.compile(r"\b(?:chase|steeple-?chase|steepl-?chase)\b", re.IGNORECASE)
_BUMPER = re.compile(
    r"national hunt flat|\bnh flat\b|i\.?n\.?h\.? flat|\bbumper\b|mares['\u2019]? flat race|kepak flat race",
    re.IGNORECASE,
)
# Between two sexes, which may be in the genitive: Fillies' And Mares' Handicap.
_AND = r"['\u2019]?\s*(?:&|and|/)\s*"
_SEXES = (
    (re.compile(rf"colts{_AND}fillies", re.IGNORECASE), "C & F"),
    (re.compile(rf"fill?ies{_AND}mares", re.IGNORECASE), "F & M"),
    (re.compile(rf"colts{_AND}geldings|\(c ?& ?g\)", re.IGNORECASE), "C & G"),
    (re.compile(rf"mares{_AND}geldings", re.IGNORECASE), "M & G"),
    (re.compile(r"\bfillies\b", re.IGNORECASE), "F"),
    (re.compile(r"\bmares\b", re.IGNORECASE), "M"),
)
SEXES = frozenset(short for _, short in _SEXES)
"""The restrictions, as files of results write them."""
_SOFT = re.compile(r"soft|heavy|yielding|holding|slow|muddy|sloppy")
_ALL_WEATHER = re.compile(r"standard|slow|fast|polytrack|tapeta")
_DIRT = re.compile(r"muddy|sloppy|wet fast|frozen")


def pattern(words: str | None) -> str | None:
    """`Group 1`, `Grade 2` or `Listed`, of a race's name or class."""
    found = _PATTERN.search(words or "")
    if found:
        number = found[2].upper()
        return f"{found[1].title()} {_ROMAN.get(number, number)}"
    return "Listed" if _LISTED.search(words or "") else None


def race_class(words: str | None) -> str | None:
    """`Class 4`, of a race's name or of its own mark `(Class 4)`; the old letters A to H are 1 to 7."""
    found = _CLASS.search(words or "")
    if found is None:
        return None
    letter = found[1].upper()
    return f"Class {_CLASS_LETTERS.get(letter, letter)}"


def sex_restriction(words: str | None) -> str | None:
    """`F`, `M`, `C & F`, `C & G`, `F & M` or `M & G`, of a race's name or age band."""
    return next((short for words_of, short in _SEXES if words_of.search(words or "")), None)


def bands(words: str | None) -> tuple[str | None, str | None]:
    """The rating band and the age band of `(0-75, 3yo+)`."""
    parts = [part.strip() for part in (words or "").strip().strip("()").split(",")]
    ages = next((part for part in parts if "yo" in part), None)
    rating = next((part for part in parts if re.fullmatch(r"\d{1,3}-\d{1,3}", part)), None)
    return rating, ages


def race_type(furlongs: float | None, obstacles: str | None, name: str | None) -> str:
    """`Flat`, `Hurdle`, `Chase` or `NH Flat`.

    :param obstacles: such as `12 hurdles` or `18 fences`, where there are any.
    """
    if furlongs is not None and furlongs < LONGEST_FLAT_FURLONGS:
        return "Flat"
    jumped = (obstacles or "").lower()
    if "hurdle" in jumped:
        return "Hurdle"
    if "fence" in jumped:
        return "Chase"
    words = name or ""
    if _CHASE.search(words):
        return "Chase"
    if _HURDLE.search(words):
        return "Hurdle"
    return "NH Flat" if _BUMPER.search(words) else "Flat"


def surface(going: str | None) -> str | None:
    """`Turf`, `AW` or `Dirt`, of the going's words; None where there is no going."""
    if going is None:
        return None
    words = going.lower()
    if _DIRT.search(words):
        return "Dirt"
    return "AW" if _ALL_WEATHER.search(words) else "Turf"


def lengths_per_second(going: str | None, type_: str) -> float | None:
    """How many lengths a second stands for, by the British Horseracing Authority's scale.

    On the flat 6 on good or faster ground and on all-weather tracks, 5.5 where it is good with softer
    places, 5 on softer ground; over jumps (and in bumpers) one less. None where the going is not known.
    """
    if going is None:
        return None
    words = going.lower()
    flat = 6.0
    if "standard" not in words and _SOFT.search(words):
        flat = 5.5 if "good" in words else 5.0
    return flat if type_ == "Flat" else flat - 1


def runner_seconds(winner_seconds: float | None, behind: float | None, scale: float | None) -> float | None:
    """The time of a runner in seconds: the winner's and what `behind` lengths take.

    None where it cannot be told.

    :param scale: lengths a second.
    """
    if winner_seconds is None or behind is None:
        return None
    if behind == 0:
        return winner_seconds
    return None if scale is None else round(winner_seconds + behind / scale, 2)
