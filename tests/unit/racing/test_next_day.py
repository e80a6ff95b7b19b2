"""Day pages since August 2026: each race once, under its own meeting, with the country of the page."""

from __future__ import annotations

from typing import Any

import pytest

from include.devstack.simulator.racing.pages.next_day import next_day_page
from include.errors import PayloadError
from include.racing.errors import UnknownMarkupError, WrongRaceError
from include.racing.racing_post.day_page import read_day
from tests.unit.racing import next_pages, simulated
from tests.unit.racing.next_pages import DAY, day_page, meeting, no_link, race

GB = meeting(77, "GB", race(1), race(2))
IRE = meeting(78, "IRE", race(3, 78, "IRE"))
FR = meeting(79, "FR", race(4, 79, "FR"))
GER = meeting(80, "GER", race(5, 80, "GER"))


def listed(*meetings: Any) -> list[tuple[str, str]]:
    return [(one.country, one.id) for one in read_day(day_page(*meetings), day=DAY)]


def test_the_races_of_our_countries_are_listed() -> None:
    races = read_day(day_page(GB, IRE, FR, GER), day=DAY)
    assert [(one.id, one.country, one.course, one.off, one.address) for one in races] == [
        ("1", "gb", "Course 77", "14:30", f"results/77/course-77/{DAY}/1"),
        ("2", "gb", "Course 77", "14:30", f"results/77/course-77/{DAY}/2"),
        ("3", "ire", "Course 78", "14:30", f"results/78/course-78/{DAY}/3"),
        ("4", "fr", "Course 79", "14:30", f"results/79/course-79/{DAY}/4"),
    ]
    assert {one.day for one in races} == {DAY}


def test_a_special_meeting_adds_nothing_to_the_races_that_it_repeats() -> None:
    special = meeting(-3, None, race(1), race(3, 78, "IRE"), courseName="World Pool")
    for meetings in ((special, GB, IRE), (GB, IRE, special)):
        races = read_day(day_page(*meetings), day=DAY)
        assert [(one.id, one.course) for one in races] == [
            ("1", "Course 77"), ("2", "Course 77"), ("3", "Course 78"),
        ]  # fmt: skip


def test_a_negative_id_makes_a_meeting_special_too() -> None:
    special = meeting(-2, None, race(1), isSpecialMeeting=False)
    assert listed(special, GB) == [("gb", "1"), ("gb", "2")]


def test_a_race_of_a_special_meeting_alone_has_its_own_country() -> None:
    special = meeting(-3, "GB", race(9, 81, "FR"), race(10, 82, "HK"))
    assert listed(GB, special) == [("gb", "1"), ("gb", "2"), ("fr", "9")]


def test_a_race_without_any_country_is_refused() -> None:
    special = meeting(-3, "GB", race(9, 81, None))
    with pytest.raises(UnknownMarkupError, match=r"race 9: expected one country .* got none"):
        listed(GB, special)


@pytest.mark.parametrize(("code", "expected"), [("UK", "GB"), ("uk", "GB"), ("IRL", "IRE"), ("FRA", "FR")])
def test_a_race_of_our_countries_under_another_code_is_named(code: str, expected: str) -> None:
    message = f"900100: expected the country code {expected}, got {code.upper()}"
    with pytest.raises(UnknownMarkupError, match=message):
        listed(next_pages.meeting(77, code, next_pages.race(900100, country=code)))


def test_a_race_that_denies_the_country_of_its_meeting_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match=r"expected one country .* got gb, ire"):
        listed(meeting(77, "GB", race(1, country="IRE")))


def test_a_race_has_the_country_of_its_own_meeting_where_it_tells_none() -> None:
    assert listed(meeting(78, "IRE", race(1, 78, None))) == [("ire", "1")]


def test_abandoned_races_and_meetings_are_not_listed() -> None:
    off = meeting(81, "GB", no_link(8, 81, isResult=False, isAbandoned=True), isAbandoned=True)
    half = meeting(77, "GB", race(1), no_link(2, isResult=False, isAbandoned=True))
    none = meeting(82, "IRE", isAbandoned=True, races=None)
    assert listed(off, half, none) == [("gb", "1")]


def test_a_void_race_is_listed_where_it_has_a_result_page() -> None:
    assert listed(meeting(77, "GB", race(1, isVoidRace=True), no_link(2, isVoidRace=True))) == [("gb", "1")]


def test_a_race_that_was_not_run_yet_is_not_listed() -> None:
    assert listed(meeting(77, "GB", race(1), no_link(2, isResult=False))) == [("gb", "1")]


def test_a_race_with_a_result_and_no_link_is_listed_under_the_address_of_all_results() -> None:
    (one,) = read_day(day_page(meeting(77, "GB", no_link(2))), day=DAY)
    assert (one.id, one.address) == ("2", f"results/77/course-77/{DAY}/2")
    with pytest.raises(UnknownMarkupError, match="courseKey"):
        listed(meeting(77, "GB", no_link(2, courseKey=None)))


@pytest.mark.parametrize(
    "changes",
    [
        {"fullResultLink": f"/results/77/course-77/{DAY}/2"},
        {"fullResultLink": f"/results/78/course-78/{DAY}/1"},
        {"fullResultLink": "/racecards/77"},
        {"courseUid": 78},
    ],
)
def test_a_link_to_another_race_or_course_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnknownMarkupError, match="race 1: expected fullResultLink"):
        listed(meeting(77, "GB", race(1, **changes)))


def test_a_race_in_the_meeting_of_another_course_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="course 78 in the meeting of course 77"):
        listed(meeting(77, "GB", race(1, 78)))


def test_a_race_in_two_meetings_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="race 1 is there twice"):
        listed(GB, meeting(77, "GB", race(1, raceDateTime=f"{DAY}T15:30:00+01:00")))


def test_races_of_another_day_are_refused() -> None:
    other = race(1, fullResultLink="/results/77/course-77/2026-08-24/1")
    with pytest.raises(WrongRaceError):
        listed(meeting(77, "GB", other))
    with pytest.raises(WrongRaceError, match="several days"):
        read_day(day_page(meeting(77, "GB", race(2), other | {"raceDateTime": None})))


def test_a_time_of_another_day_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="raceDateTime"):
        listed(meeting(77, "GB", race(1, raceDateTime="2026-08-24T14:30:00+01:00")))


def test_a_day_without_races_is_empty_only_if_the_page_says_so() -> None:
    message = '<p data-testid="Text__NoResultsMessage">No results for this date</p>'
    for data in (None, []):
        assert read_day(next_pages.page(head=message, results={"data": data}), day=DAY) == ()
        with pytest.raises(UnknownMarkupError, match="got neither"):
            read_day(next_pages.page(results={"data": data}), day=DAY)


def test_a_page_with_an_error_is_no_day_without_races() -> None:
    message = '<p data-testid="Text__NoResultsMessage">No results for this date</p>'
    with pytest.raises(PayloadError, match="has an error"):
        read_day(next_pages.page(head=message, results={"data": None, "error": "timeout"}), day=DAY)


@pytest.mark.parametrize("key", ["isSpecialMeeting", "races"])
def test_a_meeting_without_a_key_of_every_page_names_it(key: str) -> None:
    with pytest.raises(UnknownMarkupError, match=key):
        listed({name: value for name, value in GB.items() if name != key})


def test_the_simulated_day_is_listed_as_it_is() -> None:
    results = [simulated.told(one) for one in simulated.races()]
    races = read_day(next_day_page(simulated.DAY, results), day=simulated.DAY)
    assert {(one.id, one.country, one.course) for one in races} == {
        (one.id, one.country, one.course.name) for one in simulated.races()
    }
    assert len(races) == len(results)
