"""The headers that files of results have had, and which of our columns their names stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from include.racing.columns import NAMES
from include.racing.errors import UnknownMarkupError

_ALIASES = {
    "name": "race_name",
    "race": "race_name",
    "race_type": "type",
    "race_class": "class",
    "distance": "dist",
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
    "sp_dec": "dec",
    "seconds": "secs",
}
# Files of 2018: `name` is the horse, `time` the off, `btn` the distance behind the winner, `band` the ages
# (and sex); the headings of jockey and trainer stand over each other's values.
_OF_2018 = {
    "name": "horse",
    "time": "off",
    "btn": "ovr_btn",
    "band": "age_band",
    "jockey": "trainer",
    "trainer": "jockey",
}
_MARKS_OF_2018 = frozenset({"race_name", "name", "time", "band", "gear"})
_BESIDES = frozenset({"weight"})


def layout(header: Sequence[str]) -> Mapping[str, int]:
    """Which field of a line holds which of our columns, by the column's name.

    `weight` is there too (stones-pounds). Columns that we do not have are left out.

    :raises UnknownMarkupError: the header names a column twice, or lacks one that a row needs.
    """
    names = [name.strip().strip('"').strip().lower().replace(" ", "_") for name in header]
    aliases = dict(_ALIASES)
    if set(names) >= _MARKS_OF_2018 and "horse" not in names:
        aliases |= _OF_2018
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = aliases.get(name, name)
        if column not in NAMES and column not in _BESIDES:
            continue
        if column in places:
            raise UnknownMarkupError(f"the header of the file names column {column!r} twice")
        places[column] = place
    _check(places)
    return places


def _check(places: Mapping[str, int]) -> None:
    needed = ["date", "horse", "pos"]
    if "race_id" not in places:
        needed += ["course", "off"]
    missing = [name for name in needed if name not in places]
    if missing:
        raise UnknownMarkupError(f"the header of the file lacks {', '.join(missing)}")
