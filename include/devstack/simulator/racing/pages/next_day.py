"""The results page of a day since August 2026: its meetings as JSON, `results.data` of the state.

Beside the meetings that were run it has an abandoned one, without links to results, and a special meeting,
"World Pool" with a negative id and no country, that repeats races of the others. Runners are a summary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from include.devstack.simulator.racing.courses import COURSES, Course
from include.devstack.simulator.racing.pages.abroad import MeetingAbroad, meeting_abroad, repeated
from include.devstack.simulator.racing.pages.next_markup import address
from include.devstack.simulator.racing.pages.next_state import state_page
from include.devstack.simulator.racing.runner import Result, SimRunner

_SPECIAL_ID, _SPECIAL_NAME = "-3", "World Pool"
_PLACES = 3
_FIRST_ABANDONED = 91_000_000
Json = dict[str, Any]


def next_day_page(day: date, results: Iterable[Result]) -> bytes:
    """Return the page."""
    return state_page(f"Results {day:%d %b %Y}", f"/results/{day}/", "results", meetings(day, list(results)))


def meetings(day: date, results: list[Result]) -> list[Json]:
    """Return the meetings of a day as the page has them."""
    cards: dict[Course, list[Json]] = defaultdict(list)
    for one in results:
        cards[one.race.course].append(_race(one))
    found = [_meeting(str(c.id), c.name, c.country.upper(), races) for c, races in cards.items()]
    abroad = meeting_abroad(day)
    races_abroad = _races_abroad(abroad, day)
    found.append(_meeting(str(abroad.course_id), abroad.name, abroad.country, races_abroad))
    found.insert(len(found) // 2, _abandoned(day, cards))
    special = [*(_race(one) for one in repeated(results)), *races_abroad[:1]]
    found.insert(0, _meeting(_SPECIAL_ID, _SPECIAL_NAME, None, special, is_special=True))
    return found


def _meeting(
    course_id: str, name: str, country: str | None, races: list[Json], *, is_special: bool = False
) -> Json:
    return {
        "courseId": course_id,
        "courseName": name,
        "countryCode": country,
        "isAbandoned": bool(races) and all(race["isAbandoned"] for race in races),
        "isSpecialMeeting": is_special,
        "races": races,
    }


def _race(result: Result) -> Json:
    race = result.race
    return {
        "raceUid": int(race.id),
        "raceTime": f"{race.off:%H:%M}",
        "raceDateTime": race.off.isoformat(),
        "raceStatusCode": "R",
        "isResult": True,
        "isAbandoned": False,
        "isVoidRace": race.void,
        "courseName": None,
        "courseUid": race.course.id,
        "courseKey": race.course.slug,
        "countryCode": race.region,
        "raceTitle": race.name,
        "fullResultAvailable": True,
        "fullResultLink": address(race),
        "runnersCount": result.declared,
        "runners": [_placed(one) for one in result.runners[:_PLACES] if one.finished],
        "nonRunners": [{"horseName": name, "reason": None} for name in result.non_runners],
    }


def _placed(one: SimRunner) -> Json:
    ordinal = {"1": "1st", "2": "2nd", "3": "3rd"}
    return {
        "position": ordinal.get(one.position, f"{one.position}th"),
        "saddleCloth": str(one.number),
        "horseName": one.horse.name,
        "horseUrl": f"/profile/horse/{one.horse.id}/",
        "distanceToWinner": one.overall or None,
        "sp": one.price or None,
        "jockey": one.jockey.name,
        "trainer": one.horse.trainer.name,
    }


def _abandoned(day: date, cards: Iterable[Course]) -> Json:
    """A British meeting that was called off, at a course where nothing is run."""
    taken = {course.place for course in cards}
    free = [course for course in COURSES["gb"] if course.place not in taken]
    course = free[day.toordinal() % len(free)]
    races = [
        _called_off(course.id, course.slug, "GB", _FIRST_ABANDONED + number, f"{day}T{hour}:00:00+00:00")
        for number, hour in enumerate((13, 14), 1)
    ]
    return _meeting(str(course.id), course.name, "GB", races)


def _called_off(course_id: int, key: str, country: str, number: int, time: str) -> Json:
    return {
        **_bare(course_id, key, country, number, time),
        "raceStatusCode": "A",
        "isResult": False,
        "isAbandoned": True,
        "fullResultAvailable": False,
        "fullResultLink": None,
    }


def _races_abroad(meeting: MeetingAbroad, day: date) -> list[Json]:
    place = (meeting.course_id, meeting.slug, meeting.country)
    return [
        {**_bare(*place, race.id, f"{day}T{_hour(race.off)}:00+00:00"), "fullResultLink": race.address}
        for race in meeting.races
    ]


def _hour(off: str) -> str:
    hour, minute = off.split(":")
    return f"{int(hour) + 12}:{minute}"


def _bare(course_id: int, key: str, country: str, number: int, time: str) -> Json:
    return {
        "raceUid": number,
        "raceTime": time[11:16],
        "raceDateTime": time,
        "raceStatusCode": "R",
        "isResult": True,
        "isAbandoned": False,
        "isVoidRace": False,
        "courseName": None,
        "courseUid": course_id,
        "courseKey": key,
        "countryCode": country,
        "raceTitle": "Allowance",
        "fullResultAvailable": True,
        "runnersCount": 8,
        "runners": [],
        "nonRunners": [],
    }
