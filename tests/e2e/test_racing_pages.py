"""The connection `racing_source` means the pages instead of the licensed API: the same lake, or a red run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.racing_fixture import racing as racing
from tests.e2e.racing_world import Racing, partition_key

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DAY = "2025-10-09"
OWN = ("ire", DAY)
LABEL = f"ire {DAY}"
# What both sources say in the same words; ids are each source's own.
COMMON = ("course", "off", "horse", "num", "pos", "draw", "or", "rpr", "ts", "sex", "age", "prize", "lbs")


def test_pages_give_the_same_day_and_pages_of_an_unknown_kind_spoil_nothing(racing: Racing) -> None:
    params = {"start_date": DAY, "end_date": DAY, "countries": ["ire"]}
    racing.forget(OWN)
    racing.set_clock("2025-10-20")
    assert racing.rescrape.run(**params).state == "success"
    by_api = racing.rows(*OWN)
    assert {row["race_id"] for row in by_api} == set(racing.ids(DAY, "ire"))

    racing.use("racing_post")
    own_ids = racing.ids(DAY, "ire", adapter="racing_post")
    racing.forget_requests()
    by_pages = racing.rescrape.run(**params)
    assert by_pages.state == "success"
    assert racing.asked("races") == [DAY]
    assert sorted(racing.asked("race")) == own_ids
    assert sorted(racing.archived(*OWN, adapter="racing_post")) == own_ids
    rows = racing.rows(*OWN)
    assert {row["race_id"] for row in rows} == set(own_ids)
    assert told(rows) == told(by_api)
    assert by_pages.figure(LABEL, "listed", "scraped", "rows") == [len(own_ids), len(own_ids), len(by_api)]

    written = racing.version(partition_key(*OWN))
    racing.configure(markup="next")
    racing.forget_requests()
    run = racing.rescrape.run(**params)
    assert run.state == "failed"
    verify = racing.rescrape.task(run.id, "verify")
    assert (verify["state"], verify["try_number"]) == ("failed", 1)
    log = racing.rescrape.log(verify)
    assert f"{len(own_ids)} of {len(own_ids)} races failed, other" in log
    assert "placed ones" in log
    assert sorted(racing.asked("race")) == own_ids
    assert racing.version(partition_key(*OWN)) == written
    racing.forget(OWN)


def told(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(row[name]) for name in COMMON) for row in rows)
