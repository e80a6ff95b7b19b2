"""`racing_rescrape_7_days` from the REST API to the archive, the CSV, the lake and the ledger.

Each test has days of its own, and forgets them.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.racing_fixture import racing as racing
from tests.e2e.racing_world import RATINGS, Racing, partition_key

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DAYS = ("2025-10-06", "2025-10-07")


def test_every_listed_race_is_archived_and_published_late_data_come_later_and_then_nothing_is_written(
    racing: Racing,
) -> None:
    partitions = [("ire", day) for day in DAYS]
    params = {"start_date": DAYS[0], "end_date": DAYS[1], "countries": ["ire"]}
    racing.forget(*partitions)
    racing.configure(ratings_after_days=3, corrected_rate=0.3)
    racing.set_clock(DAYS[1])
    (void, *_) = racing.ids(DAYS[0], "ire")
    racing.mark(void.removeprefix("rac_"), void=True)
    listed = {key: racing.ids(key[1], key[0]) for key in partitions}
    every = sorted(race_id for ids in listed.values() for race_id in ids)

    run = racing.rescrape.run(**params)
    assert run.state == "success"
    assert sorted(racing.asked("races")) == sorted(f"{country} {day}" for country, day in partitions)
    assert sorted(racing.asked("race")) == every
    first = {}
    for (country, day), ids in listed.items():
        assert sorted(racing.archived(country, day)) == ids
        rows = first[country, day] = racing.rows(country, day)
        assert {row["race_id"] for row in rows} == set(ids) - {void}
        assert {row[rating] for row in rows for rating in RATINGS} == {None}
        assert len({row["created_at"] for row in rows}) == 1
        assert runners(racing.csv(country, day).to_pylist()) == runners(rows)
        assert set(racing.standings(ids).values()) == {("stored", None)}
        assert racing.log(country, day) == []
        label = f"{country} {day}"
        told = run.figure(label, "listed", "scraped", "failed", "kept", "rows", "published")
        assert told == [len(ids), len(ids), 0, 0, len(rows), "written"]
    assert racing.ledger([void])[void].details["void"] is True

    racing.set_clock("2025-10-20")
    racing.forget_requests()
    second = racing.rescrape.run(**params)
    assert second.state == "success"
    assert sorted(racing.asked("race")) == every
    changed_prizes = 0
    for country, day in partitions:
        rows, before = racing.rows(country, day), first[country, day]
        assert runners(rows) == runners(before)
        assert any(row["rpr"] is not None for row in rows)
        assert len({row["created_at"] for row in rows}) == 1
        assert rows[0]["created_at"] > before[0]["created_at"]
        assert runners(racing.csv(country, day).to_pylist()) == runners(rows)
        prizes = {(row["race_id"], row["horse_id"]): row["prize"] for row in before}
        changed_prizes += sum(prizes[row["race_id"], row["horse_id"]] != row["prize"] for row in rows)
    assert changed_prizes > 0

    written = racing.versions(*partitions)
    racing.forget_requests()
    third = racing.rescrape.run(**params)
    assert third.state == "success"
    assert racing.versions(*partitions) == written
    assert sorted(racing.asked("races")) == sorted(f"{country} {day}" for country, day in partitions)
    assert sorted(racing.asked("race")) == every
    assert {row["published"] for row in third.figures.values()} == {"unchanged"}
    assert all(partition_key(country, day) in written for country, day in partitions)
    racing.forget(*partitions)


def runners(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(row["race_id"], row["horse_id"]) for row in rows}
