"""Racing Post's results of a day: one page with the races of all countries.

Each race is a link `a[data-test-selector="link-listCourseNameLink"]` whose address is
`/results/{course id}/{course name}/{day}/{race id}`, below the name of its course. The name's suffix tells
the country: `(IRE)`, `(FR)`; none is Great Britain.
"""

from __future__ import annotations

import re
from datetime import date

from include.racing import values
from include.racing.adapter import ListedRace
from include.racing.errors import UnknownMarkupError, WrongRaceError
from include.racing.ids import checked_day, checked_id, checked_slug
from include.racing.racing_post import document
from include.racing.racing_post.document import Element, elements, marked, needed, race_path

_LINKS = marked("a", "link-listCourseNameLink")
_SECTION = "ancestor::*[.//*[@data-test-selector='text-courseName']][1]"
_COURSE = marked("*", "text-courseName")
_ROW = "ancestor::*[.//*[@data-test-selector='text-raceTime']][1]"
_OFF = marked("*", "text-raceTime")
_ANY_RACE = ".//a[contains(@href, 'results/')]"
# A suffix of capital letters is a country, but for AW (all-weather).
_SUFFIX = re.compile(r"\(([A-Z]{2,4})\)")
_COUNTRIES = {"GB": "gb", "IRE": "ire", "FR": "fr"}


def read_day_page(body: bytes, country: str, day: date) -> tuple[ListedRace, ...]:
    """The races of `country`, each once, in the page's order; none where it did not race.

    :raises WrongRaceError: the page links races of another day.
    :raises UnknownMarkupError: it has no race at all, or one whose course cannot be told.
    :raises PayloadError: it is no whole page.
    """
    where = f"the results of {day}"
    page = document.parse(body, where)
    links = elements(page, _LINKS)
    needed(links, "race link (link-listCourseNameLink)", where)
    races: dict[str, ListedRace] = {}
    seen: set[str] = set()
    for link in links:
        race, of = _race(link, day, where)
        seen.add(race.id)
        if of == country and races.setdefault(race.id, race) != race:
            raise UnknownMarkupError(f"{where}: race {race.id} is linked twice, with different words")
    _check_all_seen(page, day, seen, where)
    return tuple(races.values())


def _race(link: Element, day: date, where: str) -> tuple[ListedRace, str | None]:
    """A linked race and its country."""
    found = race_path(link.get("href"))
    if found is None:
        address = (link.get("href") or "")[:100]
        raise UnknownMarkupError(
            f"{where}: expected a race link /results/course/name/day/race, got {address!r}"
        )
    course_id = checked_id(found[0], "a course")
    slug = checked_slug(found[1], "a course")
    race_id = checked_id(found[3], "a race")
    came = checked_day(found[2], f"race {race_id}")
    if came != day:
        raise WrongRaceError(f"{where}: race {race_id} is of {came}")
    course = _course(link, course_id, f"race {race_id}")
    country = _country(course)
    race = ListedRace(
        id=race_id,
        country=country or "",
        day=day,
        course=course,
        off=_off(link),
        address=f"results/{course_id}/{slug}/{day}/{race_id}",
    )
    return race, country


def _course(link: Element, course_id: str, where: str) -> str:
    """The name above a race, of the nearest element that has one. It stands for races of one course only."""
    section = needed(elements(link, _SECTION), "name of its course (text-courseName)", where)
    names = elements(section, _COURSE)
    courses = {found[0] for one in elements(section, _LINKS) if (found := race_path(one.get("href")))}
    name = document.content(names[0])
    if len(names) != 1 or courses != {course_id} or name is None:
        raise UnknownMarkupError(
            f"{where}: expected one name for course {course_id} alone (text-courseName), "
            f"got {len(names)} for courses {', '.join(sorted(courses))}"
        )
    return name


def _off(link: Element) -> str | None:
    """When a race was off, of the nearest element that tells a time, if that is about this race alone."""
    rows = elements(link, _ROW)
    if not rows or len(elements(rows[0], _LINKS)) != 1:
        return None
    return values.twenty_four_hours(document.content(elements(rows[0], _OFF)[0]))


def _country(course: str) -> str | None:
    """The country of a course, None for one that is not ours."""
    suffixes = [one for one in _SUFFIX.findall(course) if one != "AW"]
    return _COUNTRIES.get(suffixes[-1]) if suffixes else "gb"


def _check_all_seen(page: Element, day: date, seen: set[str], where: str) -> None:
    """A race that is linked anywhere on the page is one of the list: none got lost with its mark."""
    for link in elements(page, _ANY_RACE):
        found = race_path(link.get("href"))
        if found and found[2] == str(day) and found[3] not in seen:
            raise UnknownMarkupError(
                f"{where}: race {found[3][:64]!r} is linked, but is not in the list (link-listCourseNameLink)"
            )
