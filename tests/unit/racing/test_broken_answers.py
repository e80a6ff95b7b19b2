"""Broken pages and answers: a typed error, or rows in which no runner has another one's values.

`SCOREBOOK_RACING_MUTATIONS` says how many, 2,000 if it is not set; for 20,000, which take some minutes, add
`--timeout=0` to pytest.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from lxml import etree, html

from include.devstack.simulator.racing.api import api_result
from include.devstack.simulator.racing.pages.classic import classic_page
from include.devstack.simulator.racing.pages.day import day_page
from include.devstack.simulator.racing.pages.next_day import next_day_page
from include.devstack.simulator.racing.pages.next_markup import next_page
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result
from include.errors import PayloadError
from include.racing.rows import Race, RunnerRow
from tests.unit.racing import simulated
from tests.unit.racing.mutations import broken_json, broken_page, is_nonsense
from tests.unit.racing.simulated import API, DAY, PAGES

MUTATIONS = int(os.environ.get("SCOREBOOK_RACING_MUTATIONS", "2000"))
CLASSIC_PAGES, NEXT_PAGES, API_ANSWERS = MUTATIONS // 4, MUTATIONS // 4, MUTATIONS // 5
DAY_PAGES, NEXT_DAYS, API_LISTS = MUTATIONS // 10, MUTATIONS // 8, MUTATIONS * 3 // 40
NAMES = ("horse", "sire", "dam")
CHECKED = (
    *("horse_id", "pos", "num", "draw", "age", "sex", "lbs", "hg", "btn", "ovr_btn", "sp", "dec", "prize"),
    *("jockey", "trainer", "or_", "rpr", "ts", "damsire", "comment", "jockey_id", "trainer_id", "owner_id"),
    *("sire_id", "dam_id", "damsire_id", "silk_url", *NAMES),
)
Read = Callable[[Result, bytes], Race]


@lru_cache
def results() -> tuple[Result, ...]:
    """Small races, with and without a dead heat."""
    drawn = simulated.smallest(8)
    shared = [race for race in simulated.smallest(60) if race.dead_heat][:2]
    return tuple(simulated.told(race) for race in (*drawn, *shared))


def own(row: RunnerRow, truth_of: RunnerRow, name: str) -> bool:
    """Whether a value is the runner's own, or nothing, or the nonsense that was written into it.

    Second home, a neck behind, is a quarter of a length behind the winner, or a neck where that is lost.
    A page that says of a runner that it was disqualified, or wore headgear for the first time, is believed.
    """
    value, truth = getattr(row, name), getattr(truth_of, name)
    if (name, value) == ("pos", "DSQ") or (name == "hg" and value == f"{truth}1"):
        return True
    if name == "ovr_btn" and truth_of.pos == "2" and value == truth_of.btn:
        return True
    if value is None or value == truth or is_nonsense(value):
        return True
    return name in NAMES and str(value).split(" (")[0] == str(truth).split(" (")[0]


def shifts(rows: Iterable[RunnerRow], truth: dict[str, RunnerRow]) -> list[str]:
    """The values that are not their runner's own, as text."""
    found = []
    for row in rows:
        candidates = [truth[row.horse_id]] if row.horse_id in truth else list(truth.values())
        others = [[name for name in CHECKED if not own(row, one, name)] for one in candidates]
        fewest = min(others, key=len)
        found += [f"{row.horse_id} {name}={getattr(row, name)!r}" for name in fewest]
    return found


def run(count: int, bodies: Callable[[Result, random.Random], bytes], read: Read, seed: str) -> Counter[str]:
    """Read broken bodies, and count what came of them; fails with the seed of the first shifted row."""
    outcomes: Counter[str] = Counter()
    truths = [{row.horse_id: row for row in read(one, b"").runners} for one in results()]
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        place = rng.randrange(len(results()))
        body = bodies(results()[place], rng)
        try:
            race = read(results()[place], body)
        except PayloadError as error:
            outcomes[type(error).__name__] += 1
            continue
        except Exception as error:
            raise AssertionError(f"seed {seed!r} {number}: {error!r} is no typed error") from error
        assert race.void or race.runners, f"seed {seed!r} {number}: neither runners nor void"
        about = results()[place].race
        assert (race.country, race.date) == (about.country, about.day), f"seed {seed!r} {number}"
        wrong = shifts(race.runners, truths[place])
        assert not wrong, f"seed {seed!r} {number}: {wrong[:5]}"
        outcomes["rows"] += 1
    return outcomes


@lru_cache(maxsize=64)
def tree(page: bytes) -> html.HtmlElement:
    return html.fromstring(page)


def broken_classic(result: Result, rng: random.Random) -> bytes:
    return broken_page(_classic_tree(result.race.id), rng)


@lru_cache
def _classic_tree(race_id: str) -> html.HtmlElement:
    return tree(next(classic_page(one) for one in results() if one.race.id == race_id))


def read_classic(result: Result, body: bytes) -> Race:
    return simulated.read_classic(result, body or None)


def read_api(result: Result, body: bytes) -> Race:
    race = result.race
    return API.read_race(body or simulated.api_body(result), race.api_id, race.country, race.day)


def read_next(result: Result, body: bytes) -> Race:
    return simulated.read_next(result, body or None)


def test_broken_result_pages_give_no_shifted_row() -> None:
    outcomes = run(CLASSIC_PAGES, broken_classic, read_classic, "classic")
    assert outcomes["rows"] > CLASSIC_PAGES / 4, outcomes
    assert outcomes["UnknownMarkupError"] > CLASSIC_PAGES / 20, outcomes


def test_broken_answers_of_the_licensed_source_give_no_shifted_row() -> None:
    def broken(result: Result, rng: random.Random) -> bytes:
        return broken_json(api_result(result), rng)

    outcomes = run(API_ANSWERS, broken, read_api, "api")
    assert outcomes["rows"] > API_ANSWERS / 4, outcomes
    assert outcomes["UnknownMarkupError"] > API_ANSWERS / 20, outcomes


def broken_next(result: Result, rng: random.Random) -> bytes:
    return broken_state(next_page(result), rng)


def broken_state(page: bytes, rng: random.Random) -> bytes:
    before, script, after = _cut_script(page)
    return before + broken_json(json.loads(script), rng).replace(b"<", b"\\u003c") + after


def test_broken_newer_pages_give_no_shifted_row() -> None:
    outcomes = run(NEXT_PAGES, broken_next, read_next, "next")
    assert outcomes["rows"] > NEXT_PAGES / 4, outcomes
    assert outcomes["UnknownMarkupError"] > NEXT_PAGES / 20, outcomes


def _cut_script(page: bytes) -> tuple[bytes, bytes, bytes]:
    start = page.index(b">", page.index(b'id="__NEXT_DATA__"')) + 1
    end = page.index(b"</script>", start)
    return page[:start], page[start:end], page[end:]


def check_days(count: int, seed: str, bodies: Callable[[random.Random], bytes]) -> None:
    """Read broken days: a typed error, or races with their own country, address, time and course."""
    truth = {race.id: race for race in SOME_RACES}
    read = 0
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        country = rng.choice(("gb", "ire", "fr"))
        body = bodies(rng)
        try:
            listed = PAGES.read_listing(body, country, DAY).races
        except PayloadError:
            continue
        except Exception as error:
            raise AssertionError(f"seed {seed!r} {number}: {error!r} is no typed error") from error
        read += 1
        assert len({one.id for one in listed}) == len(listed), f"{seed} {number}"
        for one in listed:
            if is_nonsense(one.address) or one.id.startswith("91"):  # 91...: abandoned, and said to be run
                continue
            race = truth[one.id]
            course = race.course
            assert one.country == country == race.country, f"{seed} {number}"
            assert one.address == f"results/{course.id}/{course.slug}/{DAY}/{race.id}", f"{seed} {number}"
            assert one.off in (None, f"{race.off:%H:%M}"), f"{seed} {number}"
            words = {course.label.upper(), course.name, course.slug}
            assert one.course in words or is_nonsense(one.course), f"{seed} {number}"
    assert read > count / 4


SOME_RACES = simulated.races()[::12]


def test_broken_day_pages_give_no_race_another_ones_words() -> None:
    whole = tree(day_page(DAY, SOME_RACES))
    check_days(DAY_PAGES, "day", lambda rng: broken_page(whole, rng))


def test_broken_newer_day_pages_give_no_race_another_ones_words() -> None:
    whole = next_day_page(DAY, [simulated.told(race) for race in SOME_RACES])
    check_days(NEXT_DAYS, "next day", lambda rng: broken_state(whole, rng))


def test_broken_lists_of_the_licensed_source_give_no_race_another_ones_words() -> None:
    races = [race for race in simulated.races() if race.country == "gb"][:6]
    truth = {race.api_id: race for race in races}
    results_of = [api_result(simulated.told(race)) | {"runners": []} for race in races]
    whole: dict[str, Any] = {"results": results_of, "total": len(races), "limit": 100, "skip": 0, "query": []}
    read = 0
    for number in range(API_LISTS):
        rng = random.Random(f"list {number}")
        try:
            page = API.read_listing(broken_json(whole, rng), "gb", DAY)
        except PayloadError:
            continue
        read += 1
        for one in page.races:
            if not is_nonsense(one.id):
                race = truth[one.id]
                assert one.course in (race.course.label, None) or is_nonsense(one.course), number
                assert one.off in (f"{race.off:%H:%M}", None), f"list {number}"
    assert read > API_LISTS / 4


def zipped(race: SimRace, page: html.HtmlElement) -> list[RunnerRow]:
    """A reader of the kind that we do not have: a list of each piece over the whole page, zipped."""

    def texts(path: str) -> list[str]:
        return [" ".join(one.text_content().split()) for one in page.xpath(path)]

    links = page.xpath("//a[@data-test-selector='link-horseName']")
    pieces = zip(
        [link.get("href", "///").split("/")[3] for link in links],
        texts("//a[@data-test-selector='link-jockeyName']")[::2],
        texts("//span[contains(@class, 'rp-horseTable__horse__price')]"),
        texts("//tr[contains(@class, 'rp-horseTable__commentRow')]"),
        strict=False,
    )
    common = {"date": race.day, "country": race.country, "race_id": race.id, "pos": "1"}
    return [
        RunnerRow(**common, horse_id=horse, horse=horse, jockey=jockey, sp=price, comment=comment)
        for horse, jockey, price, comment in pieces
    ]


def test_the_check_finds_the_shifted_rows_of_a_reader_that_zips_lists() -> None:
    wholes = [_classic_tree(one.race.id) for one in results()]
    truths = [{row.horse_id: row for row in zipped(results()[0].race, whole)} for whole in wholes]
    shifted = 0
    for number in range(150):
        rng = random.Random(f"classic {number}")
        place = rng.randrange(len(wholes))
        body = broken_page(wholes[place], rng)
        with suppress(IndexError, ValueError, etree.ParserError):
            shifted += bool(shifts(zipped(results()[place].race, html.fromstring(body)), truths[place]))
    assert shifted > 3
