"""Distances between horses, as words and fractions and as lengths; times that follow from them."""

from __future__ import annotations

from itertools import accumulate

from include.devstack.simulator.racing.race import SimRace

# The margin as Racing Post writes it and what it is in lengths, with how often it happens.
MARGINS: tuple[tuple[str, float, int], ...] = (
    ("nse", 0.05, 4), ("shd", 0.1, 6), ("hd", 0.2, 7), ("snk", 0.2, 3), ("nk", 0.3, 12), ("½", 0.5, 16),
    ("¾", 0.75, 14), ("1", 1.0, 8), ("1¼", 1.25, 11), ("1½", 1.5, 9), ("1¾", 1.75, 8), ("2", 2.0, 4),
    ("2¼", 2.25, 7), ("2½", 2.5, 4), ("2¾", 2.75, 8), ("3¼", 3.25, 4), ("4", 4.0, 3), ("5", 5.0, 3),
    ("6½", 6.5, 2), ("9", 9.0, 2), ("14", 14.0, 1), ("dist", 30.0, 1),
)  # fmt: skip
DEAD_HEAT = "dht"
_LENGTHS = {word: length for word, length, _ in MARGINS} | {DEAD_HEAT: 0.0}
_QUARTERS = ("", "¼", "½", "¾")
_QUARTER = 0.25


def decimal(words: str) -> str:
    """Return a margin as the API writes it: `1¼` is `1.25`, `½` is `.5`, `nk` is `0.3`."""
    if words in _LENGTHS and not words[0].isdigit() and words not in _QUARTERS:
        return f"{_LENGTHS[words]:g}"
    return words.replace("¼", ".25").replace("½", ".5").replace("¾", ".75")


def overall(margins: list[str]) -> list[str]:
    """Return the distances from the winner in words, rounded down to quarters; empty for none.

    :param margins: of all that finished; the first is the winner's and empty.
    """
    words: list[str] = []
    for margin, total in zip(margins, accumulate(_LENGTHS.get(one, 0.0) for one in margins), strict=True):
        quarters = int(round(total, 2) / _QUARTER)
        if quarters:
            whole, rest = divmod(quarters, 4)
            words.append(f"{whole or ''}{_QUARTERS[rest]}")
        elif margin == DEAD_HEAT or (words and words[-1]):
            words.append(words[-1])
        else:
            words.append(margin)
    return words


def lengths(words: str) -> float:
    """Return a distance in lengths."""
    return float(decimal(words))


def finishing_lengths(beaten: list[str], totals: list[str]) -> list[float]:
    """Return the lengths that the times of those that finished follow from, the winner's first.

    They are the totals; a margin that a total left out in rounding is added to the lengths of the one before.
    """
    found: list[float] = []
    before = 0.0
    for margin, words in zip(beaten, totals, strict=True):
        total = lengths(words) if words else 0.0
        grew = not found or total > before
        found.append(total if grew else found[-1] + lengths(margin or DEAD_HEAT))
        before = max(before, total)
    return found


def finishing_seconds(race: SimRace, winner: float, behind: float) -> float:
    """Return the time of a horse that finished so many lengths behind the winner."""
    return winner + behind / _lengths_a_second(race)


def winning_seconds(race: SimRace, pace: float) -> float:
    """Return the winner's time; `pace` is 1 at the usual speed."""
    yards_a_second = 17.6 if race.type == "Flat" else 14.4
    slow = {"Heavy": 1.08, "Soft": 1.04, "Yielding": 1.03}.get(race.going, 1.0)
    return round(race.yards / yards_a_second * slow * pace, 2)


def _lengths_a_second(race: SimRace) -> float:
    flat = race.type == "Flat"
    if race.going in ("Soft", "Heavy", "Yielding"):
        return 5.0 if flat else 4.0
    if race.going in ("Good To Soft", "Good To Yielding"):
        return 5.5 if flat else 4.5
    return 6.0 if flat else 5.0
