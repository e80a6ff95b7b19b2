"""Ratings of a runner: the official one, Racing Post's (RPR) and Topspeed (TS)."""

from __future__ import annotations

import random
from dataclasses import dataclass

from include.devstack.simulator.racing.horses import Horse
from include.devstack.simulator.racing.race import SimRace

_LOWEST = 20
_JUMPS_MORE = 35


@dataclass(frozen=True, slots=True)
class Ratings:
    """None where a horse gets no rating."""

    official: int | None
    rpr: int | None
    ts: int | None


def ratings(rng: random.Random, race: SimRace, one: Horse, behind: float | None) -> Ratings:
    """Return a runner's ratings.

    :param behind: lengths behind the winner; None = it did not finish, and is rated for nothing it did.
    """
    level = one.ability + (_JUMPS_MORE if race.type != "Flat" else 0)
    top = int(race.rating_band.removeprefix("0-")) if race.rating_band else None
    unrated = rng.random() < (0.9 if race.age_band == "2yo" or race.type == "NH Flat" else 0.4)
    official = min(level, top) if top else None if unrated else level
    best, late = rng.randint(-4, 9), rng.randint(3, 34)
    timed = rng.random() > 0.12
    if behind is None:
        return Ratings(official, None, None)
    rpr = level + best - round(behind * (1.0 if race.type != "Flat" else 1.7))
    if rpr < _LOWEST:
        return Ratings(official, None, None)
    ts = rpr - late
    return Ratings(official, rpr, ts if timed and ts > 0 else None)
