"""How a team's points of one period come about: a list of possessions that adds up to them."""

from __future__ import annotations

import random
from typing import Literal

Outcome = Literal["three", "two", "and_one", "ft2", "ft1", "ft0", "miss3", "miss2", "turnover"]

POINTS: dict[Outcome, int] = {
    "three": 3,
    "two": 2,
    "and_one": 3,
    "ft2": 2,
    "ft1": 1,
    "ft0": 0,
    "miss3": 0,
    "miss2": 0,
    "turnover": 0,
}
_EMPTY: tuple[Outcome, ...] = ("miss3", "miss2", "turnover", "ft0")


def possessions(points: int, count: int, rng: random.Random) -> list[Outcome]:
    """Return at least `count` possessions in random order whose points add up to `points`."""
    outcomes: list[Outcome] = []
    left = points
    while left:
        outcome = _scoring(left, rng.random())
        outcomes.append(outcome)
        left -= POINTS[outcome]
    missing = max(0, count - len(outcomes))
    outcomes.extend(rng.choices(_EMPTY, weights=(38, 34, 26, 2), k=missing))
    rng.shuffle(outcomes)
    return outcomes


def _scoring(left: int, chance: float) -> Outcome:
    if left >= 3 and chance < 0.30:
        return "three"
    if left >= 3 and chance < 0.34:
        return "and_one"
    if left >= 2 and chance < 0.80:
        return "two"
    if left >= 2 and chance < 0.93:
        return "ft2"
    return "ft1"
