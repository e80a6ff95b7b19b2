"""Racing Post's results of a day until August 2026: a section a meeting, a link a race.

Each race is a link `a[data-test-selector="link-listCourseNameLink"]` whose address is
`/results/{course id}/{course name}/{day}/{race id}`, below the heading of its section (`course-name`). The
heading's country proves the race's country only where the heading names the race's course: a section such as
"WORLDWIDE STAKES" repeats races of other sections and says no country.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from include.racing import values
from include.racing.adapter import ListedRace
from include.racing.errors import UnknownMarkupError, WrongRaceError
from include.racing.ids import checked_day, checked_id, checked_slug
from include.racing.params import COUNTRIES
from include.racing.racing_post import document
from include.racing.racing_post.courses import country_of, is_name_of
from include.racing.racing_post.document import Element, elements, marked, needed, race_path

RACE_LINKS = marked("a", "link-listCourseNameLink")

# Headings were seen under the first name; the second one is that of public readers.
_COURSES = ".//*[@data-test-selector='course-name' or @data-test-selector='text-courseName']"
_OFFS = marked("*", "text-raceTime")
_ANY_RACE = ".//a[contains(@href, 'results/')]"

MOST_RACES = 1_000
"""Several times as many as the largest days have, so that no page can make the search for headings long."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Link:
    """A linked race below a heading. `is_proven`: the heading is the name of its course."""

    race_id: str
    course_id: str
    day: date
    address: str
    heading: str
    is_proven: bool
    is_collection: bool
    off: str | None


def read_classic_day(page: Element, day: date | None, where: str) -> tuple[ListedRace, ...]:
    """The races of our countries, each once, in the page's order; see `read_day` for what it raises."""
    found = elements(page, RACE_LINKS)
    needed(found, "race link (link-listCourseNameLink)", where)
    if len(found) > MOST_RACES:
        raise UnknownMarkupError(f"{where}: expected at most {MOST_RACES} race links, got {len(found)}")
    within = _Within(page, where)
    links = [_link(one, within, where) for one in found]
    days = {link.day for link in links}
    wrong = next((link for link in links if link.day != (day or links[0].day)), None)
    if wrong is not None:
        raise WrongRaceError(f"{where}: race {wrong.race_id} is of {wrong.day}")
    (came,) = days
    _check_all_seen(page, came, {link.race_id for link in links}, where)
    headings: dict[str, str] = {}
    for link in links:
        if link.is_proven and headings.setdefault(link.course_id, link.heading) != link.heading:
            raise UnknownMarkupError(
                f"{where}: course {link.course_id} has two names, {headings[link.course_id]!r} and "
                f"{link.heading!r}"
            )
    races: dict[str, ListedRace] = {}
    for link in sorted(links, key=lambda link: not link.is_proven):
        race = _listed(link, headings.get(link.course_id), where)
        if race is None or race.country not in COUNTRIES:
            continue
        if races.setdefault(race.id, race) != race and link.is_proven:
            raise UnknownMarkupError(f"{where}: race {race.id} is linked twice, with different words")
    return tuple(races.values())


class _Within:
    """Which headings, times and races each element of a page holds, found in one pass over the page."""

    def __init__(self, page: Element, where: str) -> None:
        self._courses = _holders(elements(page, _COURSES), "names of courses", where)
        self._offs = _holders(elements(page, _OFFS), "times of races", where)
        # The one race that an element holds links to, None where there are several.
        self._races: dict[Element, str | None] = {}
        for link in elements(page, _ANY_RACE):
            path = race_path(link.get("href"))
            if path is not None and path[3].isdecimal():
                self._add_race(link, path[3])

    def _add_race(self, link: Element, race_id: str) -> None:
        """Note the race at the elements around a link, up to the first that it changes nothing for.

        An element changes at most twice, so that this takes no longer than the page is large.
        """
        for around in link.iterancestors():
            if around in self._races and self._races[around] in (race_id, None):
                return
            self._races[around] = None if around in self._races else race_id

    def section(self, link: Element) -> tuple[Element | None, list[Element]]:
        """The nearest element around a link that holds names of courses, and these."""
        found = next((one for one in link.iterancestors() if one in self._courses), None)
        return found, [] if found is None else self._courses[found]

    def off(self, link: Element) -> str | None:
        """When a race was off, of the nearest element with a time, if that is about this race alone."""
        row = next((one for one in link.iterancestors() if one in self._offs), None)
        if row is None or self._races.get(row) is None:
            return None
        return values.twenty_four_hours(document.content(self._offs[row][0]))


def _holders(found: list[Element], what: str, where: str) -> dict[Element, list[Element]]:
    """The elements around those that were found, each with what it holds."""
    if len(found) > MOST_RACES:
        raise UnknownMarkupError(f"{where}: expected at most {MOST_RACES} {what}, got {len(found)}")
    holders: dict[Element, list[Element]] = defaultdict(list)
    for one in found:
        for around in one.iterancestors():
            holders[around].append(one)
    return dict(holders)


def _link(link: Element, within: _Within, where: str) -> _Link:
    found = race_path(link.get("href"))
    if found is None:
        address = (link.get("href") or "")[:100]
        raise UnknownMarkupError(
            f"{where}: expected a race link /results/course/name/day/race, got {address!r}"
        )
    course_id, slug = checked_id(found[0], "a course"), checked_slug(found[1], "a course")
    race_id = checked_id(found[3], "a race")
    of = f"race {race_id}"
    day = checked_day(found[2], of)
    section, names = within.section(link)
    heading = document.content(names[0]) if len(names) == 1 else None
    if section is None or heading is None:
        raise UnknownMarkupError(
            f"{of}: expected one name of its course above it (course-name), got {len(names)}"
        )
    section_id = section.get("data-course-id") or ""
    is_collection = section_id.startswith("-")
    return _Link(
        race_id=race_id,
        course_id=course_id,
        day=day,
        address=f"results/{course_id}/{slug}/{day}/{race_id}",
        heading=heading,
        is_proven=not is_collection and is_name_of(heading, slug, is_same_id=section_id == course_id),
        is_collection=is_collection,
        off=within.off(link),
    )


def _listed(link: _Link, heading: str | None, where: str) -> ListedRace | None:
    """The race under the heading of its own course; None for one whose country nothing on the page tells."""
    if heading is None:
        message = (
            f"{where}: race {link.race_id} stands below {link.heading[:60]!r}, which is not the name of its "
            f"course {link.course_id}, and no other heading is; its country cannot be told"
        )
        if not link.is_collection:
            raise UnknownMarkupError(message)
        _log.warning("%s; it is not listed", message)
        return None
    return ListedRace(
        id=link.race_id,
        country=country_of(heading, f"{where}, course {link.course_id}"),
        day=link.day,
        course=heading,
        off=link.off,
        address=link.address,
    )


def _check_all_seen(page: Element, day: date, seen: set[str], where: str) -> None:
    """A race that is linked anywhere on the page is one of the list: none got lost with its mark.

    Ids of races are numbers; `/results/5/bath/2022-05-11/winning-times` is no race.
    """
    for link in elements(page, _ANY_RACE):
        found = race_path(link.get("href"))
        if found and found[2] == str(day) and found[3].isdecimal() and found[3] not in seen:
            raise UnknownMarkupError(
                f"{where}: race {found[3][:64]!r} is linked, but is not in the list (link-listCourseNameLink)"
            )
