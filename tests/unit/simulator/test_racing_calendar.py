"""Simulated racing days: determinism, meetings by season and weekday, ids, who runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean

import pytest

from include.devstack.simulator.racing.calendar import meetings_of
from include.devstack.simulator.racing.courses import COUNTRIES, COURSES, Country
from include.devstack.simulator.racing.field import run
from include.devstack.simulator.racing.programme import counts_of, find_race, races_of
from include.devstack.simulator.racing.settings import RacingSettings

YEAR = [date(2025, 1, 1) + timedelta(days=number) for number in range(365)]
SATURDAY = date(2026, 1, 17)


def meetings(country: Country) -> dict[date, int]:
    return {day: len(meetings_of(day, country, 1)) for day in YEAR}


def test_a_day_is_the_same_whichever_days_were_made_before() -> None:
    settings = RacingSettings(seed=77)
    alone = races_of(SATURDAY, "gb", settings)
    races_of(SATURDAY - timedelta(days=1), "gb", settings)
    assert races_of(SATURDAY, "gb", RacingSettings(seed=77, markup="next")) == alone
    assert [run(race, 77) for race in alone] == [run(race, 77) for race in alone]


def test_another_seed_makes_other_races() -> None:
    assert races_of(SATURDAY, "gb") != races_of(SATURDAY, "gb", RacingSettings(seed=2))


def test_great_britain_has_two_to_six_meetings_and_three_blank_days() -> None:
    found = meetings("gb")
    blank = {day for day, number in found.items() if number == 0}
    assert blank == {date(2025, 12, 23), date(2025, 12, 24), date(2025, 12, 25)}
    assert {number for number in found.values() if number} == {2, 3, 4, 5, 6}


def test_saturdays_are_the_busiest_days_of_great_britain() -> None:
    found = meetings("gb")
    usual = {weekday: mean(n for day, n in found.items() if day.weekday() == weekday) for weekday in range(7)}
    assert max(usual, key=usual.__getitem__) == 5


def test_ireland_races_most_days_and_france_nearly_every_day() -> None:
    ireland, france = Counter(meetings("ire").values()), Counter(meetings("fr").values())
    assert set(ireland) == {0, 1, 2}
    assert 30 < ireland[0] < 110
    assert set(france) == {0, 1, 2, 3}
    assert france[0] == 1


def test_summer_has_more_flat_racing_on_turf_than_winter() -> None:
    def share(month: int) -> float:
        found = [one.code for day in YEAR if day.month == month for one in meetings_of(day, "gb", 1)]
        return found.count("flat") / len(found)

    assert share(1) == 0
    assert share(7) > 0.4


def test_two_meetings_of_a_day_are_never_at_one_place() -> None:
    for day in YEAR[:60]:
        for country in COUNTRIES:
            places = [one.course.place for one in meetings_of(day, country, 1)]
            assert len(places) == len(set(places))


def test_courses_have_ids_of_their_own() -> None:
    ids = [course.id for country in COUNTRIES for course in COURSES[country]]
    assert len(ids) == len(set(ids))


def test_race_ids_are_unique_and_lead_back_to_the_race() -> None:
    races = [race for day in YEAR[:40] for country in COUNTRIES for race in races_of(day, country)]
    assert len({race.id for race in races}) == len(races)
    assert all(find_race(race.id) is race for race in races)
    assert {len(race.id) for race in races} == {8}


@pytest.mark.parametrize("name", ["", "1", "99999999", "23896099", "rac_23896001", "٢٣٨٩٦٠٠١"])
def test_other_ids_lead_to_no_race(name: str) -> None:
    assert find_race(name) is None


def test_meetings_have_six_to_eight_races_with_four_to_eighteen_runners() -> None:
    races = [race for day in YEAR[:90] for country in COUNTRIES for race in races_of(day, country)]
    cards = Counter((race.day, race.course.id) for race in races)
    assert set(cards.values()) == {6, 7, 8}
    assert min(race.runners for race in races) == 4
    assert max(race.runners for race in races) <= 18


def test_counts_leave_void_races_out() -> None:
    settings = RacingSettings(void_rate=0.3)
    races = races_of(SATURDAY, "gb", settings)
    kept = [race for race in races if not race.void]
    assert 0 < len(kept) < len(races)
    assert counts_of(SATURDAY, "gb", settings) == (len(kept), sum(race.runners for race in kept))


def test_a_rate_changes_nothing_but_what_it_is_about() -> None:
    plain = races_of(SATURDAY, "fr")
    heats = races_of(SATURDAY, "fr", RacingSettings(dead_heat_rate=1))
    assert all(race.dead_heat for race in heats)
    assert [replace(race, dead_heat=False) for race in heats] == [
        replace(race, dead_heat=False) for race in plain
    ]


def test_no_horse_runs_twice_on_a_day() -> None:
    horses = [
        one.horse.id
        for country in COUNTRIES
        for race in races_of(SATURDAY, country)
        for one in run(race, 1).runners
    ]
    assert len(horses) == len(set(horses))


def test_a_horse_comes_back_a_year_older_each_january() -> None:
    ages: dict[int, set[tuple[int, int]]] = {}
    for day in [*YEAR[180:240], *(day + timedelta(days=365) for day in YEAR[:40])]:
        for race in races_of(day, "ire"):
            for one in run(race, 1).runners:
                ages.setdefault(one.horse.id, set()).add((day.year, one.age))
    twice = [seen for seen in ages.values() if len(seen) == 2]
    assert twice
    assert all({year - age for year, age in seen} == {min(seen)[0] - min(seen)[1]} for seen in twice)


def test_races_of_a_summer_day_are_in_british_summer_time() -> None:
    offs = {race.off.utcoffset() for race in races_of(date(2025, 7, 5), "gb")}
    assert offs == {timedelta(hours=1)}
