"""Which days a rescrape is about, and days that come from somewhere else than a scrape."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from include import days
from tests.e2e.racing_csvs import DAY, csv_pair
from tests.e2e.racing_fixture import racing as racing
from tests.e2e.racing_world import Racing, file_key
from tests.fixtures.stack import RUN_LIMIT, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_backfill_scrapes_its_one_day_of_each_country(racing: Racing) -> None:
    day = "2025-02-04"
    partitions = [(country, day) for country in ("gb", "ire", "fr")]
    racing.forget(*partitions)
    racing.set_clock("2025-02-20")
    assert racing.ids(day, "ire") == []
    first = datetime.combine(date.fromisoformat(day), time(0, 30), days.RACING_ZONE)
    body = {
        "dag_id": racing.rescrape.id,
        "from_date": first.isoformat(),
        "to_date": (first + timedelta(hours=1)).isoformat(),
        "max_active_runs": 1,
        "dag_run_conf": {},
    }
    backfill = racing.stack.api.post("/backfills", body)
    wait_for(lambda: racing.stack.api.get(f"/backfills/{backfill['id']}")["completed_at"], RUN_LIMIT)

    (made,) = racing.rescrape.runs(run_type="backfill", logical_date_gte=body["from_date"])
    run = racing.rescrape.ended(made["dag_run_id"])
    assert run.state == "success"
    assert set(run.figures) == {f"{country} {day}" for country, _ in partitions}
    assert sorted(racing.asked("race")) == racing.ids(day, "gb", "fr")
    assert run.figure(f"ire {day}", "listed", "published") == [0, "absent"]
    assert racing.partition("ire", day) is None
    for country in ("gb", "fr"):
        published = {row["race_id"] for row in racing.rows(country, day)}
        void = {race["api_id"] for race in racing.races(day, country) if race["void"]}
        assert published == set(racing.ids(day, country)) - void
    racing.forget(*partitions)


def test_a_dry_run_names_the_races_and_has_no_effect(racing: Racing) -> None:
    day = "2025-02-13"
    racing.set_clock("2025-02-25")
    before = racing.everything()
    run = racing.rescrape.run(start_date=day, end_date=day, countries=["fr"], dry_run=True)
    assert run.state == "success"
    assert racing.everything() == before
    assert sorted(run.figures[f"fr {day}"]["races"]) == racing.ids(day, "fr")
    assert (racing.asked("races"), racing.asked("race")) == ([f"fr {day}"], [])
    assert (run.tasks["verify"], run.tasks["finish_run"]) == ("skipped", "skipped")


def test_a_run_without_days_plans_the_last_seven_of_three_countries(racing: Racing) -> None:
    run_id = racing.rescrape.start(dry_run=True)
    plan = racing.rescrape.wait_for_task(run_id, "plan", "success")
    groups = racing.stack.api.returned(racing.rescrape.id, run_id, "plan")
    racing.rescrape.end_runs()
    day = datetime.fromisoformat(plan["start_date"])
    last = days.last_full_day(day, days.RACING_ZONE)
    wanted = [last - timedelta(days=back) for back in range(6, -1, -1)]
    assert [group["label"] for group in groups] == [
        f"{country} {one}" for one in wanted for country in ("gb", "ire", "fr")
    ]


@pytest.mark.parametrize(
    "params", [{"countries": ["usa"]}, {"start_date": "2025-13-01"}, {"force": "yes"}, {"retention_hours": 0}]
)
def test_a_param_of_the_wrong_form_makes_no_run(racing: Racing, params: dict[str, Any]) -> None:
    assert next(iter(params)) in racing.rescrape.refusal(**params)


def test_more_than_31_days_are_refused_with_a_sentence_before_the_source_is_asked(racing: Racing) -> None:
    run = racing.rescrape.run(start_date="2025-01-01", end_date="2025-02-01")
    assert run.state == "failed"
    task = racing.rescrape.task(run.id, "check_params")
    assert task["try_number"] == 1
    assert "2025-01-01 to 2025-02-01 are 32 days, at most 31 fit in one run" in racing.rescrape.log(task)
    assert racing.exchanges() == []


def test_a_stored_csv_is_published_without_asking_a_source(racing: Racing) -> None:
    own = ("gb", str(DAY))
    params = {"start_date": str(DAY), "end_date": str(DAY), "countries": ["gb"], "publish_only": True}
    racing.forget(own)
    published = []
    for body in csv_pair():
        racing.put(file_key(*own, ".csv"), body)
        run = racing.rescrape.run(**params)
        assert run.state == "success"
        rows = racing.rows(*own)
        assert len(rows) == racing.csv(*own).num_rows > 150
        assert len({row["created_at"] for row in rows}) == 1
        published.append(rows)
    before, after = published
    assert {row["rpr"] for row in before} == {None}
    assert sum(row["rpr"] is not None for row in after) > 0.5 * len(after)
    assert racing.exchanges() == []
    racing.forget(own)


def test_a_race_that_is_no_longer_listed_stays_until_the_partition_may_shrink(racing: Racing) -> None:
    day, own, label = "2025-02-12", ("ire", "2025-02-12"), "ire 2025-02-12"
    params = {"start_date": day, "end_date": day, "countries": ["ire"]}
    racing.forget(own)
    racing.set_clock("2025-02-25")
    assert racing.rescrape.run(**params).state == "success"
    withdrawn, *others = racing.ids(day, "ire")
    before = racing.rows(*own)
    own_rows = sum(row["race_id"] == withdrawn for row in before)

    racing.mark(withdrawn.removeprefix("rac_"), withdrawn=True)
    racing.forget_requests()
    kept = racing.rescrape.run(**params, force=False)
    assert kept.state == "success"
    # Without `force` what is stored is not asked for.
    assert (racing.asked("races"), racing.asked("race")) == ([label], [])
    assert racing.rows(*own) == before
    figures = kept.figure(label, "listed", "already_there", "kept", "published")
    assert figures == [len(others), len(others), own_rows, "unchanged"]
    (told,) = racing.rescrape.published(kept.id, label)
    assert told["unlisted_kept"] == [withdrawn]

    shrunk = racing.rescrape.run(**params, allow_shrink=True)
    assert shrunk.state == "success"
    assert {row["race_id"] for row in racing.rows(*own)} == set(others)
    (told,) = racing.rescrape.published(shrunk.id, label)
    assert (told["unlisted_dropped"], told["rows"]) == ([withdrawn], len(before) - own_rows)
    racing.forget(own)
