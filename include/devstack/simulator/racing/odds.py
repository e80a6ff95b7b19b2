"""Starting prices."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

_PRICES = """1/4 2/5 1/2 4/6 4/5 10/11 Evens 11/10 5/4 11/8 6/4 13/8 7/4 15/8 2/1 9/4 5/2 11/4 3/1 10/3
7/2 4/1 9/2 5/1 11/2 6/1 13/2 7/1 15/2 8/1 17/2 9/1 10/1 11/1 12/1 14/1 16/1 18/1 20/1
22/1 25/1 28/1 33/1 40/1 50/1 66/1 80/1 100/1 150/1 200/1"""
_LADDER = tuple(_PRICES.split())
_MARGIN = 1.15
_LETTERS = {1: "F", 2: "J"}


def ratio(price: str) -> float:
    """Return what a price such as `9/2` pays for one."""
    if price == "Evens":
        return 1.0
    over, under = price.split("/")
    return int(over) / int(under)


_RATIOS = tuple(ratio(price) for price in _LADDER)


def prices(chances: list[float]) -> list[str]:
    """Return the prices of chances that add up to 1; favourites carry F, joint ones J, three or more C."""
    ladder = []
    for chance in chances:
        fair = 1 / min(0.95, chance * _MARGIN) - 1
        ladder.append(_LADDER[min(bisect_left(_RATIOS, fair), len(_LADDER) - 1)])
    shortest = min(ladder, key=ratio)
    letter = _LETTERS.get(Counter(ladder)[shortest], "C")
    return [price + letter if price == shortest else price for price in ladder]


def decimal_price(price: str) -> str:
    """Return a price with or without its letter as `5.50`; empty where there was none."""
    plain = price.rstrip("FJC")
    return f"{ratio(plain) + 1:.2f}" if plain else ""
