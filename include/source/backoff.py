"""How long to wait before the next try, in seconds: random, so that many workers do not come back at once."""

from __future__ import annotations

import random
from collections.abc import Callable

Uniform = Callable[[float, float], float]

_RANDOM = random.SystemRandom()


def uniform(low: float, high: float) -> float:
    """A random number between `low` and `high`."""
    return _RANDOM.uniform(low, high)


def equal_jitter(attempt: int, *, base: float, draw: Uniform = uniform) -> float:
    """Seconds before the next try after `attempt` (counted from 0) failed.

    Drawn from the upper half of 0 to `base * 2 ** attempt`: with a base of 2 s from 1 to 2 s, then from 2 to
    4 s, then from 4 to 8 s. The lower half is never drawn, so that a source in trouble always gets a rest.
    """
    longest = base * 2.0**attempt
    return draw(longest / 2, longest)
