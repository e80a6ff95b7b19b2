"""Racing Post's results of a day since August 2026: `results.data` of `script#__NEXT_DATA__`, by meeting.

Special meetings ("World Pool", "Worldwide Stakes") repeat races of other meetings: each race is listed once,
under its own meeting. A race that only a special meeting has is listed too, if it says its country.
A race without a link to its result is listed only if the page says that there is a result: otherwise it was
abandoned, or void without a result page, or has not been run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from include.errors import PayloadError
from include.racing import values
from include.racing.adapter import ListedRace
from include.racing.errors import UnknownMarkupError, WrongRaceError
from include.racing.ids import checked_day, checked_id, checked_slug
from include.racing.params import COUNTRIES
from include.racing.racing_post.document import Element, elements, race_path
from include.racing.racing_post.identity import local_start
from include.racing.racing_post.next_shapes import DayState, NextDayRace, NextMeeting, decode_state

# What the page shows on a day without any race; then `results.data` is null.
NO_RESULTS = ".//*[@data-testid='Text__NoResultsMessage']"

# Codes that others write for our countries, and this source has not written yet.
_OTHER_CODES = {"uk": "gb", "gbr": "gb", "irl": "ire", "fra": "fr"}


def read_next_day(page: Element, script: str, day: date | None, where: str) -> tuple[ListedRace, ...]:
    """The races of our countries, each once, in the page's order; see `read_day` for what it raises."""
    meetings = _meetings(page, script, where)
    own = [meeting for meeting in meetings if not _is_special(meeting)]
    names = {str(one.course_id): values.text(one.course_name) for one in own if one.course_id is not None}
    races: dict[str, ListedRace] = {}
    for meeting in own:
        for listed in _listed(meeting, names, day, where):
            if races.setdefault(listed.id, listed) != listed:
                raise UnknownMarkupError(
                    f"{where}: race {listed.id} is there twice, in different meetings or words"
                )
    for meeting in meetings:
        if _is_special(meeting):
            for listed in _listed(meeting, names, day, where):
                races.setdefault(listed.id, listed)
    if len({race.day for race in races.values()}) > 1:
        raise WrongRaceError(f"{where}: the page has races of several days")
    return tuple(races.values())


def _meetings(page: Element, script: str, where: str) -> list[NextMeeting]:
    state = decode_state(script, DayState, where).results
    if state.error:
        raise PayloadError(f"{where}: the page has an error instead of results: {str(state.error)[:200]}")
    if not state.data and not elements(page, NO_RESULTS):
        raise UnknownMarkupError(
            f"{where}: expected meetings in results.data or the page's words that there are no results "
            "(data-testid Text__NoResultsMessage), got neither"
        )
    return state.data or []


def _is_special(meeting: NextMeeting) -> bool:
    return bool(meeting.is_special_meeting) or str(meeting.course_id or "").startswith("-")


def _listed(
    meeting: NextMeeting, names: Mapping[str, str | None], day: date | None, where: str
) -> Iterator[ListedRace]:
    for race in meeting.races or []:
        race_id = checked_id(str(race.race_uid), "a race")
        of = f"{where}, race {race_id}"
        if not _has_result(race):
            continue
        country = _country(race, meeting, of)
        if country in _OTHER_CODES:
            raise UnknownMarkupError(
                f"{of}: expected the country code {_OTHER_CODES[country].upper()}, got {country.upper()}"
            )
        if country not in COUNTRIES:
            continue
        course_id, address, came = _address(race, race_id, of)
        if came != (day or came):
            raise WrongRaceError(f"{where}: race {race_id} is of {came}")
        if not _is_special(meeting) and str(meeting.course_id or course_id) != course_id:
            raise UnknownMarkupError(f"{of}: course {course_id} in the meeting of course {meeting.course_id}")
        yield ListedRace(
            id=race_id,
            country=country,
            day=came,
            course=names.get(course_id) or values.text(race.course_name) or values.text(race.course_key),
            off=_off(race, came, of),
            address=address,
        )


def _has_result(race: NextDayRace) -> bool:
    if race.full_result_link:
        return bool(race.full_result_available) or not race.is_abandoned
    return bool(race.is_result) and not race.is_abandoned and not race.is_void_race


def _address(race: NextDayRace, race_id: str, of: str) -> tuple[str, str, date]:
    """The course's id, the address of the result, and the race's day."""
    course = None if race.course_uid is None else checked_id(str(race.course_uid), "a course")
    if race.full_result_link:
        path = race_path(race.full_result_link)
        if path is None or path[3] != race_id or path[0] != (course or path[0]):
            raise UnknownMarkupError(
                f"{of}: expected fullResultLink as /results/{course or 'course'}/name/day/{race_id}, "
                f"got {race.full_result_link[:100]!r}"
            )
        course_id, slug = checked_id(path[0], "a course"), checked_slug(path[1], "a course")
        came = checked_day(path[2], of)
    elif course is None or not race.course_key or not race.race_date_time:
        raise UnknownMarkupError(
            f"{of}: it has a result (isResult) and neither fullResultLink nor all of courseUid, courseKey "
            "and raceDateTime, of which its address could be made"
        )
    else:
        course_id, slug = course, checked_slug(race.course_key, "a course")
        came = local_start(race.race_date_time, of).date()
    return course_id, f"results/{course_id}/{slug}/{came}/{race_id}", came


def _country(race: NextDayRace, meeting: NextMeeting, of: str) -> str:
    """The country of the race, in small letters: the race or its own meeting tells it.

    The country of a special meeting says nothing.
    """
    told = {_code(race.country_code)}
    if not _is_special(meeting):
        told.add(_code(meeting.country_code))
    told -= {""}
    if len(told) != 1:
        raise UnknownMarkupError(
            f"{of}: expected one country (countryCode of the race or its meeting), got "
            f"{', '.join(sorted(told))[:60] or 'none'}"
        )
    return told.pop()


def _code(country: str | None) -> str:
    return (country or "").strip().lower()


def _off(race: NextDayRace, day: date, of: str) -> str | None:
    if race.race_date_time is None:
        return None
    off = local_start(race.race_date_time, of)
    if off.date() != day:
        raise UnknownMarkupError(f"{of}: expected its time (raceDateTime) on {day}, got {off.date()}")
    return f"{off:%H:%M}"
