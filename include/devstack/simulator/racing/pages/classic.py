"""The classic result page: the race's conditions in spans, a table of runners, times below.

The prize money stands in the head, once for the race, in order of finish: `1st` is the first runner row that
has a number for its position. In a dead heat both amounts are the same.
"""

from __future__ import annotations

from html import escape

from include.devstack.simulator.racing.api import winning_time
from include.devstack.simulator.racing.pages.document import document
from include.devstack.simulator.racing.pages.rows import runner_rows
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result

_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th")


def classic_page(result: Result) -> bytes:
    """Return the page."""
    race = result.race
    rows = "".join(runner_rows(one) for one in result.runners)
    body = f"""<main class="rp-results-page" data-analytics-page="results-full"
 data-analytics-race-date-time="{race.off.isoformat()}"
 data-analytics-coursename="{escape(race.course.name)}" data-analytics-race-id="{race.id}">
{_head(result)}
<div class="rp-resultsWrapper__content"><table class="rp-horseTable__table">
<thead><tr><th>Pos.</th><th>Draw<br>Btn</th><th>No. Horse / SP</th><th>Age</th><th>Wgt</th><th>OR</th>
<th>TS</th><th>RPR</th><th>Jockey / Trainer</th></tr></thead>
<tbody>
{rows}</tbody></table></div>
{_info(result)}
</main>"""
    title = f"{race.clock_time} {race.course.label} Results {race.day:%d %B %Y}"
    return document(title, f"/results/{race.course.id}/{race.course.slug}/{race.day}/{race.id}", body)


def _head(result: Result) -> str:
    race = result.race
    return f"""<div class="rp-raceTimeCourseName" data-test-selector="block-raceHead">
<h1 class="rp-raceTimeCourseName__heading"><span class="rp-raceTimeCourseName__time"
 data-test-selector="text-raceTime">{race.clock_time}</span>
<a href="/profile/course/{race.course.id}/{race.course.slug}" class="rp-raceTimeCourseName__name">
 {escape(race.course.label)} </a>
<span class="rp-raceTimeCourseName__date" data-test-selector="text-raceDate">{race.day:%d %b %Y}</span></h1>
<h2 class="rp-raceTimeCourseName__title" data-test-selector="text-raceTitle">
  {escape(race.name)}
</h2>
<div class="rp-raceTimeCourseName__info">{_conditions(race)}</div>
<div class="rp-raceTimeCourseName__prizeMoney" data-test-selector="text-prizeMoney">
{_prizes(result)}</div></div>"""


def _conditions(race: SimRace) -> str:
    bands = ", ".join(band for band in (race.rating_band, race.age_band) if band)
    spans = []
    if race.race_class:
        spans.append(f'<span class="rp-raceTimeCourseName_class">({race.race_class})</span>')
    spans.append(f'<span class="rp-raceTimeCourseName_ratingBandAndAgesAllowed">({bands})</span>')
    full = ""
    if race.full_distance:
        full = f'<span data-test-selector="block-fullDistanceInd"> ({race.full_distance}) </span>'
    spans.append(
        f'<span class="rp-raceTimeCourseName_distanceDetail"><span class="rp-raceTimeCourseName_distance"'
        f' data-test-selector="block-distanceInd"> {race.distance} </span>{full}</span>'
    )
    spans.append(f'<span class="rp-raceTimeCourseName_condition"> {race.going} </span>')
    if race.obstacles:
        spans.append(f'<span class="rp-raceTimeCourseName_hurdles"> {race.obstacles} </span>')
    return "\n".join(spans)


def _prizes(result: Result) -> str:
    race = result.race
    sign, digits = ("£", 2) if race.country == "gb" else ("€", 0)
    paid = [one.prize for one in result.runners if one.prize]
    return "".join(
        f'<span class="rp-raceTimeCourseName__prizePlace">{place}</span> {sign}{prize:,.{digits}f}\n'
        for place, prize in zip(_ORDINALS, paid, strict=False)
    )


def _info(result: Result) -> str:
    """Return times below the table: two value spans or, in some races, three with the off before."""
    race = result.race
    values = [_time(result), "112%"]
    labels = ["Winning time:", "Total SP:"]
    if int(race.id) % 3 == 0:
        values.insert(0, f"{race.clock_time}:{int(race.id) % 60:02d}")
        labels.insert(0, "Off time:")
    spans = "\n".join(
        f'<span class="rp-raceInfo__label">{label}</span> <span class="rp-raceInfo__value">{value}</span>'
        for label, value in zip(labels, values, strict=True)
    )
    absent = ""
    if result.non_runners:
        names = escape(", ".join(result.non_runners))
        absent = (
            '<li><span class="rp-raceInfo__label">Non-runners:</span>'
            f' <span class="rp-raceInfo__value">{names}</span></li>'
        )
    return f"""<div class="rp-raceInfo"><ul><li>
<span class="rp-raceInfo__value rp-raceInfo__value_black">{result.declared} ran</span>
{spans}</li>
{absent}<li><a href="/results/{race.day}" class="rp-raceInfo__link">All results</a></li></ul></div>"""


def _time(result: Result) -> str:
    number = int(result.race.id)
    if result.seconds is None:
        return "standard time" if number % 2 and not result.race.void else "0.00s"
    return f"{winning_time(result.seconds)} ({'fast' if number % 2 else 'slow'} by {number % 900 / 100:.2f}s)"
