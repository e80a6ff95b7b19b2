"""A season's schedule is kept in S3 and sent again only when it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from include.errors import PayloadError, SourceBlockedError, SourceError
from include.lake.publish import read_object
from include.lake.s3_errors import ArchiveNotFoundError
from include.nba.archive import SCHEDULE_ADDRESS
from include.nba.errors import WrongSeasonError
from include.nba.schedules import Schedules, kept_schedule, past_schedule_address, schedule_key
from include.warehouse import ledger
from scorebook.hooks.source import SourceHook
from tests.fixtures.simulator import SimulatorServer
from tests.unit.nba import payloads

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
IN_SEASON = datetime(2025, 10, 24, 12, tzinfo=UTC)
IN_SUMMER = datetime(2026, 9, 2, 12, tzinfo=UTC)
SEASON, PAST = "2025-26", "2023-24"
KEY = schedule_key(SEASON, "nba_raw")
PAST_KEY = schedule_key(PAST, "nba_raw")


@pytest.fixture
def schedules(
    connections: SimulatorServer, s3: Any, bucket: str, autocommit: Connection
) -> Iterator[Schedules]:
    """The schedules as the workflows open them, at a moment of season 2025-26."""
    connections.set_clock(IN_SEASON)
    connections.reset_requests()
    with ExitStack() as stack:
        live, stats = (stack.enter_context(SourceHook(name)) for name in ("nba_api", "nba_stats"))
        yield Schedules(
            run_id="run-1",
            bucket=bucket,
            prefix="nba_raw",
            s3=s3,
            connection=autocommit,
            ask_live=lambda address, etag, at: live.fetch(address, etag=etag, last_modified=at),
            ask_stats=lambda address, etag, at: stats.fetch(address, etag=etag, last_modified=at),
            now=IN_SEASON,
            dry_run=False,
        )


def asked(simulator: SimulatorServer) -> list[tuple[str, int]]:
    """Address and status of what the simulator was asked for, without robots.txt, in order."""
    requests = simulator.requests()["requests"]
    found = [(request["address"].rpartition("/")[2], request["status"]) for request in requests]
    return [one for one in found if one[0] != "robots.txt"]


def line(schedules: Schedules, season: str = SEASON) -> Any:
    """The ledger's row of a season with what changes at every write."""
    query = (
        "SELECT xmin::text, ctid::text FROM ops.ingest_ledger WHERE (dataset, item) = ('nba_schedules', %s)"
    )
    return schedules.connection.execute(query, [season]).fetchone()


LIVE = ("scheduleLeagueV2.json", 200)


def test_the_schedule_is_kept_with_its_hash_and_etag(schedules: Schedules, bucket: str) -> None:
    found = schedules.of_season(SEASON)
    body = read_object(schedules.s3, bucket, KEY)
    entry = ledger.read(schedules.connection, "nba_schedules", [SEASON])[SEASON]
    assert entry.content_hash == hashlib.sha256(body).hexdigest()
    assert entry.details["etag"].startswith('"')
    assert kept_schedule(schedules.s3, bucket, SEASON, "nba_raw") == found


def test_the_second_ask_is_conditional_and_writes_nothing(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    first = schedules.of_season(SEASON)
    etag, row = schedules.s3.head_object(Bucket=bucket, Key=KEY)["LastModified"], line(schedules)
    assert schedules.of_season(SEASON) == first
    assert asked(connections) == [LIVE, ("scheduleLeagueV2.json", 304)]
    assert (schedules.s3.head_object(Bucket=bucket, Key=KEY)["LastModified"], line(schedules)) == (etag, row)


def test_a_changed_schedule_replaces_the_kept_one(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    before = schedules.of_season(SEASON)
    connections.set_clock("2025-10-25T12:00:00+00:00")
    after = schedules.of_season(SEASON)
    assert after != before
    assert (asked(connections), kept_schedule(schedules.s3, bucket, SEASON, "nba_raw")) == (
        [LIVE, LIVE],
        after,
    )


def test_a_copy_that_is_gone_is_asked_for_again_whole(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    first = schedules.of_season(SEASON)
    schedules.s3.delete_object(Bucket=bucket, Key=KEY)
    assert schedules.of_season(SEASON) == first
    assert asked(connections) == [LIVE, LIVE]
    assert kept_schedule(schedules.s3, bucket, SEASON, "nba_raw") == first


def test_a_copy_that_somebody_changed_is_asked_for_again_whole(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    first = schedules.of_season(SEASON)
    schedules.s3.put_object(Bucket=bucket, Key=KEY, Body=payloads.schedule({}, SEASON))
    assert schedules.of_season(SEASON) == first
    assert asked(connections) == [LIVE, LIVE]
    assert kept_schedule(schedules.s3, bucket, SEASON, "nba_raw") == first


def test_a_past_season_comes_from_the_stats_endpoints_and_is_conditional_too(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    found = schedules.of_season(PAST)
    assert schedules.of_season(PAST) == found
    assert (found.season, {game.id[3:5] for game in found.games}) == (PAST, {"23"})
    address = past_schedule_address(PAST)
    assert asked(connections) == [(address, 200), (address, 304)]


def test_in_summer_the_season_on_show_is_the_current_one(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    in_summer = replace(schedules, now=IN_SUMMER)
    assert in_summer.current().season == SEASON
    assert in_summer.current().season == SEASON
    assert asked(connections) == [LIVE, LIVE, LIVE, ("scheduleLeagueV2.json", 304)]


def test_a_season_that_is_not_on_show_yet_is_asked_for_at_the_stats_endpoints(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    assert replace(schedules, now=IN_SUMMER).of_season("2026-27").season == "2026-27"
    assert asked(connections) == [LIVE, (past_schedule_address("2026-27"), 200)]


def test_a_dry_run_reads_and_keeps_nothing(schedules: Schedules, bucket: str) -> None:
    assert replace(schedules, dry_run=True).of_season(SEASON).games
    assert line(schedules) is None
    with pytest.raises(ArchiveNotFoundError):
        kept_schedule(schedules.s3, bucket, SEASON, "nba_raw")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 403, "body": "<html>Access Denied</html>"}, SourceBlockedError),
        ({"kind": "status", "status": 500}, SourceError),
        ({"kind": "html"}, SourceError),
        ({"kind": "cut"}, SourceError),
        ({"kind": "status", "status": 200, "body": "{}"}, PayloadError),
        ({"kind": "status", "status": 304}, SourceError),
    ],
    ids=["403", "500", "html", "cut", "another document", "304 without a copy"],
)
def test_an_error_is_never_an_empty_schedule_and_nothing_is_kept(
    schedules: Schedules,
    connections: SimulatorServer,
    bucket: str,
    fault: dict[str, Any],
    error: type[Exception],
) -> None:
    connections.add_faults({"match": "scheduleLeagueV2", **fault})
    with pytest.raises(error):
        schedules.of_season(SEASON)
    assert line(schedules) is None
    with pytest.raises(ArchiveNotFoundError):
        kept_schedule(schedules.s3, bucket, SEASON, "nba_raw")


def test_an_error_leaves_the_kept_schedule_as_it_is(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    first, row = schedules.of_season(SEASON), line(schedules)
    connections.add_faults({"match": SCHEDULE_ADDRESS, "kind": "status", "status": 503})
    with pytest.raises(SourceError):
        schedules.of_season(SEASON)
    assert (kept_schedule(schedules.s3, bucket, SEASON, "nba_raw"), line(schedules)) == (first, row)


def test_stats_that_answer_with_another_season_are_refused(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    body = payloads.schedule({}, "2022-23").decode()
    connections.add_faults({"match": PAST, "kind": "status", "status": 200, "body": body})
    with pytest.raises(WrongSeasonError, match="schedule of 2023-24, got the one of '2022-23'"):
        schedules.of_season(PAST)
    assert line(schedules, PAST) is None


@dataclass(frozen=True)
class _Answer:
    body: bytes
    address: str = "http://nba.test/schedule"
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False


def test_a_source_without_etag_is_asked_with_the_time_it_told(schedules: Schedules) -> None:
    told = "Fri, 24 Oct 2025 12:00:00 GMT"
    conditions: list[tuple[str | None, str | None]] = []

    def ask(_: str, etag: str | None, last_modified: str | None) -> _Answer:
        conditions.append((etag, last_modified))
        return _Answer(payloads.schedule({}, SEASON), last_modified=told)

    mine = replace(schedules, ask_live=ask)
    mine.of_season(SEASON)
    mine.of_season(SEASON)
    assert conditions == [(None, None), (None, told)]


@pytest.mark.parametrize("write", ["put_document", "ledger.record_stored"])
def test_a_crash_around_the_copy_and_its_row_is_made_up_for(
    schedules: Schedules,
    connections: SimulatorServer,
    monkeypatch: pytest.MonkeyPatch,
    bucket: str,
    write: str,
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    schedules.of_season(SEASON)
    connections.set_clock("2025-10-25T12:00:00+00:00")
    with monkeypatch.context() as patched:
        patched.setattr(f"include.nba.schedules.{write}", die)
        with pytest.raises(KeyboardInterrupt):
            schedules.of_season(SEASON)
    found = schedules.of_season(SEASON)
    assert any(str(game.day) == "2025-10-24" and game.standing == "final" for game in found.games)
    assert kept_schedule(schedules.s3, bucket, SEASON, "nba_raw") == found
    assert schedules.of_season(SEASON) == found
    assert asked(connections)[-1][1] == 304


def test_a_past_season_that_ended_before_the_days_is_not_asked_for(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    games = schedules.of_season(PAST).games
    connections.reset_requests()
    last = games[-1].day
    assert schedules.of_season_from(PAST, last + timedelta(days=1)).games == games
    assert asked(connections) == []


def test_a_past_season_is_asked_for_when_it_has_games_on_the_days_or_was_never_kept(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    games = schedules.of_season_from(PAST, date(2025, 10, 1)).games
    assert len(asked(connections)) == 1
    schedules.of_season_from(PAST, games[-1].day)
    assert len(asked(connections)) == 2


def test_the_season_that_is_on_is_always_asked_for(
    schedules: Schedules, connections: SimulatorServer
) -> None:
    last = schedules.of_season(SEASON).games[-1].day
    connections.reset_requests()
    schedules.of_season_from(SEASON, last + timedelta(days=1))
    assert len(asked(connections)) == 1


def whole_season(*, finals: int) -> bytes:
    """The past season's schedule: a regular game, and one of the Finals with this `gameStatus`."""
    days = {
        "10/24/2023": [payloads.listed("0022300061")],
        "06/06/2024": [payloads.listed("0042300401", status=finals, text="")],
    }
    return payloads.schedule(days, PAST)


def test_a_lost_ledger_adopts_the_copy_of_a_season_that_is_over(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    schedules.s3.put_object(Bucket=bucket, Key=PAST_KEY, Body=whole_season(finals=3))
    connections.add_faults({"match": "scheduleleague", "kind": "status", "status": 403})

    assert [game.id for game in schedules.of_season(PAST).games] == ["0022300061", "0042300401"]
    assert asked(connections) == []


def test_a_copy_from_within_a_season_is_not_adopted(
    schedules: Schedules, connections: SimulatorServer, bucket: str
) -> None:
    for body in (
        whole_season(finals=1),
        payloads.schedule({"10/24/2023": [payloads.listed("0022300061")]}, PAST),
    ):
        schedules.s3.put_object(Bucket=bucket, Key=PAST_KEY, Body=body)
        schedules.connection.execute("DELETE FROM ops.ingest_ledger")
        connections.reset_requests()
        schedules.of_season(PAST)
        assert asked(connections) == [(past_schedule_address(PAST), 200)]
