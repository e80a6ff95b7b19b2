"""Horses with their pedigrees and people: each follows from the seed and its number alone.

A horse belongs to a country and a code and has a year of birth, so that it comes back on other days, a year
older each January, and never runs twice on a day.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from include.devstack.simulator.racing.courses import COUNTRIES, Country
from include.devstack.simulator.racing.names import (
    DAMSIRES,
    FIRST_WORDS,
    FORENAMES,
    LAST_WORDS,
    OWNERS,
    SIRES,
    SURNAMES,
)

Role = Literal["jockey", "trainer", "owner"]
SLOTS = 80
CLASSMATES = 25
_BRED: dict[Country, tuple[str, ...]] = {
    "gb": ("GB", "GB", "IRE", "FR"),
    "ire": ("IRE", "IRE", "GB"),
    "fr": ("FR", "FR", "IRE", "GER"),
}
_PEOPLE = {"jockey": (302_000, 40), "trainer": (86_000, 60), "owner": (1_204_000, 400)}
_COLOURS = ("b", "ch", "gr", "br", "bl", "b/br")


@dataclass(frozen=True, slots=True)
class Person:
    """A jockey, trainer or owner."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Horse:
    """A horse. `bred` is its country of birth (`GB`); `ability` a rating around 70; `is_male` as foaled.

    :param sire: with its country, such as `Kodiac (GB)`; `damsire` without.
    """

    id: int
    name: str
    bred: str
    born: int
    colour: str
    is_male: bool
    is_gelded: bool
    ability: int
    sire: str
    sire_id: int
    dam: str
    dam_bred: str
    dam_id: int
    damsire: str
    damsire_id: int
    trainer: Person
    owner: Person

    @property
    def full_name(self) -> str:
        return f"{self.name} ({self.bred})"

    @property
    def full_dam(self) -> str:
        return f"{self.dam} ({self.dam_bred})"

    def sex(self, year: int) -> str:
        """Return C, F, G, M or H as of a year."""
        if self.is_male:
            return "G" if self.is_gelded else "C" if year - self.born < 5 else "H"
        return "F" if year - self.born < 5 else "M"


def horse_number(country: Country, jumps: bool, born: int, slot: int, mate: int) -> int:
    """Return the number of a horse: the one of a slot's classmates with this year of birth."""
    pool = COUNTRIES.index(country) * 2 + jumps + 1
    return pool * 10_000_000 + born % 100 * 100_000 + slot * CLASSMATES + mate


@lru_cache(maxsize=8192)
def horse(number: int, born: int, country: Country, seed: int) -> Horse:
    """Return the horse with a number."""
    rng = random.Random(f"{seed}:horse:{number}")
    sire = rng.randrange(len(SIRES))
    damsire = rng.randrange(len(DAMSIRES))
    is_male = rng.random() < 0.6
    return Horse(
        id=number,
        name=_own_name(rng, number),
        bred=rng.choice(_BRED[country]),
        born=born,
        colour=rng.choice(_COLOURS),
        is_male=is_male,
        is_gelded=is_male and rng.random() < 0.7,
        ability=round(rng.gauss(70, 11)),
        sire=SIRES[sire],
        sire_id=4_514_000 + sire,
        dam=_horse_name(rng),
        dam_bred=rng.choice(_BRED[country]),
        dam_id=4_000_000 + number % 900_000,
        damsire=DAMSIRES[damsire],
        damsire_id=675_200 + damsire,
        trainer=people("trainer", country, rng, 1)[0],
        owner=people("owner", country, rng, 1)[0],
    )


def people(role: Role, country: Country, rng: random.Random, count: int) -> list[Person]:
    """Return so many different people of a country; the same id always has the same name."""
    first, many = _PEOPLE[role]
    first += COUNTRIES.index(country) * many
    return [_person(role, country, first + index) for index in rng.sample(range(many), count)]


def _person(role: Role, country: Country, number: int) -> Person:
    forenames, surnames = FORENAMES[country], SURNAMES[country]
    surname = surnames[number * 7 % len(surnames)]
    if role == "owner":
        return Person(number, OWNERS[number % len(OWNERS)].format(surname))
    return Person(number, f"{forenames[number % len(forenames)]} {surname}")


def _own_name(rng: random.Random, number: int) -> str:
    """Classmates, who alone meet in a race, begin with different words: no two have one name."""
    slot, mate = divmod(number % 100_000, CLASSMATES)
    first = FIRST_WORDS[(slot * 7 + mate) % len(FIRST_WORDS)]
    return f"{first} {rng.choice(LAST_WORDS)}"


def _horse_name(rng: random.Random) -> str:
    first = rng.choice(FIRST_WORDS)
    return first if first[-1] != "f" and rng.random() < 0.04 else f"{first} {rng.choice(LAST_WORDS)}"
