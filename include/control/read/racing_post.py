"""Racing Post: a result page or a day page, in any markup it has had, or the JSON of such a page."""

from __future__ import annotations

from functools import partial
from typing import Any

from include.control.read.encoding import encoded
from include.control.read.payload import Asked, Recognised
from include.control.read.racing_rows import STAND_IN, data_of
from include.racing.racing_post.day_page import read_day
from include.racing.racing_post.document import elements, parse, with_class
from include.racing.racing_post.kinds import page_kind
from include.racing.racing_post.race_page import CLASSIC_RESULT, read_result

_COURSE = with_class("*", "rp-raceTimeCourseName__name")


def recognise_page(body: bytes) -> Recognised | None:
    """A page's JSON tells by its parts, the older markup by its elements.

    :raises PayloadError: it is no whole page.
    """
    kind = page_kind(body)
    if kind is None:
        return None
    return Recognised(kind, _read_result if kind == "racing_post_result" else _read_day)


def recognise_json(document: dict[str, Any]) -> Recognised | None:
    """The JSON of a page alone, as `/_next/data/{build}/...json` answers: it is read as a page of it.

    :raises PayloadError: it is nested too deeply.
    """
    if not isinstance(document.get("pageProps", document.get("props")), dict):
        return None
    whole = document if "props" in document else {"props": document}
    # `<` may end the script early or begin a comment in it; in JSON it stands in texts alone.
    script = encoded(whole).replace(b"<", b"\\u003c")
    page = b'<html><body><script id="__NEXT_DATA__">' + script + b"</script></body></html>"
    found = recognise_page(page)
    return None if found is None else Recognised(found.kind, partial(_read_as_page, found, page))


def _read_as_page(found: Recognised, page: bytes, body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    return found.read(page, asked)


def _read_result(body: bytes, asked: Asked) -> dict[str, Any]:
    country = asked.country or (None if _says_country(body) else STAND_IN)
    return data_of(read_result(body, country=country, day=asked.day))


def _says_country(body: bytes) -> bool:
    """Whether a page tells its country: in the older markup by the course in its heading."""
    mains = elements(parse(body, "a result"), CLASSIC_RESULT)
    return not mains or bool(elements(mains[0], _COURSE))


def _read_day(body: bytes, asked: Asked) -> dict[str, Any]:
    """The races of the country that was asked for, else of all countries that racing knows."""
    races = [race for race in read_day(body, day=asked.day) if asked.country in (None, race.country)]
    return {
        "date": races[0].day if races else asked.day,
        "races": [
            {
                "race_id": race.id,
                "country": race.country,
                "date": race.day,
                "course": race.course,
                "off": race.off,
                "address": race.address,
            }
            for race in races
        ],
    }
