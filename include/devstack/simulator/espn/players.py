"""Invented players: who is on a team's roster in a season."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from include.devstack.simulator.espn.teams import Team

ROSTER_SIZE = 13
_POSITIONS = {"G": "Guard", "F": "Forward", "C": "Center"}
_SLOTS = "GGFFCGFCGFGFC"
_FIRST_NAMES = """
Aaron Adrian Andre Anton Ben Brandon Caleb Carlos Cedric Chris Cole Damian Dario Darnell David Deon
Dylan Eli Emmanuel Evan Filip Gabe Grant Harrison Hugo Isaiah Ivan Jaden Jalen Jonas Jordan Josh
Julian Keegan Kyle Lamar Leo Luka Malik Marcus Mason Mateo Max Micah Miles Nick Nikola Noah Omar
Oscar Patrick Quentin Reggie Rodney Sam Scottie Terrence Theo Tre Tyler Victor Xavier Zach Zion
"""
_LAST_NAMES = """
Abara Adams Allen Almeida Banks Bell Bishop Brooks Byrd Carter Castle Coleman Cruz Dalton Daniels
Dixon Duarte Ellis Farrow Fontaine Ford Garner Gordon Graves Hale Hardaway Hayes Holloway Horvat
Hughes Ingram Jeffers Jokinen Keller Kovac Lane Lawson Lindqvist Lowe Mbaye McCall Mensah Monroe
Nash Novak Okafor Ortega Parker Petrov Pryor Quinn Ramsey Reyes Rivers Sato Simmons Stone Sumner
Tate Toure Vance Walker Webb Whitfield Yates
"""
_FIRST = tuple(_FIRST_NAMES.split())
_LAST = tuple(_LAST_NAMES.split())


@dataclass(frozen=True, slots=True)
class Player:
    """A player of one season. `slot` 0-4 starts, 5-9 comes on in most games, the rest seldom."""

    id: str
    name: str
    first: str
    last: str
    jersey: str
    position: str
    slot: int

    @property
    def short_name(self) -> str:
        return f"{self.first[0]}. {self.last}"

    @property
    def position_name(self) -> str:
        return _POSITIONS[self.position]

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")


@lru_cache(maxsize=256)
def roster(team: Team, season: int, seed: int) -> tuple[Player, ...]:
    """Return the thirteen players of a team. A player stays about four seasons."""
    return tuple(_player(team, season, seed, slot) for slot in range(ROSTER_SIZE))


def _player(team: Team, season: int, seed: int, slot: int) -> Player:
    era = (season + slot) // 4
    rng = random.Random(f"{seed}:player:{team.id}:{slot}:{era}")
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    number = 9_000_000 + (int(team.id) * 16 + slot) * 64 + era % 64
    jersey = str((slot * 4 + int(team.id) * 3 + era) % 56)
    return Player(str(number), f"{first} {last}", first, last, jersey, _SLOTS[slot], slot)


_OFFICIALS = tuple(f"{first} {last}" for first, last in zip(_FIRST[::2], _LAST[1::2], strict=False))


def officials(rng: random.Random, count: int) -> list[str]:
    """Return the names of `count` different officials."""
    return rng.sample(_OFFICIALS, count)
