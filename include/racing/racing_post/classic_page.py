"""Racing Post's classic result page: conditions in spans, a table of runners, prizes above and times below.

Pieces are found by their class or their `data-test-selector`. What is said
of the race stands in `main[data-analytics-race-date-time]`; each runner has rows of its own
(`include.racing.racing_post.runner_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from include.racing import conditions, values
from include.racing.checks import check_runners
from include.racing.errors import UnknownMarkupError
from include.racing.ids import checked_day, checked_id
from include.racing.positions import is_finisher, is_void
from include.racing.racing_post import document
from include.racing.racing_post.distances import lengths_behind
from include.racing.racing_post.document import (
    Element,
    elements,
    first_content,
    marked,
    race_path,
    with_class,
)
from include.racing.racing_post.identity import check_identity, local_start
from include.racing.racing_post.runner_rows import Runner, read_runners
from include.racing.rows import Race, RunnerRow

METRES_IN_A_YARD = 0.9144

_CANONICAL = ".//link[@rel='canonical']"
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
_TIME = re.compile(r"((?:\d{1,2}m )?\d{1,3}(?:\.\d{1,2})?s)(?: \(.*)?", re.ASCII)
_PRIZE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)\s*([£€]\s?[\d,]+(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Times:
    """What the list below the table tells: how many ran, and the winner's time in seconds."""

    ran: int
    winner: float | None


def read_classic(page: Element, main: Element, race_id: str, country: str, day: date) -> Race:
    """The race of a page in the classic markup; see `read_race_page` for what it raises."""
    where = f"race {race_id}"
    course_id = _identify(page, main, race_id, day)
    off = local_start(main.get("data-analytics-race-date-time", ""), where)
    check_identity(race_id, off.date(), race_id, day)
    runners = read_runners(main, where)
    void = is_void([runner.pos for runner in runners], where)
    times = _Times(0, None) if void else _times(main, where)
    race = Race(
        race_id=race_id,
        country=country,
        date=day,
        course=values.text(main.get("data-analytics-coursename")),
        course_id=course_id,
        off=f"{off:%H:%M}",
        name=first_content(main, _TITLE),
        void=void,
        runners=(),
        declared_runners=None if void else times.ran,
    )
    if void:
        return race
    common = _conditions(main, race, where)
    prizes = _prizes(main, where)
    behind = lengths_behind(runners)
    rows = tuple(
        _row(common, runner, distance, _prize(runner, runners, prizes), times.winner)
        for runner, distance in zip(runners, behind, strict=True)
    )
    check_runners(rows, where, times.ran)
    return msgspec.structs.replace(race, runners=rows)


def _identify(page: Element, main: Element, race_id: str, day: date) -> str | None:
    """Check which race the page is about; returns the id of its course."""
    found = [race_path(link.get("href")) for link in elements(page, _CANONICAL)]
    path = next((one for one in found if one is not None), None)
    own = main.get("data-analytics-race-id")
    if path is None and own is None:
        raise UnknownMarkupError(
            f"race {race_id}: the page has neither link[rel=canonical] of a result nor "
            "data-analytics-race-id; its markup is not the known one"
        )
    if own is not None:
        check_identity(checked_id(own, "a race"), day, race_id, day)
    if path is None:
        return None
    check_identity(checked_id(path[3], "a race"), checked_day(path[2], f"race {race_id}"), race_id, day)
    return checked_id(path[0], "a course")


def _conditions(main: Element, race: Race, where: str) -> RunnerRow:
    """What all rows of the race have in common, as a row without its runner."""
    going = first_content(main, _GOING)
    dist = first_content(main, _DISTANCE)
    dist_f = values.furlongs(dist, f"{where}: block-distanceInd")
    full = (first_content(main, _FULL_DISTANCE) or "").strip("()").replace(" ", "")
    length = values.furlongs(full, f"{where}: block-fullDistanceInd") if full else dist_f
    yards = None if length is None else round(length * values.YARDS_IN_A_FURLONG)
    rating_band, age_band = conditions.bands(first_content(main, _BANDS))
    detail = first_content(main, _DETAIL)
    return RunnerRow(
        date=race.date,
        country=race.country,
        region=race.country.upper(),
        course=race.course,
        course_id=race.course_id,
        course_detail=detail.strip("()") if detail else None,
        off=race.off,
        race_id=race.race_id,
        race_name=race.name,
        type=conditions.race_type(dist_f, first_content(main, _OBSTACLES), race.name),
        class_=conditions.race_class(first_content(main, _CLASS)) or conditions.race_class(race.name),
        pattern=conditions.pattern(race.name),
        rating_band=rating_band,
        age_band=age_band,
        sex_rest=conditions.sex_restriction(race.name),
        dist=dist,
        dist_f=dist_f,
        dist_m=None if yards is None else round(yards * METRES_IN_A_YARD),
        dist_y=yards,
        going=going,
        surface=conditions.surface(going),
        ran=race.declared_runners,
        horse_id="",
        horse="",
        pos="",
    )


def _times(main: Element, where: str) -> _Times:
    for item in elements(main, _INFO):
        texts = [document.content(span) for span in elements(item, _INFO_VALUES)]
        counts = [found for text in texts if (found := _RAN.fullmatch(text or ""))]
        if counts:
            times = {found[1] for text in texts if (found := _TIME.fullmatch(text or ""))}
            winner = document.only(times, f"{where}: the winning time (rp-raceInfo__value)")
            # 0.00s stands for a race that was not timed.
            return _Times(int(counts[0][1]), values.seconds(winner, f"{where}: winning time") or None)
    raise UnknownMarkupError(
        f'{where}: the page does not say how many horses ran ("N ran" in rp-raceInfo); '
        "its markup is not the known one"
    )


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


def _row(
    common: RunnerRow, runner: Runner, behind: float | None, prize: str | None, winner_seconds: float | None
) -> RunnerRow:
    """The whole row of a runner, `behind` lengths behind the winner."""
    finished = is_finisher(runner.pos)
    scale = conditions.lengths_per_second(common.going, common.type or "Flat")
    secs = conditions.runner_seconds(winner_seconds, behind, runner.btn, scale)
    amount, currency = values.money(prize)
    return msgspec.structs.replace(
        common,
        **runner.fields,
        pos=runner.pos,
        ovr_btn=behind,
        btn=runner.btn if finished else None,
        time=values.clock(secs),
        secs=secs,
        prize=amount,
        prize_currency=currency,
    )


def _prize(runner: Runner, runners: Sequence[Runner], prizes: dict[int, str]) -> str | None:
    """The amount of a runner's place. Those who share a place share amounts, so these have to be equal."""
    if not is_finisher(runner.pos):
        return None
    place = int(runner.pos)
    sharing = sum(one.pos == runner.pos for one in runners)
    amounts = {prizes.get(one) for one in range(place, place + sharing)}
    return amounts.pop() if len(amounts) == 1 else None
