"""Racing Post's classic result page: conditions in spans, a table of runners, prizes above and times below.

Pieces are found by their class or their `data-test-selector`. What is said
of the race stands in `main[data-analytics-race-date-time]`; each runner has rows of its own
(`include.racing.racing_post.runner_rows`).
"""

from __future__ import annotations

import re
from datetime import date, datetime

from include.racing import conditions, values
from include.racing.errors import UnknownMarkupError
from include.racing.ids import checked_day, checked_id
from include.racing.positions import is_void
from include.racing.racing_post import document
from include.racing.racing_post.courses import country_of
from include.racing.racing_post.document import (
    Element,
    elements,
    first_content,
    marked,
    race_path,
    with_class,
)
from include.racing.racing_post.identity import Asked, local_start
from include.racing.racing_post.race_rows import Conditions, common_row, winning_seconds, with_rows
from include.racing.racing_post.runner_rows import read_runners
from include.racing.rows import Race

_CANONICAL = ".//link[@rel='canonical']"
_COURSE = with_class("*", "rp-raceTimeCourseName__name")
_TITLE = with_class("h2", "rp-raceTimeCourseName__title")
_GOING = with_class("span", "rp-raceTimeCourseName_condition")
_CLASS = with_class("span", "rp-raceTimeCourseName_class")
_BANDS = with_class("span", "rp-raceTimeCourseName_ratingBandAndAgesAllowed")
_DETAIL = with_class("span", "rp-raceTimeCourseName_courseDetail")
_OBSTACLES = with_class("span", "rp-raceTimeCourseName_hurdles")
_DISTANCE = marked("span", "block-distanceInd")
_FULL_DISTANCE = marked("span", "block-fullDistanceInd")
_PRIZES = marked("*", "text-prizeMoney")
_INFO = with_class("div", "rp-raceInfo") + "//li"
_INFO_VALUES = with_class("span", "rp-raceInfo__value")
_RAN = re.compile(r"(\d{1,3}) ran\b", re.ASCII)
_WINNING_TIME = "winning time"
# Total SP, or the off: pages without labels have them beside the winning time.
_OTHER_VALUE = re.compile(r"\d{1,4}%|\d{1,2}:\d\d:\d\d", re.ASCII)
_PRIZE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)\s*([£€]\s?\d(?:[\d,.]*\d)?)", re.ASCII)


def read_classic(page: Element, main: Element, asked: Asked) -> Race:
    """The race of a page in the classic markup; see `read_result` for what it raises."""
    race_id, course_id, day = _identity(page, main)
    asked.check(race_id, day)
    where = f"race {race_id}"
    off = _off(main, where)
    asked.check(race_id, off.date())
    country = asked.settled_country(_country(main, where), where)
    runners = read_runners(main, where)
    void = is_void([runner.pos for runner in runners], where)
    ran, winner_seconds = (None, None) if void else _ran_and_time(main, where)
    race = Race(
        race_id=race_id,
        country=country,
        date=off.date(),
        course=values.text(main.get("data-analytics-coursename")),
        course_id=course_id,
        off=f"{off:%H:%M}",
        name=first_content(main, _TITLE),
        void=void,
        runners=(),
        declared_runners=ran,
    )
    if void:
        return race
    common = common_row(race, _conditions(main, where), where)
    return with_rows(race, common, runners, _prizes(main, where), winner_seconds)


def _identity(page: Element, main: Element) -> tuple[str, str | None, date]:
    """The id of the race, of its course where the page links itself, and the day; the page says each once."""
    links = [race_path(link.get("href")) for link in elements(page, _CANONICAL)]
    path = next((one for one in links if one is not None), None)
    own = main.get("data-analytics-race-id")
    own_id = None if own is None else checked_id(own, "a race")
    if path is None:
        if own_id is None:
            raise UnknownMarkupError(
                "a result: the page has neither link[rel=canonical] of a result nor data-analytics-race-id; "
                "its markup is not the known one"
            )
        return own_id, None, _off(main, f"race {own_id}").date()
    linked, day = checked_id(path[3], "a race"), checked_day(path[2], "a result")
    Asked(own_id).check(linked, day)
    return linked, checked_id(path[0], "a course"), day


def _off(main: Element, where: str) -> datetime:
    return local_start(main.get("data-analytics-race-date-time", ""), where)


def _country(main: Element, where: str) -> str | None:
    """The country of the heading's course, None where there is no heading."""
    course = first_content(main, _COURSE)
    return country_of(course, where) if course else None


def _conditions(main: Element, where: str) -> Conditions:
    dist = first_content(main, _DISTANCE)
    full = (first_content(main, _FULL_DISTANCE) or "").strip("()").replace(" ", "")
    length = values.furlongs(full, f"{where}: block-fullDistanceInd") if full else None
    rating_band, age_band = conditions.bands(first_content(main, _BANDS))
    detail = first_content(main, _DETAIL)
    return Conditions(
        dist=dist,
        yards=None if length is None else round(length * values.YARDS_IN_A_FURLONG),
        going=first_content(main, _GOING),
        obstacles=first_content(main, _OBSTACLES),
        class_words=first_content(main, _CLASS),
        rating_band=rating_band,
        age_band=age_band,
        course_detail=detail.strip("()") if detail else None,
    )


def _ran_and_time(main: Element, where: str) -> tuple[int, float | None]:
    """How many ran and the winner's time in seconds, of the list below the table."""
    for item in elements(main, _INFO):
        spans = elements(item, _INFO_VALUES)
        counts = [found for span in spans if (found := _RAN.fullmatch(document.content(span) or ""))]
        if counts:
            told = [document.content(span) or "" for span in spans if _is_winning_time(span)]
            times = {text.partition("(")[0].strip() or None for text in told}
            time = document.only(times, f"{where}: the winning time (rp-raceInfo__value)")
            return int(counts[0][1]), winning_seconds(time, where)
    raise UnknownMarkupError(
        f'{where}: the page does not say how many horses ran ("N ran" in rp-raceInfo); '
        "its markup is not the known one"
    )


def _is_winning_time(span: Element) -> bool:
    """Whether a value is the winning time, in whatever spelling: by its label, else by being nothing else."""
    label = _label(span)
    text = document.content(span) or ""
    if label is not None:
        return _WINNING_TIME in label.lower()
    return not (_RAN.fullmatch(text) or _OTHER_VALUE.fullmatch(text))


def _label(value: Element) -> str | None:
    """The words between a value and the one before it, bare or in an element; None where there are none."""
    before = value.getprevious()
    if before is None:
        around = value.getparent()
        return None if around is None else values.text(around.text)
    is_value = "rp-raceInfo__value" in (before.get("class") or "").split()
    words = "" if is_value else document.content(before) or ""
    return values.text(f"{words} {before.tail or ''}")


def _prizes(main: Element, where: str) -> dict[int, str]:
    """The prize of each place, of the list above the table: `1st £3,493.26 2nd £1,039.50`."""
    found: dict[int, str] = {}
    for element in elements(main, _PRIZES):
        for place, amount in _PRIZE.findall(document.content(element) or ""):
            if found.setdefault(int(place), amount) != amount:
                raise UnknownMarkupError(
                    f"{where}: the prize of place {place} is there twice (text-prizeMoney)"
                )
    return found
