"""The results page of a day: every meeting with a link for each race, meetings from abroad among them.

The link of a race is `a[data-test-selector="link-listCourseNameLink"]`, its `href`
`/results/{course id}/{slug}/{day}/{race id}`. Races stand within the section of their course, whose name is
`h2.rp-raceCourse__row__name` with the country as suffix, and each in a
`div.rp-raceCourse__panel__race` with the off in `span[data-test-selector="text-raceTime"]`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from html import escape

from include.devstack.simulator.racing.courses import Course
from include.devstack.simulator.racing.pages.document import document
from include.devstack.simulator.racing.race import SimRace

_ABROAD = (
    (1231, "meydan", "Meydan (UAE)"),
    (255, "aqueduct", "Aqueduct (USA)"),
    (1403, "sha-tin", "Sha Tin (HK)"),
)
_ABROAD_OFFS = ("1:05", "1:40", "2:15")


def day_page(day: date, races: Iterable[SimRace]) -> bytes:
    """Return the page; a day without any race has meetings from abroad only."""
    meetings: dict[Course, list[SimRace]] = defaultdict(list)
    for race in races:
        meetings[race.course].append(race)
    sections = [
        _section(course.label, [(race.clock_time, race.name, _address(race)) for race in card], card[0].going)
        for course, card in meetings.items()
    ]
    sections.insert(len(sections) // 2, _abroad(day))
    body = f"""<main class="rp-results" data-analytics-page="results-date" id="results-top-scroll">
<h1 class="rp-results__title">Results for {day:%A} {day.day} {day:%B %Y}</h1>
<a href="/results/{day}/time-order" data-test-selector="link-timeOrder">Time order</a>
{"".join(sections)}</main>"""
    return document(f"Results {day:%d %b %Y}", f"/results/{day}", body)


def _address(race: SimRace) -> str:
    return f"/results/{race.course.id}/{race.course.slug}/{race.day}/{race.id}"


def _section(label: str, races: list[tuple[str, str, str]], going: str) -> str:
    rows = "".join(_panel(*race) for race in races)
    return f"""<section class="rp-raceCourse__meetingContainer" data-accordion-row>
<div class="rp-raceCourse__row"><h2 class="rp-raceCourse__row__name" data-test-selector="text-courseName">
{escape(label)}
</h2><dl><dt>Going:</dt><dd>{going}</dd></dl>
<a href="/non-runners" data-test-selector="link-nonRunners">Non-runners</a></div>
<div class="rp-raceCourse__panel__container">{rows}</div></section>
"""


def _panel(off: str, name: str, address: str) -> str:
    return f"""<div class="rp-raceCourse__panel__race">
<span class="rp-raceCourse__panel__race__time" data-test-selector="text-raceTime">
  {off} </span>
<div class="rp-raceCourse__panel__race__info__title"><a href="{address}"
 class="ui-link ui-link_table rp-raceCourse__panel__race__info__title__link js-popupLink"
 data-test-selector="link-listCourseNameLink"><span>{escape(name)}</span></a></div>
<a href="{address}?popup=true" class="ui-btn" data-test-selector="link-fullResult">Full result</a>
</div>
"""


def _abroad(day: date) -> str:
    number, slug, label = _ABROAD[day.toordinal() % len(_ABROAD)]
    races = [
        (off, f"Race {place} Allowance", f"/results/{number}/{slug}/{day}/{90_000_000 + place}")
        for place, off in enumerate(_ABROAD_OFFS, 1)
    ]
    return _section(label, races, "Fast")
