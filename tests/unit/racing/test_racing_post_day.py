"""Racing Post's results of a day: races by country, and no race lost in silence."""

from __future__ import annotations

from datetime import date

import pytest

from include.devstack.simulator.racing.pages.day import day_page
from include.errors import ParamError, PayloadError
from include.racing.adapter import ListedRace
from include.racing.errors import UnknownMarkupError, UnreadableValueError, WrongRaceError
from include.racing.racing_post.day_page import read_day
from tests.unit.racing import simulated
from tests.unit.racing.simulated import DAY, PAGES

RACES = simulated.races()


def body() -> bytes:
    return day_page(DAY, RACES)


def read(page: bytes, country: str = "gb", day: date = DAY) -> tuple[ListedRace, ...]:
    return PAGES.read_listing(page, country, day).races


def section(course: str, *races: tuple[str, str], off: str = "1:50") -> str:
    rows = "".join(
        f'<div><span data-test-selector="text-raceTime">{off}</span>'
        f'<a href="{href}" data-test-selector="link-listCourseNameLink">{name}</a></div>'
        for href, name in races
    )
    return f'<section><h2 data-test-selector="course-name">{course}</h2>{rows}</section>'


def page(*sections: str) -> bytes:
    return f"<html><body><main>{''.join(sections)}</main></body></html>".encode()


@pytest.mark.parametrize("country", ["gb", "ire", "fr"])
def test_the_races_of_each_country_are_told_apart(country: str) -> None:
    expected = {
        (
            race.id,
            race.course.label.upper(),
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
    ("course", "slug", "country"),
    [("Ayr", "ayr", "gb"), ("AYR (GB)", "ayr", "gb"), ("Kempton (AW)", "kempton-aw", "gb"),
     ("KEMPTON (A.W)", "kempton-aw", "gb"), ("Newmarket (July)", "newmarket-july", "gb"),
     ("NEWMARKET (JULY)", "newmarket-july", "gb"), ("NEWMARKET (ROWLEY)", "newmarket-rowley", "gb"),
     ("DUNDALK (AW) (IRE)", "dundalk-aw", "ire"), ("Pau (FR)", "pau", "fr"),
     ("GOWRAN PARK\n (IRE)", "gowran-park", "ire"),
     ("Meydan (UAE)", "meydan", None), ("Sha Tin (HK)", "sha-tin", None),
     ("Turffontein (SAF)", "turffontein", None), ("LES LANDES (JER)", "les-landes", None)],
)  # fmt: skip
def test_the_suffix_of_the_course_is_the_country(course: str, slug: str, country: str | None) -> None:
    one = page(section(course, (f"/results/8/{slug}/{DAY}/9", "Race")))
    assert [other for other in ("gb", "ire", "fr") if read(one, other)] == ([country] if country else [])


def test_a_bracket_that_could_be_a_country_and_is_not_known_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match=r"\(XYZ\) in the course 'AYR \(XYZ\)'"):
        read(page(section("AYR (XYZ)", (f"/results/8/ayr/{DAY}/9", "Race"))))


AYR = section("AYR", (f"/results/8/ayr/{DAY}/9", "A"), (f"/results/8/ayr/{DAY}/10", "B"))
NAAS = section("NAAS (IRE)", (f"/results/7/naas/{DAY}/20", "C"))
COLOGNE = section("COLOGNE (GER)", (f"/results/6/cologne/{DAY}/30", "D"))
HIGHLIGHTS = "WORLDWIDE STAKES"


def test_a_special_meeting_repeats_races_and_each_is_listed_under_its_own_course() -> None:
    again = section(
        HIGHLIGHTS, (f"/results/8/ayr/{DAY}/10", "Ayr B"), (f"/results/7/naas/{DAY}/20", "Naas C")
    )
    for whole in (page(AYR, NAAS, COLOGNE, again), page(again, AYR, NAAS, COLOGNE)):
        assert [(race.id, race.course) for race in read(whole)] == [("9", "AYR"), ("10", "AYR")]
        assert [(race.id, race.course) for race in read(whole, "ire")] == [("20", "NAAS (IRE)")]


def test_a_foreign_race_of_a_special_meeting_is_no_british_one() -> None:
    another = section(HIGHLIGHTS, (f"/results/6/cologne/{DAY}/31", "Cologne E"))
    assert [race.id for race in read(page(AYR, COLOGNE, another))] == ["9", "10"]


def test_a_race_of_a_special_meeting_has_the_country_of_its_courses_own_section() -> None:
    another = section(HIGHLIGHTS, (f"/results/7/naas/{DAY}/21", "Naas F"))
    assert [race.id for race in read(page(AYR, NAAS, another), "ire")] == ["20", "21"]


def test_a_race_whose_country_nothing_proves_is_not_assumed_to_be_british() -> None:
    unknown = section(HIGHLIGHTS, (f"/results/5/longchamp/{DAY}/40", "Longchamp"))
    with pytest.raises(UnknownMarkupError, match="its country cannot be told"):
        read(page(AYR, unknown))


def test_a_race_that_only_a_known_special_meeting_has_is_left_out_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    unknown = section(HIGHLIGHTS, (f"/results/5/longchamp/{DAY}/40", "Longchamp"))
    marked = unknown.replace("<section>", '<section data-course-id="-2">')
    assert [race.id for race in read(page(AYR, marked))] == ["9", "10"]
    assert "race 40 stands below 'WORLDWIDE STAKES'" in caplog.text


def test_a_heading_with_the_courses_id_may_be_longer_than_the_address() -> None:
    one = section("Chelmsford City", (f"/results/8/chelmsford-aw/{DAY}/9", "Race"))
    with pytest.raises(UnknownMarkupError, match="its country cannot be told"):
        read(page(one))
    (race,) = read(page(one.replace("<section>", '<section data-course-id="8">')))
    assert (race.id, race.country) == ("9", "gb")


def test_a_race_that_lost_its_time_is_not_given_that_of_one_that_lost_its_mark() -> None:
    lost = AYR.replace('data-test-selector="text-raceTime"', "", 1).replace(
        'data-test-selector="link-listCourseNameLink">B', ">B"
    )
    again = section(HIGHLIGHTS, (f"/results/8/ayr/{DAY}/10", "B"))
    assert [(race.id, race.off) for race in read(page(lost, again))] == [("9", None), ("10", "13:50")]


def test_winning_times_are_no_races() -> None:
    times = f'<a href="/results/8/ayr/{DAY}/winning-times">Analysis of winning times</a>'
    assert [race.id for race in read(page(times, AYR, times))] == ["9", "10"]


def test_without_a_day_asked_for_the_page_tells_it() -> None:
    races = read_day(page(AYR, NAAS, COLOGNE))
    assert [(race.id, race.country, race.day) for race in races] == [
        ("9", "gb", DAY), ("10", "gb", DAY), ("20", "ire", DAY)
    ]  # fmt: skip
    with pytest.raises(WrongRaceError):
        read_day(page(AYR, NAAS.replace(str(DAY), "2025-11-14")))


def test_the_older_name_of_the_heading_is_known_too() -> None:
    assert [race.id for race in read(page(AYR.replace("course-name", "text-courseName")))] == ["9", "10"]


def test_a_page_without_a_race_is_no_day_without_races() -> None:
    with pytest.raises(UnknownMarkupError, match="no race link"):
        read(page("<h1>Results</h1>"))


def test_a_race_that_lost_its_mark_is_not_lost_in_silence() -> None:
    with pytest.raises(UnknownMarkupError, match="race '9' is linked, but is not in the list"):
        read(page(AYR.replace('data-test-selector="link-listCourseNameLink"', "", 1)))


def test_a_race_whose_course_lost_its_name_is_not_given_to_another_course() -> None:
    first = section("Ayr", (f"/results/8/ayr/{DAY}/9", "Race"))
    second = section("Naas (IRE)", (f"/results/7/naas/{DAY}/10", "Race")).replace("course-name", "text")
    with pytest.raises(UnknownMarkupError, match="its country cannot be told"):
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
