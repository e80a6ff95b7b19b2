"""Simulated results: finishing orders, void races, dead heats, late ratings, corrections, the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.racing.courses import COUNTRIES
from include.devstack.simulator.racing.marks import RaceMark
from include.devstack.simulator.racing.programme import races_of
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result
from include.devstack.simulator.racing.settings import RacingSettings
from include.devstack.simulator.racing.source import NoRaceError, RacingSource
from include.devstack.simulator.racing.telling import tell

DAY = date(2026, 1, 17)
LATER = timedelta(days=30)
NO_MARK = RaceMark()


def told(race: SimRace, days: int = 30, mark: RaceMark = NO_MARK, **settings: float) -> Result:
    return tell(race, race.day + timedelta(days=days), mark, RacingSettings(**settings))  # type: ignore[arg-type]


def results(days: int = 30, count: int = 3, **settings: float) -> list[Result]:
    """The results of some days in all countries."""
    chosen = RacingSettings(**settings)  # type: ignore[arg-type]
    programme = [DAY + timedelta(days=number) for number in range(count)]
    return [
        tell(race, race.day + timedelta(days=days), NO_MARK, chosen)
        for day in programme
        for country in COUNTRIES
        for race in races_of(day, country, chosen)
    ]


def source_at(now: datetime) -> RacingSource:
    return RacingSource(RacingSettings(), Clock(now))


def test_those_who_finish_are_placed_from_one_on() -> None:
    for result in results(void_rate=0, dead_heat_rate=0):
        placed = [int(one.position) for one in result.runners if one.finished]
        assert placed == list(range(1, len(placed) + 1))
        assert len(result.runners) == result.declared == result.race.runners


def test_horses_fall_and_are_pulled_up_and_get_no_distance_time_or_prize() -> None:
    out = [one for result in results(count=10, void_rate=0) for one in result.runners if not one.finished]
    assert {one.position for one in out} >= {"F", "PU", "UR", "DSQ"}
    assert {one.position for one in out} <= {"F", "PU", "UR", "BD", "RO", "SU", "RR", "DSQ"}
    assert {(one.beaten, one.overall, one.seconds, one.prize, one.rpr) for one in out} == {
        ("", "", None, 0, None)
    }


def test_a_dead_heat_has_two_equal_positions_distances_and_prizes() -> None:
    for result in results(count=1, dead_heat_rate=1, void_rate=0):
        pairs = [
            (one, other)
            for one, other in pairwise(result.runners)
            if one.position == other.position and one.finished
        ]
        [(one, other)] = pairs
        assert other.beaten == "dht"
        assert (one.overall, one.prize) == (other.overall, other.prize)


def test_a_void_race_has_runners_without_positions_times_or_money() -> None:
    for result in results(count=1, void_rate=1):
        assert {one.position for one in result.runners} == {"VOI"}
        assert not any(one.prize or one.seconds or one.rpr for one in result.runners)
        assert result.seconds is None


def test_times_follow_the_order_of_finish() -> None:
    for result in results(void_rate=0, untimed_rate=0):
        times = [one.seconds or 0.0 for one in result.runners if one.finished]
        assert times[0] == result.seconds
        assert all(later >= earlier for earlier, later in pairwise(times))


def test_no_two_runners_of_a_race_have_one_name() -> None:
    for result in results(count=10):
        names = [one.horse.name for one in result.runners] + list(result.non_runners)
        assert len(names) == len(set(names))


def test_an_untimed_race_has_no_times() -> None:
    for result in results(count=1, untimed_rate=1):
        assert result.seconds is None
        assert all(one.seconds is None for one in result.runners)


def test_the_shortest_prices_carry_the_letter_of_favourites() -> None:
    letters = set()
    for result in results(void_rate=0):
        favourites = [one.price for one in result.runners if one.price[-1] in "FJC"]
        assert len(set(favourites)) == 1
        assert favourites[0][-1] == {1: "F", 2: "J"}.get(len(favourites), "C")
        letters.add(favourites[0][-1])
    assert letters >= {"F", "J"}


def test_ratings_appear_on_their_days() -> None:
    def seen(days: int) -> tuple[bool, bool, bool]:
        runners = [one for result in results(days, count=1) for one in result.runners]
        columns = zip(*((one.official_rating, one.rpr, one.ts) for one in runners), strict=True)
        return tuple(any(value is not None for value in column) for column in columns)  # type: ignore[return-value]

    assert [seen(days) for days in (0, 1, 2, 3)] == [
        (True, False, False),
        (True, True, False),
        (True, True, False),
        (True, True, True),
    ]


def test_all_ratings_wait_for_the_days_that_a_test_sets() -> None:
    def rated(days: int) -> bool:
        return any(
            value is not None
            for result in results(days, count=1, ratings_after_days=4)
            for one in result.runners
            for value in (one.official_rating, one.rpr, one.ts)
        )

    assert (rated(3), rated(4)) == (False, True)


def test_late_data_changes_ratings_and_one_prize_and_nothing_else() -> None:
    early, late = results(0, corrected_rate=1), results(30, corrected_rate=1)
    for before, after in zip(early, late, strict=True):
        cut = [(one.horse.id, one.position, one.price, one.seconds, one.comment) for one in before.runners]
        assert cut == [
            (one.horse.id, one.position, one.price, one.seconds, one.comment) for one in after.runners
        ]
        changed = {
            one.position
            for one, other in zip(before.runners, after.runners, strict=True)
            if one.prize != other.prize
        }
        assert len(changed) == (0 if after.race.void else 1)


def test_only_some_races_are_corrected() -> None:
    found = [result.race.corrected for result in results(count=5)]
    assert 0 < sum(found) < len(found) / 5


def test_marks_change_a_race() -> None:
    race = next(one for one in races_of(DAY, "gb") if not one.void and not one.corrected)
    plain = told(race)
    assert told(race, mark=RaceMark(revision=2)).runners[0].prize == plain.runners[0].prize + 200
    fewer = told(race, mark=RaceMark(fewer_runners=3))
    assert fewer.runners == plain.runners[:-3]
    assert fewer.declared == plain.declared
    assert told(race, mark=RaceMark(void=True)).runners[0].position == "VOI"


def test_a_race_is_known_from_its_off_on() -> None:
    first, *others = races_of(DAY, "gb")
    assert source_at(first.off - timedelta(minutes=1)).listed(DAY, ["gb"]) == []
    source = source_at(first.off)
    assert first in source.listed(DAY, ["gb"])
    assert source.result(first.id).race == first
    with pytest.raises(NoRaceError):
        source.result(others[-1].id)


def test_days_to_come_list_nothing() -> None:
    source = source_at(datetime(2026, 1, 17, 23, 59, tzinfo=UTC))
    assert source.listed(DAY)
    assert source.listed(DAY + timedelta(days=1)) == []


def test_a_withdrawn_race_is_not_known() -> None:
    source = source_at(datetime(2026, 1, 20, tzinfo=UTC))
    race = source.listed(DAY)[5]
    source.marks.set(race.id, withdrawn=True)
    assert race not in source.listed(DAY)
    with pytest.raises(NoRaceError):
        source.result(race.id)
    source.marks.clear()
    assert race in source.listed(DAY)
