"""The results page of a day until August 2026, built as the recorded one: a section a meeting, a link a race.

The link of a race is `a[data-test-selector="link-listCourseNameLink"]`, its `href`
`/results/{course id}/{slug}/{day}/{race id}`. Races stand within the section of their course, whose heading
is `h2[data-test-selector="course-name"]` in capitals with the country as suffix, and each in a
`div.rp-raceCourse__panel__race` with the off in `span[data-test-selector="text-raceTime"]`. Between the
sections are links to winning times, and the last section, WORLDWIDE STAKES, repeats races of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from html import escape

from include.devstack.simulator.racing.courses import Course
from include.devstack.simulator.racing.pages.abroad import meeting_abroad, repeated
from include.devstack.simulator.racing.pages.document import document
from include.devstack.simulator.racing.race import SimRace

_SPECIAL = (-2, "Worldwide Stakes")


def day_page(day: date, races: Iterable[SimRace]) -> bytes:
    """Return the page; a day without any race has a meeting from abroad only."""
    meetings: dict[Course, list[SimRace]] = defaultdict(list)
    known = list(races)
    for race in known:
        meetings[race.course].append(race)
    sections = [
        _section(course.id, course.label, course.slug, [_panel_of(race) for race in card], day)
        for course, card in meetings.items()
    ]
    abroad = meeting_abroad(day)
    panels = [_panel(race.off, race.name, race.address) for race in abroad.races]
    label = f"{abroad.name} ({abroad.country})"
    sections.insert(len(sections) // 2, _section(abroad.course_id, label, abroad.slug, panels, day))
    special = [_panel_of(race) for race in repeated(known)] + panels[:1]
    sections.append(_section(*_SPECIAL, None, special, day))
    body = f"""<main class="rp-results" data-analytics-page="results-date" id="results-top-scroll">
<h1 class="rp-results__title">Results for {day:%A} {day.day} {day:%B %Y}</h1>
<a href="/results/{day}/time-order" data-test-selector="link-timeOrder">Time order</a>
{"".join(sections)}</main>"""
    return document(f"Results {day:%d %b %Y}", f"/results/{day}", body)


def _panel_of(race: SimRace) -> str:
    address = f"/results/{race.course.id}/{race.course.slug}/{race.day}/{race.id}"
    return _panel(race.clock_time, race.name, address)


def _section(course_id: int, label: str, slug: str | None, panels: list[str], day: date) -> str:
    times = ""
    if slug is not None:
        times = f'<a href="/results/{course_id}/{slug}/{day}/winning-times">Analysis of winning times</a>'
    return f"""<section class="rp-raceCourse__meetingContainer" data-course-id="{course_id}"
 data-test-selector="course-container">
<div class="rp-raceCourse__row"><h2 class="rp-raceCourse__row__name" data-test-selector="course-name">
{escape(label.upper())}
</h2>
<a href="/non-runners" data-test-selector="link-nonRunners">Non-runners</a>{times}</div>
<div class="rp-raceCourse__panel__container">{"".join(panels)}</div>{times}</section>
"""


def _panel(off: str, name: str, address: str) -> str:
    return f"""<div class="rp-raceCourse__panel__race">
<span class="rp-raceCourse__panel__race__time" data-test-selector="text-raceTime">
  {off} </span>
<div class="rp-raceCourse__panel__race__info__title"><a href="{address}"
 class="ui-link ui-link_table rp-raceCourse__panel__race__info__title__link js-popupLink"
 data-test-selector="link-listCourseNameLink"><span>{escape(name)}</span></a></div>
<a href="{address}#fullReplay-resultList"></a>
<a href="{address}" class="ui-btn" data-test-selector="button-fullResult">Full result</a>
</div>
"""
