"""Which archived games become rows, and what happens to one that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from include.lake.boto3_get import boto3_get
from include.lake.bulk_read import BulkReader
from include.lake.publish import publish
from include.nba.archive import DATASET, fingerprint, game_keys
from include.nba.schedule import ListedGame, read_schedule
from include.nba.transform import TABLES, Transformed, transform
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from tests.unit.nba import payloads

pytestmark = pytest.mark.integration

DAY = date(2024, 11, 2)
NOW = datetime(2024, 11, 3, 12, tzinfo=UTC)
A, B, C = "0022400001", "0022400002", "0022400003"


@dataclass
class Archive:
    """Games in S3 with their lines in the ledger; `reader` counts what is read."""

    s3: Any
    bucket: str
    connection: psycopg.Connection[Any]
    reader: BulkReader

    def put(self, game_id: str, *, home: int = 101, plays: bytes | None = None) -> str:
        """Archive a game and return its content hash."""
        bodies = (payloads.box_score(game_id, home=home), plays or payloads.plays(game_id, home=home))
        for key, body in zip(game_keys(game_id), bodies, strict=True):
            publish(self.s3, self.bucket, [key], body)
        self.note(game_id, DATASET, fingerprint(bodies))
        return fingerprint(bodies)

    def note(self, game_id: str, dataset: str, content_hash: str | None) -> None:
        ledger.record_stored(
            self.connection,
            dataset,
            game_id,
            day=DAY,
            content_hash=content_hash,
            address=None,
            run_id="run-0",
            now=NOW,
        )

    def remove(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.bucket, Key=key)

    def transform(self, *game_ids: str, listed: dict[str, ListedGame] | None = None) -> Transformed:
        return transform(
            self.connection, self.reader, game_ids, prefix="nba_raw", listed=listed or {}, run_id="run-1"
        )

    def noted(self) -> list[tuple[Any, ...]]:
        query = "SELECT dataset, check_name, status, item, run_id FROM ops.quality_results ORDER BY item"
        return self.connection.execute(query).fetchall()

    def tables(self, game_id: str) -> LedgerEntry | None:
        return ledger.read(self.connection, TABLES, [game_id]).get(game_id)


@pytest.fixture
def archive(s3: Any, bucket: str, autocommit: psycopg.Connection[Any]) -> Iterator[Archive]:
    with BulkReader(boto3_get(s3, bucket), concurrency=4, tries=1) as reader:
        yield Archive(s3, bucket, autocommit, reader)


def ids(found: Transformed) -> list[str]:
    return [staged.rows.game.game_id for staged in found.games]


def test_archived_games_become_rows_with_their_day_and_hash_in_the_order_asked_for(archive: Archive) -> None:
    hashes = {game_id: archive.put(game_id) for game_id in (A, B)}
    found = archive.transform(B, A)
    assert [(one.rows.game.game_id, one.day, one.content_hash) for one in found.games] == [
        (B, DAY, hashes[B]),
        (A, DAY, hashes[A]),
    ]
    assert (found.failed, found.already_loaded, found.not_archived) == ({}, 0, 0)


def test_sides_that_the_schedule_lists_otherwise_are_noted_and_the_box_score_is_followed(
    archive: Archive,
) -> None:
    sides = {A: (payloads.HOME, payloads.AWAY), B: (payloads.AWAY, payloads.HOME)}
    rows = [payloads.listed(game_id) for game_id in sides]
    for row, (home, away) in zip(rows, sides.values(), strict=True):
        row["homeTeam"]["teamId"], row["awayTeam"]["teamId"] = home, away
    schedule = read_schedule(payloads.schedule({"11/02/2024": rows}), "2024-25")
    for game_id in sides:
        archive.put(game_id)
    found = archive.transform(A, B, listed={game.id: game for game in schedule.games})
    assert ids(found) == [A, B]
    assert {one.rows.game.home_team_id for one in found.games} == {str(payloads.HOME)}
    assert archive.noted() == [(TABLES, "sides", "failed", B, "run-1")]


def test_only_what_is_archived_and_not_loaded_is_read(archive: Archive) -> None:
    archive.note(A, TABLES, archive.put(A))
    archive.put(B)
    found = archive.transform(A, B, C)
    assert (ids(found), found.already_loaded, found.not_archived) == ([B], 1, 1)
    assert archive.reader.requests == 2


def test_nothing_to_do_reads_nothing(archive: Archive) -> None:
    archive.note(A, TABLES, archive.put(A))
    assert archive.transform(A, C).games == []
    assert archive.reader.requests == 0


@pytest.mark.parametrize("status", [Status.FAILED, Status.PENDING])
def test_a_game_that_is_not_whole_in_the_archive_waits(archive: Archive, status: Status) -> None:
    archive.put(A)
    archive.connection.execute("UPDATE ops.ingest_ledger SET status = %s", [status.value])
    assert (archive.transform(A).not_archived, archive.reader.requests) == (1, 0)


def test_a_correction_is_transformed_again(archive: Archive) -> None:
    archive.note(A, TABLES, archive.put(A))
    corrected = archive.put(A, home=103)
    (game,) = archive.transform(A).games
    assert (game.content_hash, game.rows.game.home_score) == (corrected, 103)


def test_the_hash_is_that_of_what_was_read_not_of_what_the_ledger_says(archive: Archive) -> None:
    archive.put(A)
    archive.note(A, DATASET, None)
    bodies = (payloads.box_score(A), payloads.plays(A))
    assert [one.content_hash for one in archive.transform(A).games] == [fingerprint(bodies)]


@pytest.mark.parametrize("place", [0, 1])
def test_a_vanished_object_fails_its_game_only(archive: Archive, place: int) -> None:
    for game_id in (A, B, C):
        archive.put(game_id)
    archive.remove(game_keys(B)[place])
    found = archive.transform(A, B, C)
    assert (ids(found), list(found.failed)) == ([A, C], [B])
    entry = archive.tables(B)
    assert entry is not None
    assert (entry.status, entry.reason, entry.day) == (Status.FAILED, "ArchiveNotFoundError", DAY)
    assert game_keys(B)[place] in (entry.error or "")


@pytest.mark.parametrize(
    ("plays", "reason"),
    [
        (payloads.plays(C), "WrongGameError"),
        (payloads.plays(A, home=55), "IncompletePayloadError"),
        (b"<html>", "PayloadError"),
        (b"\xff{}", "PayloadError"),
        (b"{}", "PayloadError"),
    ],
    ids=["other game", "other score", "html", "no text", "empty"],
)
def test_a_payload_that_cannot_be_used_fails_its_game_only(
    archive: Archive, plays: bytes, reason: str
) -> None:
    archive.put(B)
    publish(archive.s3, archive.bucket, [game_keys(A)[0]], payloads.box_score(A))
    publish(archive.s3, archive.bucket, [game_keys(A)[1]], plays)
    archive.note(A, DATASET, "whatever")
    found = archive.transform(A, B)
    assert ids(found) == [B]
    assert found.failed[A].startswith(reason)
    entry = archive.tables(A)
    assert entry is not None
    assert (entry.status, entry.reason, entry.attempts) == (Status.FAILED, reason, 1)


def test_a_failed_game_is_tried_again_and_counted(archive: Archive) -> None:
    archive.put(A)
    archive.remove(game_keys(A)[0])
    archive.transform(A)
    archive.transform(A)
    entry = archive.tables(A)
    assert entry is not None
    assert entry.attempts == 2
    archive.put(A)
    assert ids(archive.transform(A)) == [A]


def test_a_correction_that_cannot_be_read_leaves_the_rows_stored_and_is_tried_again(archive: Archive) -> None:
    archive.note(A, TABLES, archive.put(A))
    archive.put(A, home=103)
    archive.remove(game_keys(A)[1])
    archive.transform(A)
    entry = archive.tables(A)
    assert entry is not None
    assert (entry.status, entry.error is None) == (Status.STORED, False)
    archive.put(A, home=103)
    assert ids(archive.transform(A)) == [A]


def test_rows_that_a_person_gave_up_are_not_tried_again(archive: Archive) -> None:
    archive.put(A)
    archive.remove(game_keys(A)[0])
    archive.transform(A)
    assert ledger.mark_known_missing(archive.connection, TABLES, A, reason="unreadable", by="kim")
    before = archive.reader.requests
    assert archive.transform(A).failed == {}
    assert archive.reader.requests == before
