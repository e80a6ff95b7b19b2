"""Racing Post's results of a day: races by country, and no race lost in silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from include.devstack.simulator.racing.pages.day import day_page
from include.errors import ParamError, PayloadError
from include.racing.adapter import ListedRace
from include.racing.errors import UnknownMarkupError, UnreadableValueError, WrongRaceError
from tests.unit.racing import simulated
from tests.unit.racing.simulated import DAY, PAGES

RACES = simulated.races()


def body(**changes: Any) -> bytes:
    page = day_page(DAY, RACES).decode()
    for old, new in changes.get("changes", ()):
        assert old in page
        page = page.replace(old, new, changes.get("times", -1))
    return page.encode()


def read(page: bytes, country: str = "gb", day: date = DAY) -> tuple[ListedRace, ...]:
    return PAGES.read_listing(page, country, day).races


def section(course: str, *races: tuple[str, str], off: str = "1:50") -> str:
    rows = "".join(
        f'<div><span data-test-selector="text-raceTime">{off}</span>'
        f'<a href="{href}" data-test-selector="link-listCourseNameLink">{name}</a></div>'
        for href, name in races
    )
    return f'<section><h2 data-test-selector="text-courseName">{course}</h2>{rows}</section>'


def page(*sections: str) -> bytes:
    return f"<html><body><main>{''.join(sections)}</main></body></html>".encode()


@pytest.mark.parametrize("country", ["gb", "ire", "fr"])
def test_the_races_of_each_country_are_told_apart(country: str) -> None:
    expected = {
        (
            race.id,
            race.course.label,
            f"{race.off:%H:%M}",
            f"results/{race.course.id}/{race.course.slug}/{DAY}/{race.id}",
        )
        for race in RACES
        if race.country == country
    }
    told = read(body(), country)
    assert {(race.id, race.course, race.off, race.address) for race in told} == expected
    assert {race.country for race in told} == {country}
    assert len(told) == len(expected)


def test_a_page_is_a_whole_list() -> None:
    listing = PAGES.read_listing(body(), "gb", DAY)
    assert (listing.next_skip, listing.total) == (None, len(listing.races))


def test_a_day_on_which_only_others_race_is_empty() -> None:
    assert read(day_page(DAY, [])) == ()


@pytest.mark.parametrize(
    ("course", "country"),
    [("Ayr", "gb"), ("Kempton (AW)", "gb"), ("Newmarket (July)", "gb"), ("Dundalk (AW) (IRE)", "ire"),
     ("Pau (FR)", "fr"), ("Meydan (UAE)", None), ("Sha Tin (HK)", None), ("Turffontein (SAF)", None)],
)  # fmt: skip
def test_the_suffix_of_the_course_is_the_country(course: str, country: str | None) -> None:
    one = page(section(course, (f"/results/8/ayr/{DAY}/9", "Race")))
    assert [other for other in ("gb", "ire", "fr") if read(one, other)] == ([country] if country else [])


def test_a_page_without_a_race_is_no_day_without_races() -> None:
    with pytest.raises(UnknownMarkupError, match="no race link"):
        read(page("<h1>Results</h1>"))


def test_a_race_that_lost_its_mark_is_not_lost_in_silence() -> None:
    mark = 'data-test-selector="link-listCourseNameLink"'
    with pytest.raises(UnknownMarkupError, match="is linked, but is not in the list"):
        read(body(changes=[(mark, "")], times=1))


def test_a_race_whose_course_lost_its_name_is_not_given_to_another_course() -> None:
    first = section("Ayr", (f"/results/8/ayr/{DAY}/9", "Race"))
    second = section("Naas (IRE)", (f"/results/7/naas/{DAY}/10", "Race")).replace("text-courseName", "text")
    with pytest.raises(UnknownMarkupError, match="expected one name for course"):
        read(page(first, second))


def test_a_race_that_lost_its_time_is_not_given_another_ones() -> None:
    two = section("Ayr", (f"/results/8/ayr/{DAY}/9", "A"), (f"/results/8/ayr/{DAY}/10", "B"))
    lacking = two.replace('data-test-selector="text-raceTime"', "", 1)
    assert [race.off for race in read(page(lacking))] == [None, "13:50"]


@pytest.mark.parametrize(
    ("href", "error"),
    [
        ("/results/8/ayr/2025-11-14/9", WrongRaceError),
        ("/results/8/ayr/yesterday/9", UnreadableValueError),
        ("/results/8/ayr/2025-11-15", UnknownMarkupError),
        ("/results/8/../2025-11-15/9", UnreadableValueError),
        ("/results/8/a yr/2025-11-15/9", UnreadableValueError),
        ("/results/8%2F/ayr/2025-11-15/9", UnreadableValueError),
        ("/results/8/ayr/2025-11-15/..", UnreadableValueError),
        ("/results/8/ayr/2025-11-15/9%00", UnreadableValueError),
        ("javascript:alert(1)", UnknownMarkupError),
        ("", UnknownMarkupError),
    ],
)
def test_a_link_that_is_no_race_of_the_day_is_refused(href: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(page(section("Ayr", (href, "Race"))))


def test_a_link_to_another_host_leaves_an_address_below_our_own() -> None:
    (race,) = read(page(section("Ayr", (f"https://elsewhere.example/results/8/ayr/{DAY}/9?popup=1", "Race"))))
    assert race.address == f"results/8/ayr/{DAY}/9"


def test_a_race_that_is_linked_twice_is_listed_once() -> None:
    link = (f"/results/8/ayr/{DAY}/9", "Race")
    assert [race.id for race in read(page(section("Ayr", link), section("Ayr", link)))] == ["9"]


@pytest.mark.parametrize("broken", [b"", b"{}", b"\xff</html>", b"<html><body>cut"])
def test_what_is_no_whole_page_is_refused(broken: bytes) -> None:
    with pytest.raises(PayloadError):
        read(broken)


def test_only_known_countries_are_read() -> None:
    with pytest.raises(ParamError):
        read(body(), "usa")
