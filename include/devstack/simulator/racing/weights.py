"""What a runner carries: weight, the rider's claim and headgear."""

from __future__ import annotations

import random
from dataclasses import dataclass

from include.devstack.simulator.racing.race import SimRace

_TOP_FLAT, _TOP_JUMPS = 135, 166
_LOW_FLAT, _LOW_JUMPS = 112, 140
_HEADGEAR = ("", "p", "h1", "b", "h", "t", "v", "p1", "ht1", "tp", "tb")
_HEADGEAR_SHARES = (160, 15, 5, 4, 3, 6, 2, 2, 2, 4, 3)


@dataclass(frozen=True, slots=True)
class Weight:
    """Pounds carried, the claim in pounds (0 = none) and headgear codes (`tp` tongue-tie and cheekpieces)."""

    pounds: int
    claim: int
    headgear: str


def weight(rng: random.Random, race: SimRace, official: int | None) -> Weight:
    """Return a runner's weight; in a handicap it follows from the official rating."""
    top, low = (_TOP_FLAT, _LOW_FLAT) if race.type == "Flat" else (_TOP_JUMPS, _LOW_JUMPS)
    level = top - rng.randint(2, 9)
    if race.rating_band and official is not None:
        level = max(low, top - (int(race.rating_band.removeprefix("0-")) - official))
    claim = rng.choices((0, 3, 5, 7), (86, 6, 5, 3))[0]
    return Weight(level, claim, rng.choices(_HEADGEAR, _HEADGEAR_SHARES)[0])
