"""`bigquery_dedup_cleanup` through the scheduler and the triggerer: what it cleans, waits for and refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from include.devstack.predictions import Day
from tests.e2e.dedup_world import Dedup, Rows, ready, survivors, untouched
from tests.fixtures.stack import RunningStack, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CLEAN = Day(day=date(2026, 3, 3), keys=40, inactive=5)
DIRTY = Day(day=date(2026, 3, 4), keys=40, duplicates=30, ties=10, same_ids=5, twins=5, inactive=5)
LOCKED = Day(day=date(2026, 3, 5), keys=20, duplicates=12, ties=3)
ALL_DAYS = {"from_date": str(CLEAN.day), "to_date": str(LOCKED.day)}


@pytest.fixture
def dedup(stack: RunningStack) -> Iterator[Dedup]:
    with ready(stack) as world:
        yield world


@pytest.fixture
def three_days(dedup: Dedup) -> Dedup:
    """A clean day, one with duplicates, and one whose rows are locked."""
    dedup.load(CLEAN, DIRTY)
    dedup.stream(LOCKED)
    return dedup


def row(
    day: Day, status: str, *, found: int, off: int, remaining: int = 0, locked: int = 0
) -> dict[str, Any]:
    """What a run tells of a day."""
    return {
        "day": str(day.day),
        "status": status,
        "total": day.keys + found,
        "duplicates": found,
        "deactivated": off,
        "locked": locked,
        "remaining": remaining,
    }


def active(rows: Rows, day: Day) -> Rows:
    return [row for row in rows if row["game_date"] == day.day and row["is_active"]]


def test_a_locked_day_waits_deferred_and_each_day_is_left_with_the_survivors(three_days: Dedup) -> None:
    dedup = three_days
    before = dedup.contents()
    run_id = dedup.start(**ALL_DAYS)
    waiting = dedup.workflow.wait_for_task(run_id, "clean", "deferred")
    assert waiting["rendered_map_index"] == str(LOCKED.day)
    assert waiting["trigger"]["classpath"].endswith(".StreamingBufferTrigger")
    held = wait_for(lambda: dedup.cleaned_days(run_id)[str(LOCKED.day)]["triggerer_job"])
    assert (held["job_type"], held["state"]) == ("TriggererJob", "running")
    assert active(dedup.contents(), LOCKED) == active(before, LOCKED)

    dedup.release()
    run = dedup.ended(run_id)
    assert run.state == "success"
    assert run.rows == [
        row(CLEAN, "clean", found=0, off=0),
        row(DIRTY, "cleaned", found=30, off=30),
        row(LOCKED, "cleaned", found=12, off=12),
    ]
    noted = [(day, status, observed) for day, status, observed, _, _ in dedup.quality(run_id)]
    assert noted == [(each["day"], each["status"], 0) for each in run.rows]
    assert dedup.jobs_by_day() == {
        str(CLEAN.day): [("select", "done")],
        str(DIRTY.day): [("select", "done"), ("merge", "done"), ("select", "done")],
        str(LOCKED.day): [("select", "done"), ("update", "failed"), ("update", "done"), ("select", "done")],
    }
    ours = [job for job in dedup.jobs() if "day" in job["labels"]]
    assert all(job["days"] == [job["labels"]["day"]] and job["maximum_bytes_billed"] for job in ours)
    after = dedup.contents()
    assert untouched(after) == untouched(before)
    for day in (CLEAN, DIRTY, LOCKED):
        assert untouched(active(after, day)) == untouched(survivors(day))

    dedup.forget_jobs()
    again = dedup.run(**ALL_DAYS)
    assert again.rows == [row(day, "clean", found=0, off=0) for day in (CLEAN, DIRTY, LOCKED)]
    assert [job["statement"] for job in dedup.jobs() if job["labels"]] == ["select"] * 3
    assert dedup.contents() == after


def test_a_day_locked_beyond_the_limit_is_red_says_why_and_is_cleaned_when_cleared(three_days: Dedup) -> None:
    dedup = three_days
    before = dedup.contents()
    run = dedup.run(**ALL_DAYS, wait_for_buffer_minutes=0)
    assert run.state == "failed"
    assert run.states == {
        str(CLEAN.day): ("success", 1),
        str(DIRTY.day): ("success", 1),
        str(LOCKED.day): ("failed", 1),
    }
    *others, locked = run.rows
    assert others == [row(CLEAN, "clean", found=0, off=0), row(DIRTY, "cleaned", found=30, off=30)]
    message = locked.pop("message")
    rows = LOCKED.keys + 12
    assert locked == row(LOCKED, "in_streaming_buffer", found=12, off=0, remaining=12, locked=rows)
    sentence = (
        rf"12 duplicates of {LOCKED.day} are locked: about {rows} rows of the table are in the streaming "
        r"buffer, the oldest since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC. The limit of 0 minutes"
    )
    assert re.match(sentence, message)
    assert message in dedup.workflow.log(run.days[str(LOCKED.day)])
    noted = [(day, status, observed, text) for day, status, observed, text, _ in dedup.quality(run.id)]
    assert noted[2] == (str(LOCKED.day), "in_streaming_buffer", 12, message)
    after = dedup.contents()
    assert active(after, LOCKED) == active(before, LOCKED)
    assert untouched(active(after, DIRTY)) == untouched(survivors(DIRTY))

    dedup.release()
    dedup.workflow.clear(run.days[str(LOCKED.day)])
    cleared = dedup.ended(run.id)
    assert (cleared.state, cleared.rows) == ("success", [*others, row(LOCKED, "cleaned", found=12, off=12)])
    assert [status for _, status, *_ in dedup.quality(run.id)] == ["clean", "cleaned", "cleaned"]
    assert untouched(active(dedup.contents(), LOCKED)) == untouched(survivors(LOCKED))


def test_every_other_error_is_red_at_the_first_try_and_never_no_duplicates(dedup: Dedup) -> None:
    days = [Day(day=date(2026, 3, day), keys=10, duplicates=4) for day in range(6, 10)]
    dedup.load(*days)
    before = dedup.contents()
    refused = [
        {"kind": "error", "statement": "select", "count": 1, "reason": reason}
        for reason in ("forbidden", "quotaExceeded", "invalidQuery")
    ]
    dedup.break_bigquery(
        *refused, {"kind": "error", "statement": "update", "at": "job", "reason": "accessDenied"}
    )
    run = dedup.run(from_date=str(days[0].day), to_date=str(days[-1].day))
    assert run.state == "failed"
    assert set(run.states.values()) == {("failed", 1)}
    figures = [(each["total"], each["duplicates"], each["remaining"]) for each in run.rows]
    assert sorted(figures, key=str) == [(14, 4, 4), *[(None, None, None)] * 3]
    reasons = sorted(re.findall(r"reason (\w+)", " ".join(each["message"] for each in run.rows)))
    assert reasons == ["accessDenied", "forbidden", "invalidQuery", "quotaExceeded"]
    assert [each["status"] for each in run.rows] == ["failed"] * 4
    assert [status for _, status, *_ in dedup.quality(run.id)] == ["failed"] * 4
    assert dedup.contents() == before


def test_a_table_that_is_not_there_is_red_and_no_day_is_called_clean(dedup: Dedup) -> None:
    variable = "/variables/scorebook_predictions_table"
    set_to = dedup.api.get(variable)
    wanted = {"key": set_to["key"], "description": set_to["description"]}
    dedup.api.patch(variable, {**wanted, "value": "no_such_table"})
    try:
        run = dedup.run(game_date=str(CLEAN.day))
    finally:
        dedup.api.patch(variable, {**wanted, "value": set_to["value"]})
    assert (run.state, run.days) == ("failed", {})
    assert [(each["day"], each["status"], each["total"]) for each in run.rows] == [
        (str(CLEAN.day), "failed", None)
    ]
    (task,) = dedup.workflow.tasks(run.id, "find_days")
    assert (task["state"], task["try_number"]) == ("failed", 1)
    assert "no_such_table" in dedup.workflow.log(task)


def test_the_endpoint_plans_without_an_effect_and_then_cleans_also_an_older_day(dedup: Dedup) -> None:
    older = Day(day=date(2026, 3, 10), keys=10, duplicates=4)
    between = Day(day=date(2026, 3, 12), keys=10)
    own = Day(day=date(2026, 3, 15), keys=10, duplicates=6)
    before_the_look_back = Day(day=date(2026, 3, 4), keys=10, duplicates=3)
    dedup.load(before_the_look_back, older, between, own)
    before = dedup.contents()
    dedup.forget_jobs()
    plan = dedup.ended(dedup.ask(game_date=str(own.day), dry_run=True))
    assert plan.state == "success"
    assert list(plan.days) == [str(older.day), str(own.day)]
    assert [(each["status"], each["duplicates"], each["bytes"] > 0) for each in plan.rows] == [
        ("would_clean", 4, True),
        ("would_clean", 6, True),
    ]
    assert dedup.modifying() == []
    assert (dedup.contents(), dedup.quality(plan.id)) == (before, [])

    dedup.forget_jobs()
    run = dedup.ended(dedup.ask(game_date=str(own.day)))
    assert run.rows == [row(older, "cleaned", found=4, off=4), row(own, "cleaned", found=6, off=6)]
    assert sorted(dedup.modifying()) == [(str(older.day), "done"), (str(own.day), "done")]
    after = dedup.contents()
    for day in (older, own):
        assert untouched(active(after, day)) == untouched(survivors(day))
    assert len(active(after, before_the_look_back)) == 13


def test_a_run_by_hand_looks_back_as_far_as_it_is_told(dedup: Dedup) -> None:
    days = [
        Day(day=date(2026, 3, day), keys=10, duplicates=extra)
        for day, extra in ((3, 2), (4, 3), (5, 0), (6, 0))
    ]
    dedup.load(*days)
    run = dedup.run(game_date="2026-03-06", lookback_days=2)
    assert run.rows == [row(days[1], "cleaned", found=3, off=3), row(days[3], "clean", found=0, off=0)]
    assert list(run.days) == ["2026-03-04", "2026-03-06"]
    (look_back,) = [job for job in dedup.jobs() if job["labels"] and "day" not in job["labels"]]
    assert look_back["days"] == ["2026-03-04", "2026-03-05"]
