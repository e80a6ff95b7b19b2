"""The fetching operator with a real source, PostgreSQL and S3: what it stores, returns and raises."""

from __future__ import annotations

import functools
import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.standard.triggers.temporal import DateTimeTrigger
from airflow.sdk.exceptions import TaskDeferred

from include.errors import (
    ParamError,
    PayloadError,
    SourceBlockedError,
    SourceError,
    SourceNotJsonError,
    SourceTooLargeError,
    SourceUnavailableError,
    WrongGameError,
)
from include.source.addresses import host_of
from include.warehouse import ledger, source_limits
from scorebook.hooks import source as source_module
from tests.fixtures.simulator import SimulatorServer
from tests.fixtures.stack import wait_for
from tests.integration.operators.archiving import DAY, KEYS, ArchiveTask, games_group

pytestmark = pytest.mark.integration


@pytest.fixture
def games(espn: SimulatorServer) -> list[str]:
    """Three final games of a day."""
    found = [game["id"] for game in espn.games(DAY)][:3]
    espn.reset_requests()
    return found


def summaries(espn: SimulatorServer) -> list[str]:
    """The games that were asked for, in order."""
    return [
        request["address"].partition("event=")[2]
        for request in espn.requests()["requests"]
        if "summary?" in request["address"]
    ]


def test_counts_come_back_small_and_under_the_xcom_tally(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    returned = archive_task.run(games_group(*games))
    assert archive_task.tally == returned
    counted = {
        name: returned[name] for name in ("label", "stored", "failed", "uploads", "copies", "requests")
    }
    assert counted == {
        "label": "2026-01-17",
        "stored": 3,
        "failed": 0,
        "uploads": 3,
        "copies": 6,
        "requests": 3,
    }
    assert (returned["stored_ids"], len(json.dumps(returned)) < 1000) == (games, True)
    assert archive_task.stored(*games) == games


def test_second_run_asks_nothing(archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]) -> None:
    archive_task.run(games_group(*games))
    espn.reset_requests()
    returned = archive_task.run(games_group(*games), run_id="run-2")
    assert (espn.requests()["total"], returned["already_there"], returned["uploads"]) == (0, 3, 0)


def test_storm_of_406_stops_asking_opens_the_circuit_and_ends_well(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    espn.add_faults({"match": "summary", "kind": "status", "status": 406})
    with pytest.raises(SourceBlockedError):
        archive_task.run(games_group(*games))
    assert summaries(espn) == [games[0]] * 4
    assert (archive_task.tally["failed"], sorted(archive_task.tally["failures"])) == (3, games)
    entries = [archive_task.entry(game) for game in games]
    assert [(entry.status, entry.reason) for entry in entries if entry] == [
        (ledger.Status.FAILED, "SourceBlockedError")
    ] * 3

    with pytest.raises(SourceBlockedError) as opened:
        archive_task.run(games_group(*games))
    assert opened.value.until is not None
    assert len(summaries(espn)) == 5
    with pytest.raises(SourceBlockedError):
        archive_task.run(games_group(*games))
    assert len(summaries(espn)) == 5

    espn.clear()
    source_limits.resume(archive_task.connection, host_of(espn.base_url))
    archive_task.run(games_group(*games))
    assert archive_task.stored(*games) == games


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_waited_for(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str], form: str
) -> None:
    # A date has whole seconds, so that of two from now is at least one second away.
    asked = {"seconds": 1, "date": 2}[form]
    rule = {
        "kind": "status",
        "status": 429,
        "retry_after_seconds": asked,
        "retry_after_form": form,
        "count": 1,
    }
    espn.add_faults({"match": games[0], **rule})
    started = time.monotonic()
    returned = archive_task.run(games_group(games[0]))
    assert time.monotonic() - started > 0.9
    assert (returned["stored"], summaries(espn)) == (1, [games[0]] * 2)


def test_fourth_try_after_three_500s_succeeds(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    espn.add_faults({"match": games[0], "kind": "status", "status": 500, "count": 3})
    returned = archive_task.run(games_group(*games))
    assert (returned["stored"], returned["requests"]) == (3, 6)


@pytest.mark.parametrize(
    ("fault", "error", "reason", "tries"),
    [
        ({"kind": "stall", "seconds": 2}, SourceUnavailableError, "SourceUnavailableError", 4),
        ({"kind": "cut"}, SourceUnavailableError, "SourceUnavailableError", 4),
        ({"kind": "reset"}, SourceUnavailableError, "SourceUnavailableError", 4),
        ({"kind": "html"}, SourceNotJsonError, "SourceNotJsonError", 4),
        ({"kind": "oversize"}, SourceTooLargeError, "SourceTooLargeError", 1),
        ({"kind": "wrong_game"}, WrongGameError, "WrongGameError", 1),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_bad_answer_fails_its_game_with_a_typed_error_and_the_others_are_stored(
    archive_task: ArchiveTask,
    espn: SimulatorServer,
    games: list[str],
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
    error: type[Exception],
    reason: str,
    tries: int,
) -> None:
    impatient = functools.partial(source_module.SourceHook, timeout=(5, 0.5))
    monkeypatch.setattr(source_module, "SourceHook", impatient)
    espn.add_faults({"match": games[1], **fault})
    with pytest.raises(error, match="1 of 3 items of 2026-01-17 failed"):
        archive_task.run(games_group(*games))
    assert archive_task.stored(*games) == [games[0], games[2]]
    assert [archive_task.object(key) for key in KEYS(games[1])] == [None] * 3
    # The simulator notes a request when it has ended, a stalled one later than we gave it up.
    wait_for(lambda: summaries(espn).count(games[1]) == tries)
    entry = archive_task.entry(games[1])
    assert entry is not None
    assert (entry.status, entry.reason, entry.attempts) == (ledger.Status.FAILED, reason, 1)
    assert (archive_task.tally["stored"], list(archive_task.tally["failures"])) == (2, [games[1]])


def test_redirect_to_another_host_is_not_followed_and_stops_the_group(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    espn.add_faults({"match": games[1], "kind": "redirect", "location": "http://login.test/"})
    with pytest.raises(SourceBlockedError, match=r"login\.test"):
        archive_task.run(games_group(*games))
    assert archive_task.stored(*games) == games[:1]
    assert summaries(espn) == games[:2]
    assert sorted(archive_task.tally["failures"]) == games[1:]


def test_group_with_a_problem_is_archived_and_then_fails(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    with pytest.raises(PayloadError, match=r"the scoreboard is cut .*clear the listing task"):
        archive_task.run(games_group(*games, problem="the scoreboard is cut"))
    assert archive_task.stored(*games) == games
    assert archive_task.tally["stored"] == 3


def test_paused_source_defers_the_task_which_then_goes_on(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    host = host_of(espn.base_url)
    until = datetime.now(UTC) + timedelta(hours=1)
    source_limits.pause(archive_task.connection, host, until, "they asked us to", "kim")
    with pytest.raises(TaskDeferred) as deferred:
        archive_task.run(games_group(*games))
    trigger = deferred.value.trigger
    assert isinstance(trigger, DateTimeTrigger)
    assert abs(trigger.moment - until) < timedelta(milliseconds=1)
    assert (deferred.value.method_name, summaries(espn)) == ("resume", [])
    assert [archive_task.entry(game) for game in games] == [None] * 3
    assert archive_task.tally["failed"] == 0

    source_limits.resume(archive_task.connection, host)
    returned = archive_task.run(games_group(*games), resumed=True)
    assert (returned["stored"], archive_task.stored(*games)) == (3, games)


def test_pause_in_the_middle_keeps_what_is_stored(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    host = host_of(espn.base_url)
    fetch = source_module.SourceHook.fetch
    until = datetime.now(UTC) + timedelta(hours=1)

    def pause_after_the_first(self: Any, address: str, **kwargs: Any) -> Any:
        answer = fetch(self, address, **kwargs)
        source_limits.pause(archive_task.connection, host, until, "they asked us to", "kim")
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(source_module.SourceHook, "fetch", pause_after_the_first)
        with pytest.raises(TaskDeferred):
            archive_task.run(games_group(*games))
    assert archive_task.stored(*games) == games[:1]
    source_limits.resume(archive_task.connection, host)
    archive_task.run(games_group(*games), resumed=True)
    assert summaries(espn) == games


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        ("2026-01-17", "group must be a mapping with label and items, got str"),
        ({"items": []}, "needs label and items"),
        ({"label": "a", "items": ["401"]}, "needs label and items"),
        (
            {"label": "a", "items": [{"id": "401", "day": "yesterday", "documents": []}]},
            "needs label and items",
        ),
        ({"label": "a", "items": [{"id": "401", "day": "2026-01-17", "documents": []}]}, "item 401 needs at"),
        (
            {"label": "a", "items": [{"id": "1", "day": "2026-01-17", "address": "x", "keys": []}]},
            "item 1 needs",
        ),
    ],
)
def test_group_that_cannot_be_meant_is_refused_in_a_sentence(
    archive_task: ArchiveTask, group: Any, sentence: str
) -> None:
    with pytest.raises(ParamError, match=sentence):
        archive_task.run(group)


def test_old_buffers_are_removed_at_the_end_also_of_a_failed_run(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str], tmp_path: Path
) -> None:
    old = tmp_path / "tmp" / "espn_raw" / "401.0.payload"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"12345")
    two_days_ago = time.time() - 48 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    espn.add_faults({"match": games[0], "kind": "html"})
    with pytest.raises(SourceError):
        archive_task.run(games_group(games[0]), retention_hours="24")
    assert (archive_task.tally["temp_files_deleted"], archive_task.tally["temp_bytes_freed"]) == (1, 5)
    assert not old.exists()


def test_real_payloads_are_stored_byte_equal(
    archive_task: ArchiveTask,
    recorded_simulator: SimulatorServer,
    shared_data: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = {"conn_type": "http", "host": recorded_simulator.espn_url}
    monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps(connection))
    files = {path.name.split("_")[0]: path for path in shared_data.glob("espn_summary/*_final.json")}
    assert sorted(files) == ["401810084", "401810849"]
    archive_task.run(games_group(*files))
    for game, path in files.items():
        assert [archive_task.object(key) for key in KEYS(game)] == [path.read_bytes()] * 3


def test_what_robots_txt_forbids_is_asked_only_where_the_owner_gave_us_access(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    forbids = "User-agent: *\nDisallow: /"
    espn.add_faults({"match": "robots.txt", "kind": "status", "status": 200, "body": forbids})
    with pytest.raises(SourceError, match=r"robots\.txt"):
        archive_task.run(games_group(*games))
    assert summaries(espn) == []
    archive_task.run(games_group(*games), respect_robots=False)
    assert summaries(espn) == games


def test_an_item_that_the_source_always_refuses_keeps_no_other_from_being_asked_for(
    archive_task: ArchiveTask, espn: SimulatorServer, games: list[str]
) -> None:
    espn.add_faults({"match": games[0], "kind": "status", "status": 406})
    with pytest.raises(SourceBlockedError):
        archive_task.run(games_group(*games))
    assert archive_task.stored(*games) == []

    with pytest.raises(SourceBlockedError):
        archive_task.run(games_group(*games))

    assert archive_task.stored(*games) == games[1:]
    assert sorted(archive_task.tally["failures"]) == games[:1]
