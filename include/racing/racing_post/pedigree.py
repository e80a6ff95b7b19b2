"""The pedigree row of a runner: `b g Sire (IRE) - Dam (IRE) (Damsire)`, the three names linked."""

from __future__ import annotations

import re

from include.racing.errors import UnknownMarkupError
from include.racing.racing_post.document import Element, content, elements, own_text, profile_id

_SEXES = frozenset("CFGHMRX")
_COUNTRY = re.compile(r"(\([A-Z]{2,4}\))$")
_BEHIND = re.compile(r"\s*(\([A-Z]{2,4}\))")


def pedigree(row: Element, of: str) -> dict[str, str | None]:
    """Sex, sire, dam and damsire with their ids, of a pedigree row.

    Which link is which is told by what stands around it: a hyphen after the sire, brackets around the
    damsire. A row without all three links tells no names.

    :raises UnknownMarkupError: three links are there, but not in that order.
    """
    cells = elements(row, ".//td")
    words = (cells[0].text or "").split() if cells else []
    sex = words[-1].upper() if words and words[-1].upper() in _SEXES else None
    links = elements(row, ".//a")
    if len(links) != 3:
        return {"sex": sex}
    sire, dam, damsire = links
    last = _around(dam, damsire)
    if (
        "-" not in (sire.tail or "")
        or "-" in (dam.tail or "")
        or not (last.startswith("(") and last.endswith(")"))
    ):
        raise UnknownMarkupError(
            f"{of}: expected the pedigree as sire - dam (damsire), got {(content(row) or '')[:100]!r}"
        )
    return {
        "sex": sex,
        "sire": _bred(sire),
        "sire_id": profile_id(sire.get("href"), "horse"),
        "dam": _bred(dam),
        "dam_id": profile_id(dam.get("href"), "horse"),
        "damsire": (content(damsire) or "").removeprefix("(").removesuffix(")").strip() or None,
        "damsire_id": profile_id(damsire.get("href"), "horse"),
    }


def _around(before: Element, link: Element) -> str:
    """The last link with its brackets, which stand in it or around it."""
    name = content(link) or ""
    return (
        name
        if name.startswith("(")
        else f"{(before.tail or '').strip()[-1:]}{name}{(link.tail or '').strip()[:1]}"
    )


def _bred(link: Element) -> str | None:
    """A name with its country, in the link or behind it; none is Great Britain: `Kodiac (GB)`."""
    name = own_text(link)
    if name is None or _COUNTRY.search(name):
        return name
    country = _COUNTRY.search(content(link) or "") or _BEHIND.match(link.tail or "")
    return f"{name} {country[1] if country else '(GB)'}"
