"""How long to wait before the next try, in seconds: random, so that many workers do not come back at once."""

from __future__ import annotations

import random
from collections.abc import Callable

Uniform = Callable[[float, float], float]

_RANDOM = random.SystemRandom()


def uniform(low: float, high: float) -> float:
    """A random number between `low` and `high`."""
    return _RANDOM.uniform(low, high)


def full_jitter(attempt: int, *, base: float, draw: Uniform = uniform) -> float:
    """Seconds before the next try after `attempt` (counted from 0) failed.

    Drawn from 0 to `base * 2 ** attempt`: with a base of 2 s the limits are 2, 4 and 8 s.
    """
    return draw(0.0, base * 2.0**attempt)
