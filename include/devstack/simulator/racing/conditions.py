"""The conditions of a race: its name, class, who may run, distance and prize."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime

from include.devstack.simulator.racing.calendar import Code
from include.devstack.simulator.racing.courses import Country
from include.devstack.simulator.racing.names import SPONSORS
from include.devstack.simulator.racing.race import RaceType

_FLAT_DISTANCES = (10, 10, 12, 12, 13, 14, 14, 16, 16, 16, 20, 21, 24, 28, 32)
_JUMPS_DISTANCES = (32, 32, 33, 36, 38, 40, 42, 46, 48, 50)
_SEX_WORDS = {
    "": "",
    "F": " Fillies",
    "F & M": " Fillies & Mares",
    "M": " Mares",
    "C & G": " Colts & Geldings",
}
_PATTERN_WORDS = {"": "", "Listed": " (Listed Race)"}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a race's line in the programme says; the fields are those of `SimRace`."""

    name: str
    type: RaceType
    race_class: str
    pattern: str
    rating_band: str
    age_band: str
    sex_rest: str
    half_furlongs: int
    obstacles: str
    usual_runners: float
    winner_prize: int


def going_of(rng: random.Random, country: Country, code: Code, month: int) -> str:
    """Return the going of a meeting."""
    throw = rng.random()
    if code == "all_weather":
        return "Standard" if throw < 0.6 or country != "gb" else "Standard To Slow"
    wet = month <= 3 or month >= 11
    good, softer = ("Good To Yielding", "Yielding") if country == "ire" else ("Good To Soft", "Soft")
    if wet:
        return good if throw < 0.25 else softer if throw < 0.7 else "Heavy"
    if throw < 0.4:
        return "Good"
    return "Good To Firm" if throw < 0.6 and country != "fr" else good if throw < 0.9 else softer


def conditions_of(rng: random.Random, country: Country, code: Code, day: date, off: datetime) -> Conditions:
    """Return the conditions of one race; Saturday afternoons have the best ones."""
    kind = _type(rng, code)
    level = rng.choices((1, 2, 3, 4, 5, 6), (3, 4, 9, 27, 34, 23))[0]
    if day.weekday() == _SATURDAY and off.hour < 17:
        level = max(1, level - 1)
    pattern = _pattern(rng, kind) if level == 1 else ""
    handicap = not pattern and kind != "NH Flat" and rng.random() < 0.55
    top = {1: 110, 2: 105, 3: 95, 4: 85, 5: 75, 6: 60}[level] + rng.choice((-3, 0, 0, 3, 5))
    top += 30 if kind in ("Hurdle", "Chase") else 0
    sex = rng.choices(("", "F", "F & M", "C & G"), (80, 10, 6, 4))[0]
    if kind != "Flat":
        sex = "M" if sex else ""
    usual = {1: 9.0, 2: 10.0, 3: 9.0, 4: 8.5, 5: 9.5, 6: 10.5}[level] + (1.2 if country != "gb" else 0)
    half_furlongs = rng.choice(_FLAT_DISTANCES if kind == "Flat" else _JUMPS_DISTANCES)
    prize = {1: 34_000, 2: 18_000, 3: 9_600, 4: 5_200, 5: 3_500, 6: 2_700}[level]
    return Conditions(
        name=_name(rng, country, kind, handicap, sex, pattern),
        type=kind,
        race_class=f"Class {level}" if country == "gb" else "",
        pattern=pattern,
        rating_band=f"0-{top}" if handicap else "",
        age_band=_ages(rng, kind, handicap, day.month),
        sex_rest=sex,
        half_furlongs=half_furlongs,
        obstacles=_obstacles(rng, kind, half_furlongs),
        usual_runners=usual,
        winner_prize=round(prize * rng.uniform(0.9, 1.6)),
    )


def _type(rng: random.Random, code: Code) -> RaceType:
    if code != "jumps":
        return "Flat"
    return rng.choices(("Hurdle", "Chase", "NH Flat"), (52, 36, 12))[0]


def _pattern(rng: random.Random, kind: RaceType) -> str:
    word = "Group" if kind == "Flat" else "Grade"
    return rng.choices(("Listed", f"{word} 3", f"{word} 2", f"{word} 1"), (45, 28, 17, 10))[0]


def _ages(rng: random.Random, kind: RaceType, handicap: bool, month: int) -> str:
    if kind == "NH Flat":
        return rng.choice(("4-6yo", "4yo+"))
    if kind != "Flat":
        return "5yo+" if kind == "Chase" else rng.choice(("4yo+", "4yo+", "3yo+" if month >= 10 else "4yo+"))
    young = not handicap and month >= 4
    return rng.choices(("2yo", "3yo", "3yo+", "4yo+", "3-5yo"), (6 if young else 0, 6, 5, 4, 1))[0]


def _name(
    rng: random.Random, country: Country, kind: RaceType, handicap: bool, sex: str, pattern: str
) -> str:
    sponsor, words = rng.choice(SPONSORS[country]), _SEX_WORDS[sex]
    title = "" if pattern else rng.choice((" Novice", " Maiden", " Conditions"))
    if handicap:
        title = " Handicap"
    obstacle = {"Flat": "", "Hurdle": " Hurdle", "Chase": " Chase", "NH Flat": ""}[kind]
    if kind == "NH Flat":
        title = " National Hunt Flat Race"
    elif kind == "Flat" and not handicap:
        title += " Stakes"
    division = rng.choices(("", " (Div I)", " (GBB Race)"), (88, 6, 6))[0]
    decorated = _PATTERN_WORDS.get(pattern, f" ({pattern})")
    return f"{sponsor}{words}{title}{obstacle}{division}{decorated}"


def _obstacles(rng: random.Random, kind: RaceType, half_furlongs: int) -> str:
    if kind == "Hurdle":
        return f"{half_furlongs // 4 + rng.randint(0, 1)} hurdles"
    if kind == "Chase":
        return f"{half_furlongs // 3 + rng.randint(0, 2)} fences"
    return ""
