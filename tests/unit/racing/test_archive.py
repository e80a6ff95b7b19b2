"""Races as items of the archive, and what may be stored of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from include.archive.item import FetchItem
from include.devstack.simulator.racing.pages.classic import classic_page
from include.devstack.simulator.racing.pages.next_markup import next_page
from include.errors import IncompletePayloadError, ParamError, PayloadError
from include.racing.adapter import Adapter, ListedRace
from include.racing.archive import race_item, race_key, read_archived, read_race_key, verify_race
from include.racing.errors import UnreadableValueError, WrongRaceError
from tests.unit.racing import simulated
from tests.unit.racing.simulated import API, DAY, PAGES

RACE = simulated.smallest(1)[0]
RESULT = simulated.told(RACE)


def item(adapter: Adapter = PAGES, race_id: str = RACE.id, day: date = DAY) -> FetchItem:
    race = ListedRace(id=race_id, country=RACE.country, day=day, address="results/1/ayr/2025-11-15/9")
    return race_item(adapter, race, refetch=True)


def test_an_item_has_the_adapters_key_and_the_listed_address() -> None:
    assert item().keys == (f"racing_raw/racing_post/{RACE.country}/2025-11-15/{RACE.id}.html",)
    assert item().documents[0].address == "results/1/ayr/2025-11-15/9"
    told = item(API, "rac_9")
    assert told.keys == (f"racing_raw/racing_api/{RACE.country}/2025-11-15/rac_9.json",)
    assert (told.documents[0].address, told.refetch, told.is_last_ask) == ("v1/results/rac_9", True, False)


@pytest.mark.parametrize("race_id", ["../x", "", "a/b", "a b", "x" * 65, "a\n"])
def test_an_id_that_would_leave_its_place_is_refused(race_id: str) -> None:
    with pytest.raises(UnreadableValueError):
        race_key(API, "gb", DAY, race_id)


def test_a_country_that_racing_does_not_know_is_refused() -> None:
    with pytest.raises(ParamError):
        race_key(API, "usa", DAY, "9")


def test_a_key_tells_who_reads_it_under_any_prefix() -> None:
    told = read_race_key(race_key(PAGES, "fr", DAY, "9", prefix="old/raw"))
    assert (told.adapter.name, told.country, told.day, told.race_id) == ("racing_post", "fr", DAY, "9")


@pytest.mark.parametrize(
    "key",
    ["", "racing_raw/espn/gb/2025-11-15/9.json", "racing_raw/racing_api/usa/2025-11-15/9.json",
     "racing_raw/racing_api/gb/2025-13-15/9.json", "racing_raw/racing_api/gb/2025-11-15/9.xml",
     "racing_raw/racing_api/gb/2025-11-15/a b.json"],
)  # fmt: skip
def test_another_key_is_refused(key: str) -> None:
    with pytest.raises(ParamError):
        read_race_key(key)


def test_a_whole_race_may_be_stored_and_read_again() -> None:
    body = classic_page(RESULT)
    assert re.fullmatch(r"[0-9a-f]{64}", verify_race(item(), [body]))
    assert read_archived(item().keys[0], body) == simulated.read_classic(RESULT)
    assert re.fullmatch(r"[0-9a-f]{64}", verify_race(item(API, RACE.api_id), [simulated.api_body(RESULT)]))


def test_what_stands_around_a_race_does_not_change_its_hash() -> None:
    page = classic_page(RESULT)
    other = page.replace(b"Gamble responsibly", b"Bet responsibly").replace(b"<style>", b"<style>/* new */")
    assert other != page
    assert verify_race(item(), [other]) == verify_race(item(), [page])


def test_a_correction_changes_the_hash() -> None:
    first, *others = RESULT.runners
    corrected = replace(RESULT, runners=(replace(first, rpr=(first.rpr or 0) + 1), *others))
    assert verify_race(item(), [classic_page(corrected)]) != verify_race(item(), [classic_page(RESULT)])


def test_a_void_race_may_be_stored() -> None:
    race = simulated.a_race(void=True)
    listed = ListedRace(id=race.id, country=race.country, day=race.day, address="x")
    assert verify_race(race_item(PAGES, listed), [classic_page(simulated.told(race))])


def test_another_race_or_day_is_not_stored() -> None:
    for wrong in (item(race_id="9"), item(day=date(2025, 11, 14))):
        with pytest.raises(WrongRaceError):
            verify_race(wrong, [classic_page(RESULT)])


def test_a_page_of_either_markup_with_all_its_runners_may_be_stored() -> None:
    assert verify_race(item(), [classic_page(RESULT)])
    assert verify_race(item(), [next_page(RESULT)])


def test_a_race_without_all_its_runners_is_not_stored() -> None:
    fewer = replace(RESULT, runners=RESULT.runners[:-1])
    for body in (classic_page(fewer), next_page(fewer)):
        with pytest.raises(IncompletePayloadError):
            verify_race(item(), [body])
    with pytest.raises(IncompletePayloadError):
        verify_race(item(API, RACE.api_id), [simulated.api_body(replace(RESULT, runners=()))])


@pytest.mark.parametrize("body", [b"", b"{}", b"<html></html>", b'{"detail": "Not found"}', b"\x1f\x8b\x08"])
def test_rubbish_is_not_stored(body: bytes) -> None:
    for one in (item(), item(API, RACE.api_id)):
        with pytest.raises(PayloadError):
            verify_race(one, [body])
