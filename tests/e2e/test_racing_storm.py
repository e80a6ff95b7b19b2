"""A source of races that refuses us: what is kept, what is asked again, and what brings the rest."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.e2e.racing_fixture import racing as racing
from tests.e2e.racing_world import RATINGS, Racing, file_key

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DAY = "2025-10-08"
STORMY, CALM = ("ire", DAY), ("fr", DAY)
STORMY_LABEL, CALM_LABEL = f"ire {DAY}", f"fr {DAY}"


def test_a_storm_in_one_country_keeps_its_rows_and_the_retry_recovers_what_failed(racing: Racing) -> None:
    params = {"start_date": DAY, "end_date": DAY, "countries": ["ire", "fr"]}
    racing.forget(STORMY, CALM)
    racing.configure(ratings_after_days=3)
    racing.set_clock(DAY)
    assert racing.rescrape.run(**params).state == "success"
    before = {country: racing.rows(country, DAY) for country in ("ire", "fr")}
    every, others = racing.ids(DAY, "ire"), racing.ids(DAY, "fr")

    racing.set_clock("2025-10-20")
    asked = in_order_of_asking(racing)
    came, refused = asked[:3], asked[3:]
    # The calm country is asked first, so that the refusals do not stop it.
    racing.refuse(refused, {"match": "region=ire", "kind": "latency", "seconds": 3})
    racing.forget_requests()
    run = racing.rescrape.run(**params)
    assert run.state == "failed"
    scrape = racing.rescrape.task(run.id, "scrape", STORMY_LABEL)
    assert (scrape["state"], scrape["try_number"]) == ("failed", 4)
    assert "SourceBlockedError" in racing.rescrape.log(scrape)

    # With `force` too each race that came is asked for once a run, whatever tries it takes.
    assert Counter(racing.asked("races")) == Counter([STORMY_LABEL, CALM_LABEL])
    counts = Counter(racing.asked("race"))
    assert {race_id: counts.pop(race_id) for race_id in came + others} == dict.fromkeys(came + others, 1)
    # Five refusals in a row open the circuit; after that one request a try.
    assert set(counts) <= set(refused)
    assert 5 <= sum(counts.values()) <= 12

    rows = {country: racing.rows(country, DAY) for country in ("ire", "fr")}
    assert {country: keys(found) for country, found in rows.items()} == {
        country: keys(found) for country, found in before.items()
    }
    assert {row["race_id"] for row in rows["ire"] if is_rated(row)} == set(came)
    assert {row["race_id"] for row in rows["fr"] if is_rated(row)} == set(others)
    kept = sum(row["race_id"] in refused for row in rows["ire"])
    assert run.figure(STORMY_LABEL, "listed", "scraped", "failed", "kept") == [
        len(every),
        len(came),
        len(refused),
        kept,
    ]
    # Its first try wrote what came; the later ones, which got nothing more, found it written.
    assert run.figure(STORMY_LABEL, "published") == ["written"]
    (event,) = racing.rescrape.events(run.id)
    assert set(event["extra"]["partitions"]) == {STORMY_LABEL, CALM_LABEL}
    assert run.figure(CALM_LABEL, "scraped", "failed", "kept") == [len(others), 0, 0]

    assert {line["race_id"] for line in racing.log(*STORMY)} == set(refused)
    assert {line["error_type"] for line in racing.log(*STORMY)} == {"SourceBlockedError"}
    assert racing.log(*CALM) == []
    assert set(racing.standings(refused).values()) == {("stored", "SourceBlockedError")}
    verify = racing.rescrape.log(racing.rescrape.task(run.id, "verify"))
    assert (
        f"{len(refused)} of {len(every) + len(others)} races failed, "
        f"all rate limited ({len(refused)} SourceBlockedError)" in verify
    )

    racing.mend()
    racing.forget_requests()
    retry = racing.retry.run()
    assert retry.state == "success"
    assert sorted(racing.asked("race")) == sorted(refused)
    assert racing.asked("races") == []
    assert retry.figure(STORMY_LABEL, "listed", "recovered", "failed", "kept") == [len(refused)] * 2 + [0, 0]
    assert {row["race_id"] for row in racing.rows(*STORMY) if is_rated(row)} == set(every)
    assert racing.log(*STORMY) == []
    assert {line["race_id"] for line in racing.log(*STORMY, "_failures_resolved.log")} == set(refused)
    retried = racing.csv(*STORMY, "_retry.csv")
    assert set(retried["race_id"].to_pylist()) == set(refused)
    assert retried.num_rows == kept
    assert (racing.data_dir / file_key(*STORMY, "_retry.csv")).is_file()
    assert set(racing.standings(every).values()) == {("stored", None)}

    written = racing.versions(STORMY, CALM)
    racing.forget_requests()
    again = racing.retry.run()
    assert (again.state, again.figures, racing.exchanges()) == ("success", {}, [])
    assert racing.versions(STORMY, CALM) == written
    racing.forget(STORMY, CALM)


def in_order_of_asking(racing: Racing) -> list[str]:
    """The Irish races of the day in the order in which the run before asked for them."""
    every = set(racing.ids(DAY, "ire"))
    return [race_id for race_id in racing.asked("race") if race_id in every]


def is_rated(row: dict[str, object]) -> bool:
    return any(row[name] is not None for name in RATINGS)


def keys(rows: list[dict[str, object]]) -> set[tuple[object, object]]:
    return {(row["race_id"], row["horse_id"]) for row in rows}
