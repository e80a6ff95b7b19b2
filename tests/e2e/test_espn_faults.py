"""`espn_incremental` when its source or its archive misbehaves: what is red, what is kept, what mends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from include.warehouse import source_limits
from tests.e2e.espn_runs import Espn, figures
from tests.e2e.espn_s3_gate import S3Gate
from tests.fixtures.stack import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.faults]


def test_a_wrong_game_makes_the_run_red_and_a_cleared_task_asks_only_for_it(espn: Espn) -> None:
    day = "2026-01-05"
    wrong, *others = games = espn.finals(day)
    espn.break_source({"match": f"event={wrong}$", "kind": "wrong_game"})
    run = espn.run(day)
    assert run.state == "failed"
    assert run.tasks[f"fetch[{day}]"] == "failed"
    assert run.tasks["finish_run"] == "success"
    entry = espn.ledger(day)[wrong]
    assert (entry.status, entry.reason, entry.attempts) == ("failed", "WrongGameError", 1)
    assert f"asked for game {wrong}, got game" in (entry.error or "")
    assert espn.standings(day) == {
        wrong: ("failed", "WrongGameError"),
        **dict.fromkeys(others, ("stored", None)),
    }
    assert espn.objects([wrong]) == []
    row = run.days[day]
    assert (row["stored"], row["failed"], list(row["failures"])) == (len(others), 1, [wrong])

    espn.mend_source()
    before = espn.objects(others)
    espn.forget_requests()
    espn.clear(run.id, "fetch")
    mended = espn.ended(run.id)
    assert mended.state == "success"
    assert espn.asked() == [wrong]
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))
    assert espn.objects(others) == before
    row = mended.days[day]
    assert (row["stored"], row["failed"], row["success_rate"]) == (len(games), 0, 1.0)


def test_a_scoreboard_that_is_a_web_page_costs_its_own_day_only(espn: Espn) -> None:
    days = ("2026-01-07", "2026-01-08", "2026-01-09")
    broken = days[1]
    others = [game_id for day in (days[0], days[2]) for game_id in espn.finals(day)]
    espn.break_source({"match": "dates=20260108", "kind": "html"})
    run = espn.run(*days)
    assert run.state == "failed"
    assert run.tasks[f"fetch[{broken}]"] == "failed"
    assert [run.tasks[f"fetch[{day}]"] for day in (days[0], days[2])] == ["success", "success"]
    assert espn.standings(*days) == dict.fromkeys(sorted(others), ("stored", None))
    assert espn.schedule(broken).status == "failed"
    assert espn.schedule(broken).reason == "SourceNotJsonError"
    log = espn.log(espn.task(run.id, "fetch", label=broken))
    assert f"the scoreboard of {broken} cannot be used" in log
    assert run.figures(broken) == figures(broken, failed=1, requests=4, schedule="not written")

    espn.mend_source()
    espn.forget_requests()
    espn.clear(run.id, "discover")
    mended = espn.ended(run.id)
    assert mended.state == "success"
    assert espn.asked() == [*(day.replace("-", "") for day in days), *espn.finals(broken)]
    assert espn.schedule(broken).status == "stored"
    assert set(espn.standings(broken).values()) == {("stored", None)}
    missed = espn.finals(broken)
    assert {day: (row["stored"], row["already_there"]) for day, row in mended.days.items()} == {
        **{day: (0, len(espn.finals(day))) for day in days},
        broken: (len(missed), 0),
    }
    assert espn.events(run.id)[-1]["extra"]["ids"] == missed


def test_a_broken_event_of_a_scoreboard_is_named_and_costs_no_other_game(espn: Espn) -> None:
    day = "2026-01-11"
    broken, *others = games = espn.finals(day)
    board = json.loads(espn.scoreboard(day))
    (event,) = (event for event in board["events"] if event["id"] == broken)
    del event["status"]
    espn.break_source({"match": "dates=20260111", "kind": "status", "status": 200, "body": json.dumps(board)})
    run = espn.run(day)
    assert run.state == "failed"
    assert run.tasks[f"fetch[{day}]"] == "failed"
    assert espn.standings(day) == {
        broken: ("failed", "ListedItemError"),
        **dict.fromkeys(others, ("stored", None)),
    }
    log = espn.log(espn.task(run.id, "fetch", label=day))
    assert f"1 of the events on the scoreboard of {day} cannot be read: {broken}: " in log
    row = run.days[day]
    assert (row["stored"], row["failed"], list(row["failures"])) == (len(others), 1, [broken])

    espn.mend_source()
    espn.forget_requests()
    espn.clear(run.id, "discover")
    assert espn.ended(run.id).state == "success"
    assert espn.asked() == ["20260111", broken]
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))


def test_a_dry_run_over_a_scoreboard_that_cannot_be_used_is_red_and_writes_nothing(espn: Espn) -> None:
    day = "2026-01-10"
    espn.break_source({"match": "dates=20260110", "kind": "html"})
    before = espn.everything()
    run = espn.run(day, dry_run=True)
    assert run.state == "failed"
    assert f"the scoreboard of {day} cannot be used" in espn.log(espn.task(run.id, "plan"))
    assert espn.everything() == before


def test_a_storm_of_refusals_puts_the_task_off_until_it_is_over(espn: Espn) -> None:
    day = "2026-01-12"
    games = espn.finals(day)
    espn.break_source(
        {"match": "summary", "kind": "status", "status": 406, "retry_after_seconds": 1, "count": 4}
    )
    run_id = espn.start(day)
    espn.wait_for_task(run_id, "fetch", "up_for_retry")
    run = espn.ended(run_id)
    assert run.state == "success"
    assert espn.task(run_id, "fetch")["try_number"] == 2
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))
    statuses = [status for _, address, status in espn.exchanges() if address in games]
    assert statuses == [406] * 4 + [200] * len(games)


def test_a_retry_after_with_a_date_is_waited_for_within_the_task(espn: Espn) -> None:
    day = "2026-01-14"
    first, *_ = games = espn.finals(day)
    rule = {"match": f"event={first}$", "kind": "status", "status": 429, "count": 1}
    espn.break_source({**rule, "retry_after_seconds": 5, "retry_after_form": "date"})
    run = espn.run(day)
    assert run.state == "success"
    assert espn.task(run.id, "fetch")["try_number"] == 1
    asked = [(time, status) for time, address, status in espn.exchanges() if address == first]
    assert [status for _, status in asked] == [429, 200]
    waited = datetime.fromisoformat(asked[1][0]) - datetime.fromisoformat(asked[0][0])
    # The date has whole seconds, so that up to one of the five is lost.
    assert waited > timedelta(seconds=3.9)
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))


def test_fetching_from_a_paused_source_waits_without_a_slot(espn: Espn) -> None:
    day = "2026-01-16"
    run_id = espn.start(day)
    wait_for(lambda: espn.tasks(run_id).get("plan") == "success")
    until = datetime.now(UTC) + timedelta(seconds=20)
    source_limits.pause(espn.warehouse, espn.host, until, "a test", "the tests")
    espn.wait_for_task(run_id, "fetch", "deferred")
    pool = espn.api.get("/pools/espn_source")
    assert (pool["occupied_slots"], pool["deferred_slots"], pool["open_slots"]) == (0, 1, 2)
    assert espn.asked() == [day.replace("-", "")]

    run = espn.ended(run_id)
    assert run.state == "success"
    assert espn.task(run_id, "fetch")["try_number"] == 1
    assert datetime.fromisoformat(espn.exchanges()[1][0]) > until
    assert espn.standings(day) == dict.fromkeys(espn.finals(day), ("stored", None))


def test_listing_from_a_paused_source_waits_and_costs_no_try(espn: Espn) -> None:
    day = "2026-01-19"
    until = datetime.now(UTC) + timedelta(seconds=20)
    source_limits.pause(espn.warehouse, espn.host, until, "a test", "the tests")
    run_id = espn.start(day)
    espn.wait_for_task(run_id, "discover", "deferred")
    pool = espn.api.get("/pools/espn_source")
    assert (pool["occupied_slots"], pool["deferred_slots"], pool["open_slots"]) == (0, 1, 2)

    run = espn.ended(run_id)
    assert run.state == "success"
    assert espn.task(run_id, "discover")["try_number"] == 1
    assert datetime.fromisoformat(espn.exchanges()[0][0]) > until
    assert espn.standings(day) == dict.fromkeys(espn.finals(day), ("stored", None))


def test_s3_stopped_in_mid_run_is_named_and_a_cleared_task_completes(espn: Espn) -> None:
    day = "2026-01-22"
    games = espn.finals(day)
    assert len(games) >= 4, games
    whole, hit = games[:2], games[2]
    espn.break_source({"match": f"event={hit}$", "kind": "latency", "seconds": 12, "count": 1})
    run_id = espn.start(day)
    wait_for(lambda: len(espn.objects(whole)) == 6)
    before = espn.objects(whole)
    espn.stack.stack.aws.stop()
    try:
        task = espn.wait_for_task(run_id, "fetch", "up_for_retry")
    finally:
        espn.stack.stack.aws.start()
    assert "ArchiveUnavailableError" in espn.log(task)
    assert espn.standings(day) == {
        **dict.fromkeys(games, ("pending", "final")),
        **dict.fromkeys(whole, ("stored", None)),
    }

    espn.clear(run_id, "fetch")
    run = espn.ended(run_id)
    assert run.state == "success"
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))
    assert espn.objects(whole) == before
    assert len(espn.objects(games)) == 3 * len(games)
    # The payload that could not be uploaded was buffered: nothing was asked for twice.
    assert espn.asked() == [day.replace("-", ""), *games]
    assert espn.buffered(games) == []


def test_a_bucket_forbidden_in_mid_run_fails_at_once_and_nothing_is_uploaded_twice(espn: Espn) -> None:
    day = "2026-01-25"
    games = espn.finals(day)
    keys = [key for game_id in games for key in espn.prefixes.game_keys(game_id)]
    # The scoreboard, one whole game, and the box score of the next one.
    gate = S3Gate(espn.stack.stack.aws.port, allowed_writes=5)
    with gate.running() as endpoint, archive_at(espn, endpoint):
        run = espn.run(day)
        assert run.state == "failed"
        task = espn.task(run.id, "fetch")
        assert (task["state"], task["try_number"]) == ("failed", 1)
        log = espn.log(task)
        assert "ArchiveForbiddenError" in log
        assert "s3:ListBucket" in log
        assert [stored.key for stored in espn.objects(games)] == keys[:4]
        assert espn.standings(day)[games[1]] == ("pending", "final")

        gate.allowed_writes = None
        espn.clear(run.id, "fetch")
        assert espn.ended(run.id).state == "success"
    assert gate.writes == [espn.prefixes.schedule_key(datetime.fromisoformat(day).date()), *keys]
    assert espn.asked() == [day.replace("-", ""), *games]
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))


@contextmanager
def archive_at(espn: Espn, endpoint: str) -> Iterator[None]:
    """Point the connection `aws_default` at another address during the block."""
    path = "/connections/aws_default"
    before = espn.api.get(path)
    change = {"connection_id": "aws_default", "conn_type": "aws"}
    extra = {**json.loads(before["extra"]), "endpoint_url": endpoint}
    espn.api.patch(f"{path}?update_mask=extra", {**change, "extra": json.dumps(extra)})
    try:
        yield
    finally:
        espn.api.patch(f"{path}?update_mask=extra", {**change, "extra": before["extra"]})
