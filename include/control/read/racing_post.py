"""Racing Post: a result page or a day page, in any markup it has had, or the JSON of such a page."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NamedTuple

import msgspec
from lxml import etree, html

from include.control.read.payload import Asked, Kind, Recognised
from include.control.read.racing_rows import UNKNOWN_COUNTRY, data_of
from include.errors import PayloadError
from include.racing.errors import UnknownMarkupError
from include.racing.ids import checked_day
from include.racing.params import COUNTRIES
from include.racing.racing_post.day_page import read_day_page
from include.racing.racing_post.document import race_path
from include.racing.racing_post.race_page import read_race_page

_DAY_ADDRESS = re.compile(r"(?:https?://[^/]+)?/?results/(\d{4}-\d\d-\d\d)/?(?:[?#].*)?")
_DAY_LINKS = ".//a[@data-test-selector='link-listCourseNameLink']/@href"
_HEADING = ".//h1[contains(@class, 'rp-raceTimeCourseName__header')]//text()"
_MAIN = ".//main[@data-analytics-race-date-time]"
# Of the courses' suffixes, AW is the surface. (JULY) has four letters and is a course.
_SUFFIX = re.compile(r"\(([A-Z]{2,3})\)")
_COUNTRY_OF_SUFFIX = {"GB": "gb", "IRE": "ire", "FR": "fr", "AW": "gb"}


class _Race(NamedTuple):
    """Which race a page is about. `country` is empty where the page does not tell."""

    race_id: str
    day: str
    country: str


def recognise_page(body: bytes) -> Recognised | None:
    """A page's JSON tells by its parts, the older markup by its elements, else the canonical link."""
    page = _tree(body)
    if page is None:
        return None
    links = [str(link) for link in _found(page, ".//link[@rel='canonical']/@href")]
    scripts = [str(text) for text in _found(page, ".//script[@id='__NEXT_DATA__']/text()")]
    state = _state(scripts[0]) if scripts else {}
    kind = _kind_of_state(state)
    if kind is None and _found(page, _MAIN):
        kind = "racing_post_result"
    if kind is None and _found(page, _DAY_LINKS):
        kind = "racing_post_day"
    if kind is None and any(race_path(link) for link in links):
        kind = "racing_post_result"
    if kind is None and any(_DAY_ADDRESS.fullmatch(link) for link in links):
        kind = "racing_post_day"
    if kind == "racing_post_result":
        return Recognised(kind, partial(_read_result, _race_of(page, state, links)))
    if kind == "racing_post_day":
        return Recognised(kind, partial(_read_day, _day_of(page, state, links)))
    return None


def recognise_json(document: dict[str, Any]) -> Recognised | None:
    """The JSON of a page alone, as `/_next/data/{build}/...json` answers: it is read as a page of it."""
    kind = _kind_of_state(_initial_state(document))
    if kind is None:
        return None
    return Recognised(kind, partial(_read_json, document))


def _read_json(document: dict[str, Any], body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    whole = document if "props" in document else {"props": document}
    # `</` would end the script early; JSON may write its slash with a backslash.
    script = msgspec.json.encode(whole).replace(b"</", b"<\\/")
    page = b'<html><body><script id="__NEXT_DATA__">' + script + b"</script></body></html>"
    found = recognise_page(page)
    if found is None:
        raise UnknownMarkupError("expected a result or a day in the JSON of a page of Racing Post")
    return found.read(page, asked)


def _read_result(race: _Race, body: bytes, asked: Asked) -> dict[str, Any]:
    day = asked.day or checked_day(race.day, f"race {race.race_id[:64]!r}")
    return data_of(read_race_page(body, race.race_id, asked.country or race.country, day))


def _read_day(told: str, body: bytes, asked: Asked) -> dict[str, Any]:
    """The races of the country that was asked for, else of all countries that racing knows."""
    day = asked.day or checked_day(told, "the page")
    countries = [asked.country] if asked.country else list(COUNTRIES)
    races = [race for country in countries for race in read_day_page(body, country, day)]
    return {
        "date": day,
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


def _tree(body: bytes) -> Any:
    """The page as far as it can be read: whether it is whole and well encoded is for its reader to say."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, recover=True)
    try:
        return etree.fromstring(body.decode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _found(page: Any, expression: str) -> list[Any]:
    found = page.xpath(expression)
    return found if isinstance(found, list) else []


def _state(script: str) -> dict[str, Any]:
    try:
        return _initial_state(msgspec.json.decode(script))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {}  # the kind is told by the canonical link then, and the reader says what is wrong


def _initial_state(document: Any) -> dict[str, Any]:
    for name in ("props", "pageProps", "initialState"):
        if not isinstance(document, dict):
            return {}
        document = document if name == "props" and name not in document else document.get(name)
    return document if isinstance(document, dict) else {}


def _data(state: dict[str, Any], part: str) -> Any:
    found = state.get(part)
    return found.get("data") if isinstance(found, dict) else None


def _kind_of_state(state: dict[str, Any]) -> Kind | None:
    if _data(state, "raceResult") is not None or _data(state, "racePage") is not None:
        return "racing_post_result"
    return "racing_post_day" if _data(state, "results") is not None else None


def _race_of(page: Any, state: dict[str, Any], links: list[str]) -> _Race:
    """Which race the page says it is about. What it says twice is compared by its reader."""
    result, placed = _data(state, "raceResult"), _data(state, "racePage")
    if isinstance(result, dict):
        moment = result.get("localRaceDatetime") or result.get("raceDatetime")
        return _Race(str(result.get("raceId")), str(moment)[:10], _country_of_code(result))
    if isinstance(placed, dict) and isinstance(race := placed.get("race"), dict):
        return _Race(str(race.get("raceUid")), str(race.get("raceDateTime"))[:10], _country_of_code(race))
    country = _country_of_heading(" ".join(str(text) for text in _found(page, _HEADING)))
    path = next((found for link in links if (found := race_path(link))), None)
    if path is not None:
        return _Race(path[3], path[2], country)
    mains = _found(page, _MAIN)
    race_id = mains[0].get("data-analytics-race-id") if mains else None
    if race_id is None:
        raise UnknownMarkupError("the page of a result names its race neither by a link nor by an attribute")
    return _Race(race_id, mains[0].get("data-analytics-race-date-time", "")[:10], country)


def _country_of_code(race: dict[str, Any]) -> str:
    code = race.get("countryCode")
    return code.lower() if isinstance(code, str) else UNKNOWN_COUNTRY


def _country_of_heading(heading: str) -> str:
    """The country by the course's name above a result, as `Auteuil (FR)`; no suffix is Great Britain."""
    if not heading.strip():
        return UNKNOWN_COUNTRY
    suffixes = _SUFFIX.findall(heading)
    return _COUNTRY_OF_SUFFIX.get(suffixes[-1], suffixes[-1].lower()) if suffixes else "gb"


def _day_of(page: Any, state: dict[str, Any], links: list[str]) -> str:
    """The day of a day page: of its address, else of the races on it."""
    for link in links:
        found = _DAY_ADDRESS.fullmatch(link)
        if found:
            return found[1]
    for meeting in _data(state, "results") or []:
        for race in (meeting.get("races") or []) if isinstance(meeting, dict) else []:
            if isinstance(race, dict) and isinstance(race.get("raceDateTime"), str):
                return str(race["raceDateTime"])[:10]
    for link in _found(page, _DAY_LINKS):
        path = race_path(str(link))
        if path:
            return path[2]
    raise PayloadError("expected a page of results with its day in a link, got none: say it with DAY=")
