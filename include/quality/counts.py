"""Exact completeness, the old fixed rule, and the figures that describe a list of counts."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exact:
    """What was listed against what is stored, by id.

    :param missing: listed and not stored, sorted.
    :param unlisted: stored and not listed: how many (history that was imported without its listing).
    """

    listed: int
    stored: int
    missing: tuple[str, ...]
    unlisted: int


def compare(listed: Collection[str], stored: Collection[str]) -> Exact:
    """Compare two sets of ids. Nothing listed and nothing stored is complete."""
    wanted, there = set(listed), set(stored)
    return Exact(len(wanted), len(there), tuple(sorted(wanted - there)), len(there - wanted))


def is_too_few(total: int, minimum: int) -> bool:
    """The fixed rule: fewer than `minimum` on a day, whatever the day and however many should be there.

    It sees the day's total, so it is blind to one country that is missing on a busy day.
    """
    return total < minimum


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, median and standard deviation (of a sample; 0 of a single value)."""

    mean: float
    median: float
    deviation: float


def spread(values: Sequence[int]) -> Spread:
    """Describe at least one value."""
    if not values:
        raise ValueError("the spread of no values was asked for")
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return Spread(statistics.fmean(values), float(statistics.median(values)), deviation)
