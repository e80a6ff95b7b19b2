"""Discovery with a real source, PostgreSQL and S3: what it archives and what the ledger says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from include.errors import SourceBlockedError, SourceNotFoundError
from include.espn.archive import DATASET
from include.espn.discovery import SCHEDULES, Discovery
from include.espn.keys import EspnPrefixes
from include.espn.listing import DayListing
from include.warehouse import ledger
from include.warehouse.ledger import Status
from scorebook.hooks.source import SourceHook
from tests.espn_payloads import scoreboard
from tests.fixtures.simulator import SimulatorServer

pytestmark = pytest.mark.integration

DAY = date(2026, 1, 17)
KEY = "espn_schedules/20260117.json"
NEW_YORK = ZoneInfo("America/New_York")


@dataclass
class _Answer:
    body: bytes
    address: str = "https://espn.test/scoreboard"


@dataclass
class Listing:
    """Runs discovery; without `answers` it asks the simulator."""

    s3: Any
    bucket: str
    connection: psycopg.Connection[Any]
    answers: dict[date, bytes | Exception] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)

    def run(self, *days: date, run_id: str = "run-1", dry_run: bool = False) -> list[DayListing]:
        self.writes.clear()
        with SourceHook("espn_api") as source:
            fetch = self._answer if self.answers else source.fetch
            discovery = Discovery(
                run_id=run_id,
                bucket=self.bucket,
                prefixes=EspnPrefixes(),
                s3=self.s3,
                connection=self.connection,
                fetch=fetch,
                requests_made=lambda: source.requests_made,
                dry_run=dry_run,
            )
            return discovery.discover(days or [DAY])

    def object(self, key: str = KEY) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def standing(self, *games: str) -> dict[str, tuple[Status, str | None]]:
        found = ledger.read(self.connection, DATASET, games)
        return {game: (entry.status, entry.reason) for game, entry in found.items()}

    def versions(self) -> list[Any]:
        query = "SELECT dataset, item, xmin::text FROM ops.ingest_ledger ORDER BY 1, 2"
        return self.connection.execute(query).fetchall()

    def _answer(self, address: str) -> _Answer:
        day = address.partition("dates=")[2][:8]
        answer = self.answers[date(int(day[:4]), int(day[4:6]), int(day[6:]))]
        if isinstance(answer, Exception):
            raise answer
        return _Answer(answer)


@pytest.fixture
def listing(s3: Any, bucket: str, warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listing]:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")
    monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps({"conn_type": "http", "host": "http://espn.test"}))
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        made = Listing(s3, bucket, connection)

        def remember(params: dict[str, Any], **_: Any) -> None:
            made.writes.append(params["url_path"])

        s3.meta.events.register("before-call.s3.PutObject", remember)
        yield made
        s3.meta.events.unregister("before-call.s3.PutObject", remember)


@pytest.fixture
def espn(simulator: SimulatorServer, monkeypatch: pytest.MonkeyPatch, listing: Listing) -> SimulatorServer:
    connection = {"conn_type": "http", "host": simulator.espn_url}
    monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps(connection))
    return simulator


def test_new_day_is_archived_and_its_games_are_listed(listing: Listing, espn: SimulatorServer) -> None:
    ids = [game["id"] for game in espn.games(DAY)]
    (found,) = listing.run()
    assert (sorted(found.final), found.not_final, found.schedule) == (sorted(ids), 0, "rewritten")
    assert listing.object() == espn.get("/scoreboard?dates=20260117&limit=100").content
    assert listing.standing(*ids) == dict.fromkeys(sorted(ids), (Status.PENDING, "final"))
    schedule = ledger.read(listing.connection, SCHEDULES, ["20260117"])["20260117"]
    assert (schedule.status, schedule.day, schedule.run_id) == (Status.STORED, DAY, "run-1")


def test_unchanged_day_is_asked_once_and_writes_neither_object_nor_row(
    listing: Listing, espn: SimulatorServer
) -> None:
    listing.run()
    before = listing.versions()
    espn.reset_requests()
    (found,) = listing.run(run_id="run-2")
    assert (found.schedule, listing.writes, listing.versions()) == ("unchanged", [], before)
    assert espn.requests()["kinds"]["scoreboard"] == 1


def test_volatile_fields_alone_do_not_rewrite_a_schedule(listing: Listing) -> None:
    first = scoreboard(("401", "FINAL"), provider={"id": 1})
    listing.answers[DAY] = first
    listing.run()
    before = listing.versions()
    board = json.loads(first)
    board["provider"] = {"id": 2}
    board["events"][0]["links"] = ["https://espn.test/401"]
    listing.answers[DAY] = json.dumps(board).encode()
    (found,) = listing.run(run_id="run-2")
    assert (found.schedule, listing.writes, listing.versions()) == ("unchanged", [], before)
    assert listing.object() == first


def test_changed_content_rewrites_the_schedule(listing: Listing, espn: SimulatorServer) -> None:
    espn.set_clock("2026-01-17T12:00:00+00:00")
    (before,) = listing.run()
    espn.set_clock("2026-01-18T12:00:00+00:00")
    (after,) = listing.run(run_id="run-2")
    assert (len(before.final), before.not_final, len(after.final), after.not_final) == (0, 5, 5, 0)
    assert (after.schedule, len(listing.writes)) == ("rewritten", 1)
    assert listing.object() == espn.get("/scoreboard?dates=20260117&limit=100").content


def test_lost_schedule_object_is_written_again_though_its_content_is_known(
    listing: Listing, espn: SimulatorServer
) -> None:
    listing.run()
    listing.s3.delete_object(Bucket=listing.bucket, Key=KEY)
    (found,) = listing.run(run_id="run-2")
    assert found.schedule == "rewritten"
    assert listing.object() == espn.get("/scoreboard?dates=20260117&limit=100").content


def test_dry_run_lists_the_same_games_and_writes_nothing(listing: Listing, espn: SimulatorServer) -> None:
    (dry,) = listing.run(dry_run=True)
    assert (listing.versions(), listing.writes, dry.schedule) == ([], [], "not written")
    assert listing.s3.list_objects_v2(Bucket=listing.bucket)["KeyCount"] == 0
    (wet,) = listing.run()
    assert dry.final == wet.final


def test_dry_run_does_not_even_note_a_day_that_cannot_be_used(listing: Listing) -> None:
    listing.answers[DAY] = b"{}"
    (found,) = listing.run(dry_run=True)
    assert found.problem is not None
    assert listing.versions() == []


def test_each_standing_has_its_status_in_the_ledger(listing: Listing) -> None:
    listing.answers[DAY] = scoreboard(
        ("1", "FINAL"), ("2", "IN_PROGRESS"), ("3", "SCHEDULED"), ("4", "POSTPONED"), ("5", "CANCELED")
    )
    (found,) = listing.run()
    assert (found.final, found.not_final, found.known_missing) == (("1",), 2, 2)
    assert listing.standing(*"12345") == {
        "1": (Status.PENDING, "final"),
        "2": (Status.PENDING, "in_progress"),
        "3": (Status.PENDING, "not_started"),
        "4": (Status.KNOWN_MISSING, "postponed"),
        "5": (Status.KNOWN_MISSING, "canceled"),
    }


def test_game_that_a_person_gave_up_is_not_to_be_fetched(listing: Listing, espn: SimulatorServer) -> None:
    (before,) = listing.run()
    given_up, *others = before.final
    ledger.mark_known_missing(listing.connection, DATASET, given_up, reason="lost in a fire", by="kim")
    (after,) = listing.run(run_id="run-2")
    assert (list(after.final), after.known_missing) == (others, 1)
    assert listing.standing(given_up) == {given_up: (Status.KNOWN_MISSING, "lost in a fire")}


def test_postponed_game_is_known_missing_and_its_makeup_is_listed(
    listing: Listing, espn: SimulatorServer
) -> None:
    espn.set_clock("2026-01-16T12:00:00+00:00")
    game = espn.games(DAY)[0]["id"]
    listing.run()
    assert listing.standing(game) == {game: (Status.PENDING, "not_started")}
    makeup = espn.mark(game, postponed=True)["makeup"]
    espn.set_clock("2026-04-20T12:00:00+00:00")
    listing.run(run_id="run-2")
    assert listing.standing(game) == {game: (Status.KNOWN_MISSING, "postponed")}
    day = next(
        day
        for day in (DAY + timedelta(days=offset) for offset in range(1, 95))
        if makeup in [row["id"] for row in espn.games(day)]
    )
    (found,) = listing.run(day, run_id="run-3")
    assert makeup in found.final
    assert listing.standing(makeup) == {makeup: (Status.PENDING, "final")}


@pytest.mark.parametrize("new_day_first", [True, False])
def test_game_rescheduled_under_its_own_id_is_pending_on_its_new_day(
    listing: Listing, new_day_first: bool
) -> None:
    later = date(2026, 2, 3)
    listing.answers = {DAY: scoreboard(("401", "POSTPONED")), later: scoreboard()}
    listing.run(DAY, later)
    assert listing.standing("401") == {"401": (Status.KNOWN_MISSING, "postponed")}
    listing.answers[later] = scoreboard(("401", "SCHEDULED"))
    listing.run(*([later, DAY] if new_day_first else [DAY, later]), run_id="run-2")
    entry = ledger.read(listing.connection, DATASET, ["401"])["401"]
    assert (entry.status, entry.reason, entry.day) == (Status.PENDING, "not_started", later)


def test_late_game_is_listed_under_its_new_york_day_not_the_utc_one(
    listing: Listing, espn: SimulatorServer
) -> None:
    games = {game["id"]: datetime.fromisoformat(game["start"]) for game in espn.games("2026-01-15")}
    late = [game for game, start in games.items() if start.astimezone(NEW_YORK).strftime("%H:%M") == "22:30"]
    assert late
    assert {str(games[game].date()) for game in late} == {"2026-01-16"}
    on_the_day, day_after = listing.run(date(2026, 1, 15), date(2026, 1, 16))
    assert set(late) <= set(on_the_day.final)
    assert not set(late) & set(day_after.final)
    entries = ledger.read(listing.connection, DATASET, late)
    assert {entry.day for entry in entries.values()} == {date(2026, 1, 15)}


def test_unusable_day_is_a_problem_of_that_day_only_and_keeps_its_object(listing: Listing) -> None:
    good = scoreboard(("401", "FINAL"))
    other = date(2026, 1, 18)
    listing.answers = {DAY: good, other: scoreboard(("402", "FINAL"))}
    listing.run()
    listing.answers[DAY] = SourceNotFoundError("gone")
    broken, fine = listing.run(DAY, other, run_id="run-2")
    assert broken.problem == "the scoreboard of 2026-01-17 cannot be used: gone"
    assert (broken.listed, fine.final) == (0, ("402",))
    assert listing.object() == good
    schedule = ledger.read(listing.connection, SCHEDULES, ["20260117"])["20260117"]
    assert (schedule.status, schedule.error) == (Status.STORED, "gone")

    listing.answers[DAY] = good
    listing.run(run_id="run-3")
    schedule = ledger.read(listing.connection, SCHEDULES, ["20260117"])["20260117"]
    assert (schedule.error, listing.writes) == (None, [])


def with_broken_event(*places: int, drop: str = "status") -> bytes:
    """Three finals, 401 to 403, of which the events at these places lack something."""
    board = json.loads(scoreboard(("401", "FINAL"), ("402", "FINAL"), ("403", "FINAL")))
    for place in places:
        del board["events"][place][drop]
    return json.dumps(board).encode()


def test_a_broken_event_fails_under_its_id_and_the_others_are_listed(listing: Listing) -> None:
    listing.answers[DAY] = with_broken_event(1)
    (found,) = listing.run()
    assert (found.final, found.listed) == (("401", "403"), 3)
    assert found.problem is not None
    assert found.problem.startswith(
        "1 of the events on the scoreboard of 2026-01-17 cannot be read: 402: expected id and status.type of "
        "a game at events[1]: Object missing required field `status`"
    )
    assert listing.standing("401", "402", "403") == {
        "401": (Status.PENDING, "final"),
        "402": (Status.FAILED, "ListedItemError"),
        "403": (Status.PENDING, "final"),
    }
    assert ledger.read(listing.connection, DATASET, ["402"])["402"].error == found.broken["402"]
    assert listing.object() == listing.answers[DAY]
    schedule = ledger.read(listing.connection, SCHEDULES, ["20260117"])["20260117"]
    assert (schedule.status, schedule.error) == (Status.STORED, found.problem)


def test_a_broken_event_without_an_id_is_named_by_its_place(listing: Listing) -> None:
    listing.answers[DAY] = with_broken_event(2, drop="id")
    (found,) = listing.run()
    assert (found.final, list(found.broken)) == (("401", "402"), ["events[2]"])
    assert "events[2]: expected id and status.type" in str(found.problem)
    schedule = ledger.read(listing.connection, SCHEDULES, ["20260117"])["20260117"]
    assert schedule.error == found.problem


def test_an_event_that_can_be_read_again_is_listed_as_if_nothing_had_been(listing: Listing) -> None:
    listing.answers[DAY] = with_broken_event(0, 1)
    listing.run()
    listing.answers[DAY] = scoreboard(("401", "SCHEDULED"), ("402", "POSTPONED"), ("403", "FINAL"))
    (found,) = listing.run(run_id="run-2")
    assert found.problem is None
    assert listing.standing("401", "402", "403") == {
        "401": (Status.PENDING, "not_started"),
        "402": (Status.KNOWN_MISSING, "postponed"),
        "403": (Status.PENDING, "final"),
    }
    entries = ledger.read(listing.connection, DATASET, ["401", "402"])
    assert [entry.error for entry in entries.values()] == [None, None]
    schedule = ledger.read(listing.connection, SCHEDULES, ["20260117"])["20260117"]
    assert (schedule.reason, schedule.error) == (None, None)


def test_a_stored_game_stays_stored_while_its_event_is_broken(listing: Listing) -> None:
    listing.answers[DAY] = with_broken_event()
    listing.run()
    now = datetime.now(NEW_YORK)
    ledger.record_stored(
        listing.connection, DATASET, "402", day=DAY, content_hash="h", address="a", run_id="run-1", now=now
    )
    listing.answers[DAY] = with_broken_event(1)
    listing.run(run_id="run-2")
    assert listing.standing("402") == {"402": (Status.STORED, "ListedItemError")}
    listing.answers[DAY] = with_broken_event()
    listing.run(run_id="run-3")
    entry = ledger.read(listing.connection, DATASET, ["402"])["402"]
    assert (entry.status, entry.reason, entry.error) == (Status.STORED, None, None)


def test_a_scoreboard_of_broken_events_only_is_a_day_that_cannot_be_used(listing: Listing) -> None:
    listing.answers[DAY] = with_broken_event(0, 1, 2)
    (found,) = listing.run()
    assert (found.listed, found.unreadable) == (0, 1)
    assert "none of the 3 events of the ESPN scoreboard can be read; the first, 401:" in str(found.problem)
    assert listing.standing("401", "402", "403") == {}
    assert listing.s3.list_objects_v2(Bucket=listing.bucket)["KeyCount"] == 0


def test_a_dry_run_notes_no_broken_event(listing: Listing) -> None:
    listing.answers[DAY] = with_broken_event(1)
    (found,) = listing.run(dry_run=True)
    assert (found.final, list(found.broken)) == (("401", "403"), ["402"])
    assert listing.versions() == []


def test_blocked_source_ends_discovery_and_keeps_the_days_before(listing: Listing) -> None:
    other = date(2026, 1, 18)
    listing.answers = {DAY: scoreboard(("401", "FINAL")), other: SourceBlockedError("406")}
    with pytest.raises(SourceBlockedError):
        listing.run(DAY, other)
    assert listing.standing("401") == {"401": (Status.PENDING, "final")}


@pytest.mark.parametrize(
    ("day", "final", "called_off", "not_final"),
    [
        (date(2020, 12, 23), None, 1, 0),
        (date(2024, 1, 15), 11, 0, 0),
        (date(2025, 2, 14), 0, 0, 0),
        (date(2026, 10, 3), 0, 0, None),
    ],
    ids=str,
)
def test_real_scoreboards_are_archived_byte_equal_and_counted(
    listing: Listing,
    recorded_simulator: SimulatorServer,
    shared_data: Path,
    monkeypatch: pytest.MonkeyPatch,
    day: date,
    final: int | None,
    called_off: int,
    not_final: int | None,
) -> None:
    connection = {"conn_type": "http", "host": recorded_simulator.espn_url}
    monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps(connection))
    (path,) = (shared_data / "espn_scoreboard").glob(f"{day:%Y%m%d}_*.json")
    events = len(json.loads(path.read_bytes())["events"])
    (found,) = listing.run(day)
    assert listing.object(f"espn_schedules/{day:%Y%m%d}.json") == path.read_bytes()
    assert (len(found.final), found.known_missing, found.not_final) == (
        events - called_off if final is None else final,
        called_off,
        events if not_final is None else not_final,
    )


def test_requests_of_a_day_count_its_tries(listing: Listing, espn: SimulatorServer) -> None:
    espn.add_faults({"match": "scoreboard", "kind": "status", "status": 503, "count": 2})
    (day,) = listing.run()
    assert day.requests == 3
