"""The licensed source: pages of a day's list, and single results."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from include.devstack.simulator.racing.api import api_result
from include.errors import IncompletePayloadError, ParamError, PayloadError
from include.racing.adapter import ListedRace, adapter
from include.racing.errors import (
    ListingChangedError,
    UnknownMarkupError,
    UnreadableValueError,
    WrongRaceError,
)
from include.racing.paging import read_whole_list
from include.racing.rows import Race
from tests.unit.racing import simulated
from tests.unit.racing.simulated import API, DAY

RACE = simulated.smallest(1)[0]
COUNTRY = RACE.country
Change = Callable[[dict[str, Any]], object]


def answer(*changes: Change) -> bytes:
    result = api_result(simulated.told(RACE))
    for change in changes:
        change(result)
    return json.dumps(result).encode()


def read(body: bytes) -> Race:
    return API.read_race(body, RACE.api_id, COUNTRY, DAY)


def first(**values: object) -> Change:
    return lambda result: result["runners"][0].update(values)


def listed(
    *ids: str, total: int | None = None, skip: int = 0, day: str = str(DAY), region: str = "GB"
) -> bytes:
    results = [
        {
            "race_id": one,
            "date": day,
            "region": region,
            "course": "Ayr",
            "off": "1:50",
            "off_dt": "",
            "runners": [],
        }
        for one in ids
    ]
    told = len(ids) if total is None else total
    return json.dumps({"results": results, "total": told, "limit": 100, "skip": skip, "query": []}).encode()


def test_addresses_are_those_of_the_contract() -> None:
    assert API.listing_address("ire", DAY, 100) == (
        "v1/results?start_date=2025-11-15&end_date=2025-11-15&region=ire&limit=100&skip=100"
    )
    race = ListedRace(id="rac_1", country="gb", day=DAY, address="elsewhere")
    assert API.race_address(race) == "v1/results/rac_1"


def test_an_adapter_has_a_name_and_an_empty_one_is_the_licensed_source() -> None:
    assert [adapter(name).name for name in ("", "racing_api", "racing_post")] == [
        "racing_api", "racing_api", "racing_post",
    ]  # fmt: skip
    with pytest.raises(ParamError, match="one of racing_api, racing_post, got 'espn'"):
        adapter("espn")


def test_every_value_of_a_runner_is_told() -> None:
    result = simulated.told(RACE)
    runner, row = result.runners[1], read(simulated.api_body(result)).runners[1]
    horse = runner.horse
    assert (row.horse_id, row.horse, row.pos, row.num, row.draw, row.age, row.sex, row.lbs) == (
        f"hrs_{horse.id}", horse.full_name, runner.position, runner.number, runner.draw, runner.age,
        runner.sex, runner.pounds,
    )  # fmt: skip
    assert (row.jockey, row.trainer, row.owner, row.or_, row.rpr, row.ts) == (
        runner.jockey.name, horse.trainer.name, horse.owner.name, runner.official_rating, runner.rpr,
        runner.ts,
    )  # fmt: skip
    assert (row.sire, row.dam, row.damsire, row.silk_url) == (
        horse.sire, horse.full_dam, horse.damsire, runner.silk_url,
    )  # fmt: skip
    assert (row.race_id, row.date, row.country, row.region, row.off, row.ran) == (
        RACE.api_id, DAY, COUNTRY, COUNTRY.upper(), f"{RACE.off:%H:%M}", RACE.runners,
    )  # fmt: skip


def test_the_off_is_londons_whatever_zone_the_answer_has() -> None:
    assert read(answer(lambda r: r.update(off_dt="2025-11-15T14:50:00+01:00"))).off == "13:50"
    assert read(answer(lambda r: r.update(off_dt="", off="1:50"))).off == "13:50"


def test_odds_and_pounds_are_worked_out_where_only_words_are_told() -> None:
    row = read(answer(first(sp_dec="", sp="9/2F", weight_lbs="", weight="9-4"))).runners[0]
    assert (row.dec, row.lbs) == (5.5, 130)


def test_what_a_runner_has_not_is_none() -> None:
    nothing = [
        "sp",
        "sp_dec",
        "number",
        "draw",
        "btn",
        "ovr_btn",
        "age",
        "sex",
        "weight",
        "weight_lbs",
        "headgear",
        "time",
        "or",
        "rpr",
        "tsr",
        "prize",
        "jockey",
        "trainer",
        "comment",
        "sire_id",
    ]
    row = read(answer(lambda r: [r["runners"][0].pop(name) for name in nothing])).runners[0]
    assert [row.sp, row.dec, row.num, row.lbs, row.or_, row.prize, row.jockey, row.secs, row.sire_id] == [
        None
    ] * 9
    assert row.owner is not None


@pytest.mark.parametrize("zero", ["0:00.00", "0.00", "0:0.00"])
def test_a_time_of_zero_is_no_time(zero: str) -> None:
    row = read(answer(first(time=zero))).runners[0]
    assert (row.time, row.secs) == (None, None)


def test_a_void_race_has_no_runners() -> None:
    race = simulated.a_race(void=True)
    told = simulated.read_api(simulated.told(race))
    assert (told.void, told.runners) == (True, ())


def test_a_race_in_which_some_runners_are_void_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="void race or none"):
        read(answer(first(position="VOI")))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda r: r.update(race_id="rac_1"), WrongRaceError),
        (lambda r: r.update(date="2025-11-14"), WrongRaceError),
        (lambda r: r.update(region="NZ"), WrongRaceError),
        (lambda r: r.update(date="soon"), UnreadableValueError),
        (lambda r: r.update(off_dt="soon"), UnreadableValueError),
        (lambda r: r.update(runners=[]), IncompletePayloadError),
        (lambda r: r.update(runners=None), UnknownMarkupError),
        (lambda r: r.pop("runners"), UnknownMarkupError),
        (lambda r: r["runners"].append(r["runners"][0]), UnknownMarkupError),
        (first(position=""), IncompletePayloadError),
        (first(position="first"), UnreadableValueError),
        (first(horse=""), UnreadableValueError),
        (first(horse_id="../../x"), UnreadableValueError),
        (first(horse_id=5), UnknownMarkupError),
        (first(jockey_id="a/b"), UnreadableValueError),
        (first(rpr="eighty"), UnreadableValueError),
        (first(jockey=["a"]), UnknownMarkupError),
    ],
)
def test_an_answer_that_is_not_the_races_result_is_refused(change: Change, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(answer(change))


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"<html></html>", b"\xff", b"[" * 100_000])
def test_what_is_no_json_of_a_race_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        read(body)


def test_a_page_of_the_list_names_races_and_where_the_list_goes_on() -> None:
    page = API.read_listing(listed("rac_1", "rac_2", total=5, skip=2), "gb", DAY)
    assert [(race.id, race.course, race.off, race.address) for race in page.races] == [
        ("rac_1", "Ayr", "13:50", "v1/results/rac_1"), ("rac_2", "Ayr", "13:50", "v1/results/rac_2"),
    ]  # fmt: skip
    assert (page.next_skip, page.total, page.skip) == (4, 5, 2)


def test_a_day_without_races_is_an_empty_list() -> None:
    for results in ([], None):
        body = json.dumps({"results": results, "total": 0, "limit": 100, "skip": 0, "query": []}).encode()
        page = API.read_listing(body, "gb", DAY)
        assert (page.races, page.next_skip) == ((), None)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (listed("rac_1", day="2025-11-14"), WrongRaceError),
        (listed("rac_1", region="FR"), WrongRaceError),
        (listed("../x"), UnreadableValueError),
        (listed("rac_1?a=b"), UnreadableValueError),
        (listed("x" * 65), UnreadableValueError),
        (listed(total=3), IncompletePayloadError),
        (b'{"results": []}', UnknownMarkupError),
        (b'{"results": [], "total": -1, "skip": 0}', UnknownMarkupError),
        (b"[]", UnknownMarkupError),
    ],
)
def test_a_page_that_is_not_of_the_days_list_is_refused(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        API.read_listing(body, "gb", DAY)


def pages(*bodies: bytes) -> tuple[Callable[[str], bytes], list[str]]:
    """A source that gives one body after the other, and the addresses it was asked for."""
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address.partition("skip=")[2])
        return bodies[len(asked) - 1]

    return fetch, asked


def ids(races: tuple[ListedRace, ...]) -> list[str]:
    return [race.id for race in races]


def test_a_list_is_read_to_its_last_page() -> None:
    fetch, asked = pages(
        listed("a", "b", total=5), listed("c", "d", total=5, skip=2), listed("e", total=5, skip=4)
    )
    assert ids(read_whole_list(API, fetch, "gb", DAY)) == ["a", "b", "c", "d", "e"]
    assert asked == ["0", "2", "4"]


def test_a_list_that_shifts_between_its_pages_is_read_again() -> None:
    """A race withdrawn from the first page moves one of the second page onto it, where nobody looks again."""
    fetch, asked = pages(
        listed("a", "b", total=4),
        listed("d", total=3, skip=2),
        listed("a", "c", total=3),
        listed("d", total=3, skip=2),
    )
    assert ids(read_whole_list(API, fetch, "gb", DAY)) == ["a", "c", "d"]
    assert asked == ["0", "2", "0", "2"]


def test_a_list_that_repeats_a_race_lacks_another_one_and_is_read_again() -> None:
    fetch, _ = pages(
        listed("a", "b", total=4), listed("b", "c", total=4, skip=2),
        listed("a", "b", total=4), listed("c", "d", total=4, skip=2),
    )  # fmt: skip
    assert ids(read_whole_list(API, fetch, "gb", DAY)) == ["a", "b", "c", "d"]


def test_a_list_that_never_holds_still_is_an_error_and_not_a_shorter_list() -> None:
    fetch, _ = pages(*[listed("a", "b", total=4), listed("b", "c", total=4, skip=2)] * 3)
    with pytest.raises(ListingChangedError, match="has 4 races, 3 different ones came"):
        read_whole_list(API, fetch, "gb", DAY)


def test_a_source_that_gives_another_page_than_asked_is_refused() -> None:
    fetch, _ = pages(listed("a", "b", total=4), listed("a", "b", total=4))
    with pytest.raises(PayloadError, match="asked for the page from 2 on, got the one from 0 on"):
        read_whole_list(API, fetch, "gb", DAY)


def test_only_known_countries_are_asked_for() -> None:
    with pytest.raises(ParamError, match="one of gb, ire, fr"):
        API.listing_address("gb&region=usa", date(2025, 11, 15))
