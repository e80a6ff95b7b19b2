"""Single values as the sources write them: weights, prices, distances, times.

Every reader takes a text or None and gives None for what the sources write for "nothing" (an empty
text, `-`, an en dash). What is there but cannot be read is an UnreadableValueError that
names its field: a new spelling is to be seen, not stored as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from include.racing.errors import UnreadableValueError

Value = TypeVar("Value")

POUNDS_IN_A_STONE = 14
YARDS_IN_A_FURLONG = 220

# Empty, a hyphen, an en dash, an em dash.
_NOTHING = frozenset({"", "-", "\u2013", "\u2014"})
_CONTROL = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029, 0xFEFF), " ")
_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
_INTEGER = re.compile(r"([+-]?\d{1,9})(?:\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3}){1,3}(?:\.\d{0,20})?", re.ASCII)
_CLOTH = re.compile(r"(\d{1,4})[A-Za-z]?\.?", re.ASCII)
_WEIGHT = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_PRICE = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)
_FAVOURITE = re.compile(r"\s*(?:[FJC]|JF|CF|FAV)$")
_CLOCK = re.compile(r"(?:(\d{1,3})(?:m\s*|:))?(\d{1,4}(?:\.\d{0,3})?)s?", re.ASCII)
_DISTANCE = re.compile(r"(?:(\d{1,2})m)?\s*(?:(\d{0,2}(?:\.\d{1,4})?)f)?\s*(?:(\d{1,4})y(?:ds?)?)?", re.ASCII)
_EVENS = re.compile(r"^ev(?:en)?s", re.IGNORECASE)
_NO_PRICE = frozenset({"no odds", "&", "sp"})
_MARGINS = {
    "nse": 0.05,
    "nose": 0.05,
    "shd": 0.1,
    "sht-hd": 0.1,
    "sh": 0.1,
    "hd": 0.2,
    "snk": 0.2,
    "nk": 0.3,
    "lgnk": 0.4,
    "dht": 0.0,
    "dist": 30.0,
}
_CURRENCIES = {"£": "GBP", "€": "EUR"}


def text(value: str | None) -> str | None:
    """A text on one line with single blanks, None for nothing."""
    if value is None:
        return None
    cleaned = " ".join(value.translate(_CONTROL).split())
    return None if cleaned in _NOTHING else cleaned


def integer(value: str | None, field: str) -> int | None:
    """A whole number: `7`, `83.0`."""
    return _read(value, field, "a whole number", _integer)


def number(value: str | None, field: str) -> float | None:
    """A number: `.5`, `3.00`, `1,250`. A comma stands before three digits: `4,50` and `1.234,50` are none."""
    return _read(value, field, "a number", _number)


def cloth(value: str | None, field: str = "num") -> int | None:
    """A saddle cloth number: `4.`, `1A`; None for a page's `.`, the dot behind no number."""
    return _read(value, field, "a saddle cloth number", _cloth)


def pounds(value: str | None, field: str = "weight") -> int | None:
    """A weight in pounds, of stones and pounds: `9-4` is 130."""
    return _read(value, field, "a weight as stones-pounds", _pounds)


def price(value: str | None) -> str | None:
    """A price as text, with the favourite's letter: `9/2F`, `Evens`; None for `No Odds`."""
    cleaned = text(value)
    if cleaned is None or cleaned.lower() in _NO_PRICE:
        return None
    return _EVENS.sub("Evens", cleaned)


def decimal_odds(value: str | None, field: str = "sp") -> float | None:
    """Decimal odds of a price, the stake included: `9/2F` is 5.5, `Evs` is 2, `No Odds` is None."""
    return _read(value, field, "a price as 9/2, Evs or No Odds", _decimal_odds)


def lengths(value: str | None, field: str) -> float | None:
    """A distance between horses in lengths: `nk`, `1¼`, `[12½]`, `dist`, `2.75`."""
    return _read(value, field, "a distance in lengths (nk, hd, 1¼, 2.75)", _lengths)


def seconds(value: str | None, field: str = "time") -> float | None:
    """A time in seconds: `1:38.85`, `1m 38.85s`, `59.67s`; None for `0.00s`, which stands for no time."""
    return _read(value, field, "a time as 1:38.85 or 1m 38.85s", _seconds)


def furlongs(value: str | None, field: str = "dist") -> float | None:
    """A distance in furlongs: `1m2½f` is 10.5, `7f`, `2m3f50y`, `10.5`."""
    return _read(value, field, "a distance as 1m2½f", _furlongs)


def money(value: str | None, field: str = "prize") -> tuple[float | None, str | None]:
    """An amount and its currency, GBP or EUR: `£3,493.26`, `€1200`. Without a sign it is pounds.

    The public scrapers drop the pound sign and keep the other one, and the licensed source does alike.
    """
    cleaned = text(value)
    if cleaned is None:
        return None, None
    currency = next((name for sign, name in _CURRENCIES.items() if sign in cleaned), "GBP")
    for sign in _CURRENCIES:
        cleaned = cleaned.replace(sign, "")
    amount = number(cleaned, field)
    return amount, currency if amount is not None else None


def clock(secs: float | None) -> str | None:
    """Seconds as the files write a time: 98.85 is `1:38.85`."""
    if secs is None:
        return None
    hundredths = round(secs * 100)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes}:{rest // 100:02d}.{rest % 100:02d}"


def twenty_four_hours(value: str | None) -> str | None:
    """A time of a race as HH:MM, None where it cannot be told.

    Without am or pm, hours 1 to 9 are in the afternoon and 10 to 12 as they are: nothing is run between
    midnight and ten. A leading zero or an hour above 12 says 24 hours.
    """
    cleaned = text(value)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", cleaned, re.ASCII) if cleaned else None
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        return None
    if 1 <= hour <= 9 and len(found[1]) == 1:
        hour += 12
    return f"{hour:02d}:{minute:02d}"


def _read(
    value: str | None, field: str, expected: str, reader: Callable[[str], Value | None]
) -> Value | None:
    cleaned = text(value)
    if cleaned is None:
        return None
    try:
        return reader(cleaned)
    except ValueError as error:
        raise UnreadableValueError(f"{field}: expected {expected}, got {cleaned[:80]!r}") from error


def _match(pattern: re.Pattern[str], value: str) -> re.Match[str]:
    found = pattern.fullmatch(value)
    if found is None:
        raise ValueError(value)
    return found


def _integer(value: str) -> int:
    return int(_match(_INTEGER, value)[1])


def _number(value: str) -> float:
    stripped = value.strip()
    if "," in stripped:
        return float(_match(_THOUSANDS, stripped)[0].replace(",", ""))
    return float(_match(_NUMBER, stripped)[0])


def _cloth(value: str) -> int | None:
    if value == ".":
        return None
    return int(_match(_CLOTH, value)[1])


def _pounds(value: str) -> int:
    found = _match(_WEIGHT, value)
    return int(found[1]) * POUNDS_IN_A_STONE + int(found[2])


def _decimal_odds(value: str) -> float | None:
    if value.lower() in _NO_PRICE:
        return None
    found = _match(_PRICE, _FAVOURITE.sub("", _EVENS.sub("1/1", value)))
    if int(found[2]) == 0:
        raise ValueError(value)
    return round(int(found[1]) / int(found[2]) + 1, 2)


def _lengths(value: str) -> float:
    bare = value.strip("[]").strip().lower()
    if bare in _MARGINS:
        return _MARGINS[bare]
    return float(_match(_NUMBER, _with_decimals(bare))[0])


def _seconds(value: str) -> float | None:
    found = _match(_CLOCK, value)
    return round(int(found[1] or 0) * 60 + float(found[2]), 2) or None


def _furlongs(value: str) -> float:
    if value.replace(".", "", 1).isdecimal():
        return _number(value)
    found = _match(_DISTANCE, _with_decimals(value))
    miles, rest, yards = found[1], found[2], found[3]
    return round(int(miles or 0) * 8 + float(rest or 0) + int(yards or 0) / YARDS_IN_A_FURLONG, 3)


def _with_decimals(value: str) -> str:
    for sign, decimals in _FRACTIONS.items():
        value = value.replace(sign, decimals)
    return value
