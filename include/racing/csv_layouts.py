"""The headers that files of results have had, and which of our columns their headings stand for.

Seen in the files and the published versions of a public scraper (joenano/rpscrape), and in files that went
through pandas. What differs from our names, by when the file was written:

- Until 2018-12-04 (`time` and `band`, no `off`): `name` is the horse, `time` the off, `btn` the distance
  behind the winner, `band` ages and sexes, `class` may hold the rating band. Jockey and trainer stand under
  each other's heading.
- From 2018-12-04 (`fin_time`, later `dist(f)` and `dist(m)`): the same, but jockey and trainer stand right.
  `fin_time` is the time. For a while the comma between `dec` and `age` was forgotten
  (`include.racing.csv_lines`).
- From 2019-02-20 to 2020-02 (`horse_name`, `prize(£)`): the same. Amounts without a sign are of the currency
  in the heading.
- From 2020-02 (`off`): our names, first with capitals. `name` is the race.

A header with `time` and `band` and none of the marks of December 2018 does not tell which of the two it is:
then the last day of the file decides. A race of 2018-12-04 or later can only have been written by the later
program; before that the headings are taken as swapped, as the file of that header that we have seen has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from include.racing.errors import UnknownMarkupError
from include.racing.rows import NAMES

NAMED_RIGHT_SINCE = date(2018, 12, 4)

_ALIASES = {
    "name": "race_name",
    "race": "race_name",
    "race_type": "type",
    "race_class": "class",
    "distance": "dist",
    "dist(f)": "dist_f",
    "dist(m)": "dist_m",
    "dist(y)": "dist_y",
    "wgt": "weight",
    "ofr": "or",
    "official_rating": "or",
    "tsr": "ts",
    "topspeed": "ts",
    "headgear": "hg",
    "gear": "hg",
    "position": "pos",
    "number": "num",
    "horse_name": "horse",
    "fin_time": "time",
    "sp_dec": "dec",
    "seconds": "secs",
}
_BEFORE_2020 = {"name": "horse", "time": "off", "btn": "ovr_btn", "band": "age_band"}
_NAMED_RIGHT = frozenset({"fin_time", "dist(f)", "dist(m)", "horse_name"})
_BESIDES = frozenset({"weight"})
_PRIZE = re.compile(r"prize_?\(?([£€])\)?")
_CURRENCIES: Mapping[str, Literal["GBP", "EUR"]] = {"£": "GBP", "€": "EUR"}
_OTHER_NAMES = {"off": "time, beside fin_time or band", "horse": "horse_name", "pos": "position"}
_MOST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Layout:
    """What a header says.

    :param places: which field of a line holds which of our columns; `weight` is there too (stones-pounds).
    :param unread: headings of the file that stand for no column of ours, in the file's order.
    :param currency: of amounts without a sign, by the heading of the prize; None: it says none.
    :param is_swap_open: whether only the file's days tell if jockey and trainer are swapped.
    """

    places: Mapping[str, int]
    unread: tuple[str, ...]
    currency: Literal["GBP", "EUR"] | None = None
    is_swap_open: bool = False


def layout(header: Sequence[str], *, needs_region: bool = False) -> Layout:
    """The layout of a file with this header.

    :param needs_region: whether the rows themselves must tell their country.
    :raises UnknownMarkupError: the header names a column twice, or lacks columns that a row needs. The
        message names all that it lacks.
    """
    names = [heading.lower().replace(" ", "_").replace("_(", "(") for heading in header]
    is_before_2020 = "off" not in names and "time" in names and bool({"fin_time", "band"} & set(names))
    aliases = _ALIASES | _BEFORE_2020 if is_before_2020 else _ALIASES
    places: dict[str, int] = {}
    unread: list[str] = []
    currency: Literal["GBP", "EUR"] | None = None
    for place, name in enumerate(names):
        column = aliases.get(name, name)
        if found := _PRIZE.fullmatch(name):
            column, currency = "prize", _CURRENCIES[found[1]]
        if column not in NAMES and column not in _BESIDES:
            unread.append(header[place] or f"column {place + 1}, which has no heading")
        elif column in places:
            raise UnknownMarkupError(
                f"the header of the file names column {column!r} twice: "
                f"{header[places[column]]!r} and {header[place]!r} mean the same"
            )
        else:
            places[column] = place
    _check(places, header, needs_region=needs_region)
    is_swap_open = (
        is_before_2020 and not _NAMED_RIGHT & set(names) and bool({"jockey", "trainer"} & set(places))
    )
    return Layout(places, tuple(unread), currency, is_swap_open)


def with_swap_decided(found: Layout, last: date) -> tuple[Layout, str | None]:
    """The layout with jockey and trainer where they are, given the last day of a file.

    :returns: also a sentence that says how it was decided, where the header did not tell.
    """
    if not found.is_swap_open:
        return found, None
    if last >= NAMED_RIGHT_SINCE:
        return replace(found, is_swap_open=False), (
            "the header does not tell whether jockey and trainer are swapped; with races until "
            f"{last} it was written on or after {NAMED_RIGHT_SINCE}: they are read as their headings say"
        )
    other = {"jockey": "trainer", "trainer": "jockey"}
    places = {other.get(column, column): place for column, place in found.places.items()}
    return replace(found, places=places, is_swap_open=False), (
        "the header does not tell whether jockey and trainer are swapped; with races until "
        f"{last}, before {NAMED_RIGHT_SINCE}, they are read as swapped"
    )


def _check(places: Mapping[str, int], header: Sequence[str], *, needs_region: bool) -> None:
    needed = ["date", "horse", "pos"]
    if "race_id" not in places:
        needed += ["course", "off"]
    missing = [name for name in needed if name not in places]
    if needs_region and not {"country", "region"} & set(places):
        missing.append("region")
    if missing:
        others = [f"{name} may be called {_OTHER_NAMES[name]}" for name in missing if name in _OTHER_NAMES]
        known_as = f" ({'; '.join(others)})" if others else ""
        raise UnknownMarkupError(
            f"the header of the file lacks {', '.join(missing)}{known_as}. It has: "
            f"{', '.join(header)[:_MOST_SHOWN]}"
        )
