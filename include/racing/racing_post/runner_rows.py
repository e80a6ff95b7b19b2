"""What the rows of one runner on a classic page tell.

Everything of a runner is read in its own rows (`include.racing.racing_post.row_groups`), so that a piece that
is missing is missing for this runner alone. Most pieces stand twice, for wide and for narrow screens: they
have to say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from include.errors import IncompletePayloadError
from include.racing import values
from include.racing.errors import UnknownMarkupError
from include.racing.positions import position
from include.racing.racing_post.document import (
    Element,
    content,
    elements,
    only,
    own_text,
    profile_id,
    profile_name,
)
from include.racing.racing_post.pedigree import pedigree
from include.racing.racing_post.row_groups import HORSE, POSITION, Marks, RunnerRows, runner_rows
from include.racing.racing_post.runner import Runner, comment_text


def read_runners(main: Element, where: str) -> list[Runner]:
    """The runners, in the page's order; at least one.

    :raises IncompletePayloadError: a runner has no position (yet).
    :raises UnknownMarkupError: a piece is missing that every runner has, or rows cannot be told apart.
    """
    return [_runner(rows, where) for rows in runner_rows(main, where)]


def _runner(rows: RunnerRows, where: str) -> Runner:
    marks = rows.marks
    positions, horses = marks.of(POSITION), marks.of(HORSE)
    pos = position(only(map(own_text, positions), f"{where}: a position"))
    if pos is None:
        if not positions:
            raise UnknownMarkupError(f"{where}: a runner's row has no position (text-horsePosition)")
        raise IncompletePayloadError(f"{where}: a runner has no position (yet)")
    horse_id = _id(horses, "horse", f"{where}: the id of a horse")
    name = only(map(own_text, horses), f"{where}: the name of a horse")
    if horse_id is None or name is None:
        raise UnknownMarkupError(f"{where}: a runner's row has no horse with an id (link-horseName)")
    of = f"{where}, horse {horse_id}"
    btn, ovr_btn, is_dead_heat = _distances(marks, of)
    fields = {"horse_id": horse_id, "horse": _with_country(marks, name, of), **_pieces(marks, of)}
    if rows.pedigree is not None:
        fields |= pedigree(rows.pedigree, of)
    if rows.comment is not None:
        fields["comment"] = _comment(rows.comment, of)
    return Runner(pos, btn, ovr_btn, is_dead_heat, fields)


def _comment(row: Element, of: str) -> str | None:
    return comment_text(only(map(content, row.iterdescendants("td")), f"{of}: comment"))


def _pieces(marks: Marks, of: str) -> dict[str, Any]:
    price = values.price(_text(marks, "rp-horseTable__horse__price", of))
    headgear = _text(marks, "rp-horseTable__headGear", of)
    draw = _text(marks, "rp-horseTable__pos__draw", of)
    silks = (one.get("src") for one in marks.of("rp-horseTable__silk"))
    jockeys, trainers, owners = (marks.of(f"link-{who}") for who in ("jockeyName", "trainerName", "silk"))
    return {
        "num": values.cloth(_text(marks, "rp-horseTable__saddleClothNo", of), f"{of}: number"),
        "draw": values.integer(draw.strip("()") if draw else None, f"{of}: draw"),
        "age": values.integer(_text(marks, "horse-age", of), f"{of}: age"),
        "lbs": _pounds(marks, of),
        "hg": headgear.replace(" ", "") if headgear else None,
        "sp": price,
        "dec": values.decimal_odds(price, f"{of}: price"),
        "jockey": only(map(own_text, jockeys), f"{of}: jockey"),
        "jockey_id": _id(jockeys, "jockey", f"{of}: jockey's id"),
        "trainer": only(map(own_text, trainers), f"{of}: trainer"),
        "trainer_id": _id(trainers, "trainer", f"{of}: trainer's id"),
        "owner": only((profile_name(one.get("href"), "owner") for one in owners), f"{of}: owner"),
        "owner_id": _id(owners, "owner", f"{of}: owner's id"),
        "or_": values.integer(_text(marks, "ending OR", of), f"{of}: OR"),
        "ts": values.integer(_text(marks, "ending TS", of), f"{of}: TS"),
        "rpr": values.integer(_text(marks, "ending RPR", of), f"{of}: RPR"),
        "silk_url": only(map(values.text, silks), f"{of}: silk"),
    }


def _text(marks: Marks, name: str, of: str) -> str | None:
    return only(map(content, marks.of(name)), f"{of}: {name}")


def _id(links: Iterable[Element], kind: str, what: str) -> str | None:
    return only((profile_id(link.get("href"), kind) for link in links), what)


def _pounds(marks: Marks, of: str) -> int | None:
    stones, pounds = _text(marks, "ending st", of), _text(marks, "ending lb", of)
    return values.pounds(f"{stones}-{pounds}", f"{of}: weight") if stones and pounds else None


def _with_country(marks: Marks, name: str, of: str) -> str:
    """The name with its country, as `Never Dark (GB)`: an empty country is Great Britain."""
    found = marks.of("rp-horseTable__horse__country")
    if not found:
        return name
    return f"{name} {only(map(content, found), f'{of}: country') or '(GB)'}"


def _distances(marks: Marks, of: str) -> tuple[float | None, float | None, bool]:
    """The distances to the horse in front and, in brackets, to the first; whether it is a dead heat."""
    spans = marks.of("rp-horseTable__pos__length")
    words = [text for span in spans for part in (elements(span, "span") or [span]) if (text := content(part))]
    overall = only((one for one in words if one.startswith("[")), f"{of}: overall distance")
    ahead = only((one for one in words if not one.startswith("[")), f"{of}: distance to the horse in front")
    return (
        values.lengths(ahead, f"{of}: btn"),
        values.lengths(overall, f"{of}: ovr_btn"),
        ahead is not None and ahead.lower() == "dht",
    )
