"""The table rows of runners on a classic page, one runner at a time.

A runner is a row with its position and its horse, followed by rows of its own: its pedigree
(`block-pedigreeInfoFullResults`) and its comment (`rp-horseTable__commentRow`). Everything of a runner is
read below these rows, so that a piece that is missing is missing for this runner alone. Most pieces
stand twice, for wide and for narrow screens: they have to say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from include.errors import IncompletePayloadError
from include.racing import values
from include.racing.errors import UnknownMarkupError
from include.racing.positions import position
from include.racing.racing_post import document
from include.racing.racing_post.document import (
    Element,
    content,
    elements,
    marked,
    only,
    own_text,
    profile_id,
    with_class,
)
from include.racing.racing_post.pedigree import pedigree

_POSITION = marked("*", "text-horsePosition")
_HORSE = marked("a", "link-horseName")
_TABLE = "ancestor::table[1]"
_ROWS = ".//tr[not(ancestor::thead)]"
_PEDIGREE = "block-pedigreeInfoFullResults"
_COMMENT = "rp-horseTable__commentRow"
_COMMAS = re.compile(r"\s*,\s*")
# What only a runner's row has: a row with one of these and without a position or a horse is broken.
_PIECES = (
    ".//*[@data-test-selector='text-horsePosition' or @data-test-selector='link-horseName'"
    " or @data-test-selector='link-jockeyName' or @data-test-selector='link-trainerName'"
    " or @data-test-selector='link-silk' or @data-test-selector='horse-age'"
    " or contains(@class, 'rp-horseTable__saddleClothNo') or contains(@class, 'rp-horseTable__horse__price')]"
)


@dataclass(frozen=True, slots=True)
class Runner:
    """What a runner's own rows tell. `fields` are columns as they are; the others need the race.

    :param btn: lengths behind the horse in front; 0 for the winner.
    :param ovr_btn: lengths behind the winner, where the page tells them.
    """

    pos: str
    btn: float | None
    ovr_btn: float | None
    is_dead_heat: bool
    fields: dict[str, Any]


@dataclass(slots=True)
class _Rows:
    main: Element
    pedigree: Element | None = None
    comment: Element | None = None


def read_runners(main: Element, where: str) -> list[Runner]:
    """The runners, in the page's order; at least one.

    :raises IncompletePayloadError: a runner has no position (yet).
    :raises UnknownMarkupError: a piece is missing that every runner has, or rows cannot be told apart.
    """
    positions = elements(main, _POSITION)
    document.needed(positions, "runner (text-horsePosition)", where)
    tables = {id(table): table for one in positions for table in elements(one, _TABLE)}
    if len(tables) != 1:
        raise UnknownMarkupError(f"{where}: expected one table of runners, got {len(tables)}")
    (table,) = tables.values()
    return [_runner(one, where) for one in _grouped(elements(table, _ROWS), where)]


def _grouped(rows: list[Element], where: str) -> list[_Rows]:
    groups: list[_Rows] = []
    for row in rows:
        if elements(row, ".//tr"):
            raise UnknownMarkupError(f"{where}: a row of the table of runners holds rows itself")
        if elements(row, _PIECES):
            groups.append(_Rows(row))
        elif row.get("data-test-selector") == _PEDIGREE:
            group = _last(groups, "pedigree", where)
            if group.pedigree is not None or group.comment is not None:
                raise _out_of_place("pedigree", where)
            group.pedigree = row
        elif _COMMENT in (row.get("class") or "").split():
            group = _last(groups, "comment", where)
            if group.comment is not None:
                raise _out_of_place("comment", where)
            group.comment = row
    return groups


def _last(groups: list[_Rows], piece: str, where: str) -> _Rows:
    if not groups:
        raise _out_of_place(piece, where)
    return groups[-1]


def _out_of_place(piece: str, where: str) -> UnknownMarkupError:
    return UnknownMarkupError(f"{where}: a {piece} row stands where no runner is that it could belong to")


def _runner(rows: _Rows, where: str) -> Runner:
    row = rows.main
    pos = position(only((own_text(one) for one in elements(row, _POSITION)), f"{where}: a position"))
    if pos is None:
        if not elements(row, _POSITION):
            raise UnknownMarkupError(f"{where}: a runner's row has no position (text-horsePosition)")
        raise IncompletePayloadError(f"{where}: a runner has no position (yet)")
    horse_id = only(
        (profile_id(one.get("href"), "horse") for one in elements(row, _HORSE)), f"{where}: the id of a horse"
    )
    name = only((own_text(one) for one in elements(row, _HORSE)), f"{where}: the name of a horse")
    if horse_id is None or name is None:
        raise UnknownMarkupError(f"{where}: a runner's row has no horse with an id (link-horseName)")
    of = f"{where}, horse {horse_id}"
    btn, ovr_btn, is_dead_heat = _distances(row, of)
    fields = {"horse_id": horse_id, "horse": _with_country(row, name, of), **_pieces(row, of)}
    if pos == "1" and btn is None:
        btn = 0.0
    if rows.pedigree is not None:
        fields |= pedigree(rows.pedigree, of)
    if rows.comment is not None:
        fields["comment"] = _comment(rows.comment, of)
    return Runner(pos, btn, ovr_btn, is_dead_heat, fields)


def _comment(row: Element, of: str) -> str | None:
    """The comment, with hyphens for commas as the other source and the files have it."""
    comment = _text(row, ".//td", of)
    return None if comment is None else _COMMAS.sub(" - ", comment)


def _pieces(row: Element, of: str) -> dict[str, Any]:
    price = values.price(_text(row, with_class("span", "rp-horseTable__horse__price"), of))
    headgear = _text(row, with_class("span", "rp-horseTable__headGear"), of)
    draw = _text(row, with_class("sup", "rp-horseTable__pos__draw"), of)
    age = _text(row, marked("td", "horse-age"), of)
    silks = [one.get("src") for one in elements(row, with_class("img", "rp-horseTable__silk"))]
    jockeys, trainers = (
        elements(row, marked("a", "link-jockeyName")),
        elements(row, marked("a", "link-trainerName")),
    )
    owners = [one.get("href") for one in elements(row, marked("a", "link-silk"))]
    return {
        "num": values.cloth(
            _text(row, with_class("span", "rp-horseTable__saddleClothNo"), of), f"{of}: number"
        ),
        "draw": values.integer(draw.strip("()") if draw else None, f"{of}: draw"),
        "age": values.integer(age, f"{of}: age"),
        "lbs": _pounds(row, of),
        "hg": headgear.replace(" ", "") if headgear else None,
        "sp": price,
        "dec": values.decimal_odds(price, f"{of}: price"),
        "jockey": only((own_text(one) for one in jockeys), f"{of}: jockey"),
        "jockey_id": only((profile_id(one.get("href"), "jockey") for one in jockeys), f"{of}: jockey's id"),
        "trainer": only((own_text(one) for one in trainers), f"{of}: trainer"),
        "trainer_id": only(
            (profile_id(one.get("href"), "trainer") for one in trainers), f"{of}: trainer's id"
        ),
        "owner": only((document.profile_name(one, "owner") for one in owners), f"{of}: owner"),
        "owner_id": only((profile_id(one, "owner") for one in owners), f"{of}: owner's id"),
        "or_": values.integer(_text(row, ".//td[@data-ending='OR']", of), f"{of}: OR"),
        "ts": values.integer(_text(row, ".//td[@data-ending='TS']", of), f"{of}: TS"),
        "rpr": values.integer(_text(row, ".//td[@data-ending='RPR']", of), f"{of}: RPR"),
        "silk_url": only((values.text(one) for one in silks), f"{of}: silk"),
    }


def _text(row: Element, expression: str, of: str) -> str | None:
    return only((content(one) for one in elements(row, expression)), f"{of}: {expression}")


def _pounds(row: Element, of: str) -> int | None:
    stones = _text(row, ".//span[@data-ending='st']", of)
    pounds = _text(row, ".//span[@data-ending='lb']", of)
    return values.pounds(f"{stones}-{pounds}", f"{of}: weight") if stones and pounds else None


def _with_country(row: Element, name: str, of: str) -> str:
    """The name with its country, as `Never Dark (GB)`: an empty country is Great Britain."""
    found = elements(row, with_class("span", "rp-horseTable__horse__country"))
    if not found:
        return name
    return f"{name} {only((content(one) for one in found), f'{of}: country') or '(GB)'}"


def _distances(row: Element, of: str) -> tuple[float | None, float | None, bool]:
    """The distances to the horse in front and, in brackets, to the winner; whether it is a dead heat."""
    spans = elements(row, with_class("span", "rp-horseTable__pos__length"))
    words = [text for span in spans for part in (elements(span, "span") or [span]) if (text := content(part))]
    overall = only((one for one in words if one.startswith("[")), f"{of}: distance to the winner")
    ahead = only((one for one in words if not one.startswith("[")), f"{of}: distance to the horse in front")
    return (
        values.lengths(ahead, f"{of}: btn"),
        values.lengths(overall, f"{of}: ovr_btn"),
        ahead is not None and ahead.lower() == "dht",
    )
