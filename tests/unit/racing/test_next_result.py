"""Result pages since August 2026: all runners, with the values of the page."""

from __future__ import annotations

from typing import Any

import pytest

from include.devstack.simulator.racing.pages.next_markup import next_page
from include.errors import IncompletePayloadError, PayloadError
from include.racing.errors import UnknownMarkupError, WrongRaceError
from include.racing.racing_post.race_page import read_result
from include.racing.rows import Race
from include.racing.same_race import course_key
from tests.unit.racing import next_pages, simulated
from tests.unit.racing.next_pages import DAY, result, result_page, runner

# Ids are the sources' own, a page names a course without its country, and it has no rating band.
OWN = {"course", "rating_band", "race_id", "course_id", "horse_id", "jockey_id", "trainer_id", "owner_id"} | {
    *("sire_id", "dam_id", "damsire_id")
}


def read(*runners: Any, **changes: Any) -> Race:
    page = result_page(result(*runners, **changes))
    return read_result(page, race_id="900100", country="gb", day=DAY)


def places(race: Race) -> list[tuple[Any, ...]]:
    return [(row.horse_id, row.pos, row.btn, row.ovr_btn, row.secs) for row in race.runners]


def test_pages_and_the_licensed_source_give_the_same_rows() -> None:
    compared = 0
    for race in list(simulated.many_races())[::7]:
        told = simulated.told(race)
        from_page, from_api = simulated.read_next(told), simulated.read_api(told)
        assert from_page.void == from_api.void == race.void
        assert course_key(from_page.course) == course_key(from_api.course)
        for row, other in zip(from_page.runners, from_api.runners, strict=True):
            names = [name for name in row.__struct_fields__ if name not in OWN]
            assert {name: getattr(row, name) for name in names} == {
                name: getattr(other, name) for name in names
            }
            assert row.rating_band is None
        compared += len(from_page.runners)
    assert compared > 300


def test_a_page_is_read_with_all_its_runners() -> None:
    race = read(runner(1), runner(2, beaten="2", horseSuffix="(IRE)"), runner(3, "PU", weightCarriedLbs=None))
    assert (race.race_id, race.course, race.course_id, race.off, race.name, race.void) == (
        "900100", "Sampletown", "77", "14:30", "Sample Fillies' Handicap", False,
    )  # fmt: skip
    assert race.declared_runners == 3
    assert places(race) == [
        ("7001", "1", 0.0, 0.0, 100.0),
        ("7002", "2", 2.0, 2.0, 100.33),
        ("7003", "PU", None, None, None),
    ]
    assert [(row.horse, row.lbs, row.prize, row.prize_currency) for row in race.runners] == [
        ("Horse 1 (GB)", 130, 5000.0, "GBP"),
        ("Horse 2 (IRE)", 130, 2000.5, "GBP"),
        ("Horse 3 (GB)", 130, None, None),
    ]


def test_the_pieces_of_a_runner_are_read() -> None:
    (row,) = read(runner(1, odds="3/1JF", headgear="p", isFirstTimeHeadgear=True)).runners
    assert (row.num, row.draw, row.age, row.sex, row.hg, row.sp, row.dec) == (
        1,
        1,
        4,
        "G",
        "p1",
        "3/1JF",
        4.0,
    )
    assert (row.or_, row.rpr, row.ts, row.comment) == (80, 92, None, "Led - ran on (op 4/1)")
    assert (row.jockey, row.jockey_id, row.trainer, row.trainer_id, row.owner, row.owner_id) == (
        "Jockey 1", "301", "Trainer 1", "501", "Owner 1", "601",
    )  # fmt: skip
    assert (row.sire, row.sire_id, row.dam, row.dam_id, row.damsire, row.damsire_id) == (
        "Sire (FR)", "1", "Dam (GB)", "2", "Damsire", "3",
    )  # fmt: skip
    assert row.silk_url == "https://silks.example/1.svg"


def test_the_conditions_of_the_race_are_read() -> None:
    (row,) = read(runner(1)).runners
    assert (row.type, row.class_, row.age_band, row.rating_band, row.sex_rest, row.surface) == (
        "Flat", "Class 4", "3yo+", None, "F", "Turf",
    )  # fmt: skip
    assert (row.dist, row.dist_f, row.dist_y, row.dist_m, row.going, row.ran) == (
        "1m",
        8.0,
        1770,
        1618,
        "Good",
        1,
    )


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [("F", "Sample Hurdle", "Flat"), ("X", "Sample Stakes", "Flat"), ("C", "Sample Stakes", "Chase"),
     ("H", "Sample Stakes", "Hurdle"), ("B", "Sample Stakes", "NH Flat"), (None, "Sample Hurdle", "Hurdle"),
     ("?", "Sample Chase", "Chase")],
)  # fmt: skip
def test_the_code_of_the_type_counts_and_without_a_known_one_the_words(
    code: str | None, name: str, expected: str
) -> None:
    (row,) = read(runner(1), header={"raceTypeCode": code, "raceTitle": name, "distanceShort": "2m"}).runners
    assert row.type == expected


def test_the_overall_distance_of_the_page_counts_then_its_number() -> None:
    race = read(
        runner(1),
        runner(2, beaten="shd", distanceToWinnerNative=0.1),
        runner(3, beaten="nk", beatenDistanceToWinner="½", distanceToWinnerNative=0.4),
    )
    assert [row.ovr_btn for row in race.runners] == [0.0, 0.1, 0.5]


def test_a_first_past_the_post_that_was_disqualified_has_no_distance_and_others_are_behind_the_winner() -> (
    None
):
    race = read(
        runner(2, "1", beaten="8"),
        runner(3, "2", beaten="12", beatenDistanceToWinner="20"),
        runner(4, "3", beaten="1", beatenDistanceToWinner="21"),
        runner(1, isDisqualified=True),
    )
    assert places(race) == [
        ("7002", "1", 0.0, 0.0, 100.0),
        ("7003", "2", 12.0, 12.0, 102.0),
        ("7004", "3", 1.0, 13.0, 102.17),
        ("7001", "DSQ", None, None, None),
    ]


def test_dead_heaters_share_a_place_and_a_distance() -> None:
    race = read(
        runner(1),
        runner(2, "2", beaten="3"),
        runner(3, "2", beaten="dht", beatenDistanceToWinner="3"),
    )
    assert [(row.pos, row.btn, row.ovr_btn) for row in race.runners] == [
        ("1", 0.0, 0.0), ("2", 3.0, 3.0), ("2", 0.0, 3.0),
    ]  # fmt: skip


def test_a_void_race_is_void_and_has_no_runners() -> None:
    race = read(runner(1, "VOI"), runner(2, "VOI"), details={"winningTime": None, "numberOfRunners": 7})
    assert (race.void, race.runners, race.declared_runners) == (True, (), None)


def test_a_race_without_a_time_has_no_times() -> None:
    for time in (None, "0.00s", "standard time"):
        race = read(runner(1), runner(2, beaten="2"), details={"winningTime": time})
        assert {row.secs for row in race.runners} == {None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"details": {"numberOfRunners": 3}}, "3 horses ran, the answer tells about 2"),
        ({"details": {"numberOfRunners": None}}, "does not say how many ran"),
        ({"runners": []}, "tells about no runner"),
    ],
)
def test_a_page_that_does_not_tell_about_all_who_ran_is_incomplete(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(IncompletePayloadError, match=message):
        read(runner(1), runner(2, beaten="2"), **changes)


def test_a_runner_without_a_result_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="horse 7002 has no position"):
        read(runner(1), runner(2, outcomeCode=None))


def test_a_page_without_a_result_is_incomplete_and_one_with_an_error_is_not() -> None:
    with pytest.raises(IncompletePayloadError, match="no result"):
        read_result(result_page(None))  # type: ignore[arg-type]
    with pytest.raises(PayloadError, match="has an error") as caught:
        read_result(next_pages.page(raceResult={"data": None, "error": {"status": 500}}))
    assert not isinstance(caught.value, IncompletePayloadError)


@pytest.mark.parametrize("asked", [{"race_id": "1"}, {"country": "ire"}, {"day": DAY.replace(day=1)}])
def test_another_race_country_or_day_than_asked_for_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(WrongRaceError):
        read_result(result_page(result(runner(1))), **asked)


def test_what_is_not_asked_for_is_the_pages() -> None:
    race = read_result(result_page(result(runner(1), countryCode="FR ")))
    assert (race.race_id, race.country, race.date) == ("900100", "fr", DAY)


@pytest.mark.parametrize(
    "path",
    ["raceId", "raceDatetime", "courseUid", "countryCode", "header", "details", "runners",
     "header.raceTitle", "header.raceClass", "header.going", "details.numberOfRunners", "details.winningTime",
     "runners.0.horseUid", "runners.0.horseName", "runners.0.outcomeCode", "runners.0.beatenDistance",
     "runners.0.odds", "runners.0.rpRating", "runners.0.topspeed", "runners.0.officialRating"],
)  # fmt: skip
def test_a_page_without_a_key_of_every_page_names_it(path: str) -> None:
    data: Any = result(runner(1))
    holder = data
    *steps, last = path.split(".")
    for step in steps:
        holder = holder[int(step) if step.isdecimal() else step]
    del holder[last]
    with pytest.raises(UnknownMarkupError, match=last):
        read_result(result_page(data))


def test_a_horse_whose_link_is_another_ones_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="horseUid and the id in horseUrl"):
        read(runner(1, horseUrl="/profile/horse/9/other/"))


def test_a_horse_that_is_there_twice_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="each horse once"):
        read(runner(1), runner(1, "2"))


def test_the_state_of_before_august_2026_is_unknown() -> None:
    page = next_page(simulated.told(simulated.smallest(1)[0])).replace(b'"raceResult"', b'"result"')
    with pytest.raises(UnknownMarkupError, match="raceResult"):
        read_result(page)


def test_json_that_is_nested_too_deeply_or_cut_is_refused() -> None:
    whole = result_page(result(runner(1)))
    deep = whole.replace(b'"buildId": "b1"', b'"buildId": ' + b"[" * 50_000 + b"]" * 50_000)
    cut = whole.replace(b'"buildId": "b1"}', b"")
    for body in (deep, cut):
        assert body != whole
        with pytest.raises(PayloadError, match="script#__NEXT_DATA__"):
            read_result(body)
