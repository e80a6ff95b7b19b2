"""The connection `racing_source` means the pages instead of the licensed API: the same lake, or a red run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from include.racing.same_race import course_key
from tests.e2e.racing_fixture import racing as racing
from tests.e2e.racing_world import RATINGS, Racing, partition_key

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DAY = "2025-10-09"
OWN = ("ire", DAY)
LABEL = f"ire {DAY}"
# What all sources say in the same words; ids are each source's own, and pages name courses without country.
COMMON = (
    "off",
    "horse",
    "num",
    "pos",
    "draw",
    "or",
    "rpr",
    "ts",
    "sex",
    "age",
    "prize",
    "lbs",
    "ovr_btn",
    "secs",
)
UNKNOWN_PAGE = """<html><body><script id="__NEXT_DATA__">
{"props": {"pageProps": {"initialState": {"racePage": {"data": null}}}}}</script></body></html>"""

STORMY_DAY = "2025-10-13"
COUNTRIES = ("gb", "ire", "fr")


def test_pages_of_both_markups_give_the_same_day_and_pages_of_an_unknown_kind_spoil_nothing(
    racing: Racing,
) -> None:
    params = {"start_date": DAY, "end_date": DAY, "countries": ["ire"]}
    racing.forget(OWN)
    racing.set_clock("2025-10-20")
    assert racing.rescrape.run(**params).state == "success"
    by_api = racing.rows(*OWN)
    assert {row["race_id"] for row in by_api} == set(racing.ids(DAY, "ire"))

    racing.use("racing_post")
    own_ids = racing.ids(DAY, "ire", adapter="racing_post")
    for markup in ("classic", "next"):
        racing.configure(markup=markup)
        racing.forget_requests()
        by_pages = racing.rescrape.run(**params)
        assert by_pages.state == "success"
        assert racing.asked("races") == [DAY]
        assert sorted(racing.asked("race")) == own_ids
        archived = racing.archived(*OWN, adapter="racing_post")
        assert sorted(archived) == own_ids
        assert {b"__NEXT_DATA__" in body for body in archived.values()} == {markup == "next"}
        rows = racing.rows(*OWN)
        assert {row["race_id"] for row in rows} == set(own_ids)
        assert told(rows) == told(by_api)
        assert by_pages.figure(LABEL, "listed", "scraped", "rows") == [
            len(own_ids),
            len(own_ids),
            len(by_api),
        ]

    written = racing.version(partition_key(*OWN))
    racing.break_source({"match": rf"/({'|'.join(own_ids)})$", "kind": "html", "body": UNKNOWN_PAGE})
    racing.forget_requests()
    run = racing.rescrape.run(**params)
    assert run.state == "failed"
    verify = racing.rescrape.task(run.id, "verify")
    assert (verify["state"], verify["try_number"]) == ("failed", 1)
    log = racing.rescrape.log(verify)
    assert f"{len(own_ids)} of {len(own_ids)} races failed, other" in log
    assert "raceResult" in log
    assert sorted(racing.asked("race")) == own_ids
    assert racing.version(partition_key(*OWN)) == written
    racing.forget(OWN)


def test_a_storm_of_refusals_on_pages_as_they_are_served_loses_and_doubles_no_race(racing: Racing) -> None:
    """The day has a special meeting that repeats races, an abandoned one, one abroad, and a void race."""
    params = {"start_date": STORMY_DAY, "end_date": STORMY_DAY, "countries": list(COUNTRIES)}
    partitions = [(country, STORMY_DAY) for country in COUNTRIES]
    racing.forget(*partitions)
    racing.use("racing_post")
    racing.configure(markup="next", ratings_after_days=3, void_rate=0)
    void = racing.ids(STORMY_DAY, "ire", adapter="racing_post")[0]
    racing.mark(void, void=True)
    racing.set_clock(STORMY_DAY)
    listed = {one: racing.ids(STORMY_DAY, one, adapter="racing_post") for one in COUNTRIES}
    every = sorted(race_id for ids in listed.values() for race_id in ids)
    ran = {race["id"]: race["runners"] for one in COUNTRIES for race in racing.races(STORMY_DAY, one)}
    expected = {
        one: {race_id: ran[race_id] for race_id in listed[one] if race_id != void} for one in COUNTRIES
    }

    racing.forget_requests()
    first = racing.rescrape.run(**params)
    assert first.state == "success"
    assert sorted(racing.asked("race")) == every
    assert runners_by_race(racing) == expected
    assert racing.ledger([void])[void].details["void"] is True
    assert not any(is_rated(row) for one in COUNTRIES for row in racing.rows(one, STORMY_DAY))

    racing.set_clock("2025-10-20")
    refused = listed["gb"][2:]
    racing.refuse(refused)
    stormy = racing.rescrape.run(**params)
    assert stormy.state == "failed"
    assert runners_by_race(racing) == expected
    unrated = {
        row["race_id"] for one in COUNTRIES for row in racing.rows(one, STORMY_DAY) if not is_rated(row)
    }
    assert set(refused) <= unrated

    racing.mend()
    assert racing.retry.run().state == "success"
    assert runners_by_race(racing) == expected
    rows = [row for one in COUNTRIES for row in racing.rows(one, STORMY_DAY)]
    assert {row["race_id"] for row in rows if is_rated(row)} == set(every) - {void}
    assert all(row["race_id"] in listed[row["region"].lower()] for row in rows)
    for one in COUNTRIES:
        archived = racing.archived(one, STORMY_DAY, adapter="racing_post")
        assert sorted(archived) == listed[one]
        assert set(racing.csv(one, STORMY_DAY)["race_id"].to_pylist()) == set(expected[one])
    assert set(racing.standings(every).values()) == {("stored", None)}
    racing.forget(*partitions)


def runners_by_race(racing: Racing) -> dict[str, dict[str, int]]:
    """How many different horses each race has in each country's partition; no horse is twice in a race."""
    found = {}
    for country in COUNTRIES:
        rows = racing.rows(country, STORMY_DAY)
        keys = Counter((row["race_id"], row["horse_id"]) for row in rows)
        assert set(keys.values()) == {1}
        places = {(course_key(row["course"]), row["off"], row["race_id"]) for row in rows}
        assert len({place[:2] for place in places}) == len(places), "a race is there under two ids"
        found[country] = dict(Counter(row["race_id"] for row in rows))
    return found


def is_rated(row: dict[str, Any]) -> bool:
    return any(row[name] is not None for name in RATINGS)


def told(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return sorted((course_key(row["course"]), *(str(row[name]) for name in COMMON)) for row in rows)
