"""The archiver on a real PostgreSQL and a real S3 server; only the source is a dictionary."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from include.archive.archiver import Archiver
from include.archive.book import Book
from include.archive.item import FetchGroup
from include.archive.tally import Outcome, Tally
from include.errors import (
    ArchiveForbiddenError,
    PayloadError,
    ScorebookError,
    SourceBlockedError,
    SourceNotFoundError,
    SourcePausedError,
    SourceUnavailableError,
)
from include.espn.archive import DATASET, game_item, verify_game
from include.espn.keys import EspnPrefixes
from include.lake.buffer import Buffer
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from tests.espn_payloads import summary

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 17)
PREFIXES = EspnPrefixes()


@dataclass
class Source:
    """Answers by game id; counts what was asked."""

    answers: dict[str, bytes | ScorebookError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch(self, address: str) -> Any:
        game_id = address.removeprefix("summary?event=")
        self.asked.append(game_id)
        answer = self.answers[game_id]
        if isinstance(answer, ScorebookError):
            raise answer
        return _Answer(answer, f"https://espn.test/{address}")


@dataclass(frozen=True)
class _Answer:
    body: bytes
    address: str


@dataclass
class Archive:
    """One archive, run after run."""

    s3: Any
    bucket: str
    connection: psycopg.Connection[Any]
    data_dir: Path
    source: Source = field(default_factory=Source)
    writes: list[str] = field(default_factory=list)

    def run(self, *ids: str, run_id: str = "run-1", **flags: bool) -> Tally:
        flags = {"refetch": False, "is_last_ask": False} | flags
        items = tuple(game_item(game_id, DAY, PREFIXES, **flags) for game_id in ids)
        archiver = Archiver(
            book=Book(DATASET, run_id, self.connection),
            bucket=self.bucket,
            s3=self.s3,
            buffer=Buffer(self.data_dir, DATASET),
            fetch=self.source.fetch,
            verify=verify_game,
        )
        self.source.asked.clear()
        self.writes.clear()
        self.tally = Tally(str(DAY))
        archiver.archive(FetchGroup(label=str(DAY), items=items), self.tally)
        return self.tally

    def objects(self, game_id: str) -> list[bytes | None]:
        return [self._object(key) for key in PREFIXES.game_keys(game_id)]

    def _object(self, key: str) -> bytes | None:
        try:
            return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None

    def entry(self, game_id: str) -> LedgerEntry | None:
        return ledger.read(self.connection, DATASET, [game_id]).get(game_id)

    def row_versions(self) -> list[Any]:
        return self.connection.execute(
            "SELECT item, xmin::text FROM ops.ingest_ledger ORDER BY item"
        ).fetchall()


@pytest.fixture
def archive(s3: Any, bucket: str, warehouse_url: str, tmp_path: Path) -> Iterator[Archive]:
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        made = Archive(s3, bucket, connection, tmp_path)

        def remember(params: dict[str, Any], model: Any, **_: Any) -> None:
            if model.name in ("PutObject", "CopyObject"):
                made.writes.append(params["url_path"].rpartition("/")[0].rpartition("/")[2])

        s3.meta.events.register("before-call.s3", remember)
        yield made
        s3.meta.events.unregister("before-call.s3", remember)


def refuse(s3: Any, operation: str, folder: str) -> Callable[[], None]:
    """Make S3 answer 403 to an operation on a folder; call what comes back to end it."""

    def handler(params: dict[str, Any], **_: Any) -> Any:
        if folder in params["url_path"]:
            raise ClientError(
                {
                    "Error": {"Code": "AccessDenied", "Message": "no"},
                    "ResponseMetadata": {"HTTPStatusCode": 403},
                },
                operation,
            )

    s3.meta.events.register(f"before-call.s3.{operation}", handler)
    return lambda: s3.meta.events.unregister(f"before-call.s3.{operation}", handler)


def test_new_game_is_stored_byte_equal_under_three_keys_play_by_play_last(archive: Archive) -> None:
    body = summary("1")
    archive.source.answers["1"] = body
    tally = archive.run("1")
    assert archive.objects("1") == [body, body, body]
    assert archive.writes == ["espn_box_scores", "espn_team_stats", "espn_play_by_play"]
    assert (tally.uploads, tally.copies, tally.count(Outcome.STORED)) == (1, 2, 1)
    entry = archive.entry("1")
    assert entry is not None
    assert (entry.status, entry.run_id, entry.address) == (
        Status.STORED,
        "run-1",
        "https://espn.test/summary?event=1",
    )
    assert not list(archive.data_dir.rglob("*.payload"))


def test_second_run_asks_nothing_and_writes_nothing(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1")
    archive.run("1")
    before = archive.row_versions()
    tally = archive.run("1", run_id="run-2")
    assert (archive.source.asked, archive.writes, archive.row_versions()) == ([], [], before)
    assert tally.ids(Outcome.ALREADY_THERE) == ["1"]


def test_archive_that_was_there_before_the_ledger_is_taken_over(archive: Archive) -> None:
    for key in PREFIXES.game_keys("1"):
        archive.s3.put_object(Bucket=archive.bucket, Key=key, Body=b"{}")
    archive.run("1")
    entry = archive.entry("1")
    assert entry is not None
    assert (entry.status, entry.checked_at, archive.source.asked) == (Status.STORED, None, [])


@pytest.mark.parametrize("lost", range(3))
def test_game_that_lacks_any_of_its_objects_is_fetched_again(archive: Archive, lost: int) -> None:
    archive.source.answers["1"] = summary("1")
    archive.run("1")
    archive.s3.delete_object(Bucket=archive.bucket, Key=PREFIXES.game_keys("1")[lost])
    archive.run("1", run_id="run-2")
    assert archive.source.asked == ["1"]
    assert None not in archive.objects("1")


def test_empty_shell_is_stored_nowhere_and_stays_pending(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1", shell=True)
    tally = archive.run("1")
    entry = archive.entry("1")
    assert entry is not None
    assert (entry.status, entry.reason) == (Status.PENDING, "incomplete_at_source")
    assert archive.objects("1") == [None, None, None]
    assert tally.ids(Outcome.INCOMPLETE) == ["1"]


def test_empty_shell_becomes_failed_with_the_last_look_back(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1", shell=True)
    tally = archive.run("1", is_last_ask=True)
    entry = archive.entry("1")
    assert entry is not None
    assert (entry.status, entry.reason) == (Status.FAILED, "incomplete_at_source")
    assert tally.failures["1"].startswith("incomplete_at_source: game 1: the box score")


def test_one_bad_game_does_not_stop_the_others_and_fails_the_task(archive: Archive) -> None:
    archive.source.answers = {"1": summary("9"), "2": SourceNotFoundError("no page"), "3": summary("3")}
    with pytest.raises(PayloadError, match="2 of 3 items of 2026-03-17 failed"):
        archive.run("1", "2", "3")
    assert archive.tally.ids(Outcome.STORED) == ["3"]
    reasons = {game_id: entry.reason for game_id in "12" if (entry := archive.entry(game_id))}
    assert reasons == {"1": "WrongGameError", "2": "SourceNotFoundError"}


def test_error_that_a_retry_may_mend_wins_over_one_that_it_cannot(archive: Archive) -> None:
    archive.source.answers = {"1": summary("9"), "2": SourceUnavailableError("503"), "3": summary("3")}
    with pytest.raises(SourceUnavailableError):
        archive.run("1", "2", "3")


def test_block_records_the_remaining_games_as_failed_without_asking(archive: Archive) -> None:
    archive.source.answers = {"1": summary("1"), "2": SourceBlockedError("406"), "3": summary("3")}
    with pytest.raises(SourceBlockedError):
        archive.run("1", "2", "3")
    assert archive.source.asked == ["1", "2"]
    assert archive.tally.ids(Outcome.FAILED) == ["2", "3"]


def test_block_fails_nothing_that_needs_no_question(archive: Archive) -> None:
    archive.source.answers = {"1": SourceBlockedError("406"), "2": summary("2")}
    archive.run("2")
    with pytest.raises(SourceBlockedError):
        archive.run("1", "2", run_id="run-2")
    entry = archive.entry("2")
    assert entry is not None
    assert (entry.error, archive.tally.ids(Outcome.ALREADY_THERE)) == (None, ["2"])


def test_block_leaves_stored_what_the_ledger_does_not_know_yet(archive: Archive) -> None:
    archive.source.answers["1"] = SourceBlockedError("406")
    for key in PREFIXES.game_keys("2"):
        archive.s3.put_object(Bucket=archive.bucket, Key=key, Body=summary("2"))
    with pytest.raises(SourceBlockedError):
        archive.run("1", "2", refetch=True)
    entry = archive.entry("2")
    assert entry is not None
    assert (entry.status, entry.reason) == (Status.STORED, "SourceBlockedError")
    assert archive.tally.ids(Outcome.FAILED) == ["1", "2"]


def test_refresh_mends_a_damaged_object(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1")
    damaged = bytearray(gzip.compress(summary("1")))
    damaged[10] = 0xFF  # a kind of block that there is not
    for key in PREFIXES.game_keys("1"):
        archive.s3.put_object(
            Bucket=archive.bucket, Key=key, Body=bytes(damaged), Metadata={"sha256": "a" * 64}
        )
    archive.run("1", refetch=True)
    assert archive.objects("1") == [summary("1")] * 3


def test_refresh_mends_what_could_not_be_read_although_the_source_says_the_same(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1")
    archive.run("1")
    for key in PREFIXES.game_keys("1"):
        archive.s3.put_object(Bucket=archive.bucket, Key=key, Body=b"cut")
    archive.source.answers["1"] = PayloadError("the archived answer cannot be read")
    with pytest.raises(PayloadError):
        archive.run("1", run_id="run-2", refetch=True)
    archive.source.answers["1"] = summary("1")
    archive.run("1", run_id="run-3", refetch=True)
    assert archive.objects("1") == [summary("1")] * 3


def test_pause_fails_nothing(archive: Archive) -> None:
    archive.source.answers = {"1": summary("1"), "2": SourcePausedError("paused"), "3": summary("3")}
    with pytest.raises(SourcePausedError):
        archive.run("1", "2", "3")
    assert (archive.tally.ids(Outcome.FAILED), archive.entry("2")) == ([], None)


def test_source_that_is_down_is_not_asked_for_every_game(archive: Archive) -> None:
    ids = [str(number) for number in range(1, 9)]
    archive.source.answers = {game_id: SourceUnavailableError("down") for game_id in ids}
    with pytest.raises(SourceUnavailableError):
        archive.run(*ids)
    assert archive.source.asked == ["1", "2", "3"]
    assert archive.tally.ids(Outcome.FAILED) == ids


def test_retry_in_the_same_run_asks_only_for_what_failed_also_with_refetch(archive: Archive) -> None:
    archive.source.answers = {"1": summary("1"), "2": SourceUnavailableError("503")}
    with pytest.raises(SourceUnavailableError):
        archive.run("1", "2", refetch=True)
    archive.source.answers["2"] = summary("2")
    tally = archive.run("1", "2", refetch=True)
    assert archive.source.asked == ["2"]
    assert tally.ids(Outcome.STORED) == ["1", "2"]


def test_refresh_with_the_same_content_writes_no_object(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1", news=["a"])
    archive.run("1")
    archive.source.answers["1"] = summary("1", news=["b"])
    tally = archive.run("1", run_id="run-2", refetch=True)
    assert (archive.source.asked, archive.writes) == (["1"], [])
    assert tally.ids(Outcome.UNCHANGED) == ["1"]


def test_refresh_with_a_correction_replaces_all_three(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1", home=100)
    archive.run("1")
    corrected = summary("1", home=101)
    archive.source.answers["1"] = corrected
    tally = archive.run("1", run_id="run-2", refetch=True)
    assert archive.objects("1") == [corrected] * 3
    assert tally.ids(Outcome.STORED) == ["1"]


@pytest.mark.parametrize(
    "worse", [summary("1", shell=True), summary("1", completed=False), summary("9"), b"<html>"]
)
def test_refresh_never_replaces_better_with_worse(archive: Archive, worse: bytes) -> None:
    body = summary("1")
    archive.source.answers["1"] = body
    archive.run("1")
    archive.source.answers["1"] = worse
    with contextlib.suppress(PayloadError):
        archive.run("1", run_id="run-2", refetch=True)
    entry = archive.entry("1")
    assert entry is not None
    assert (archive.objects("1"), entry.status) == ([body] * 3, Status.STORED)


def test_an_answer_in_part_is_told_also_where_an_older_whole_one_is_kept(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1")
    archive.run("1")
    archive.source.answers["1"] = summary("1", completed=False)
    tally = archive.run("1", run_id="run-2", refetch=True)
    assert (tally.ids(Outcome.UNCHANGED), tally.failures) == (["1"], {})
    assert list(tally.unfinished) == ["1"]
    assert tally.unfinished["1"].startswith("incomplete_at_source: ")


def test_refused_write_raises_and_the_next_try_uploads_without_asking_again(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1")
    end = refuse(archive.s3, "PutObject", "espn_box_scores")
    with pytest.raises(ArchiveForbiddenError):
        archive.run("1")
    end()
    tally = archive.run("1", run_id="run-2")
    assert (archive.source.asked, tally.recovered) == ([], 1)
    assert archive.objects("1") == [summary("1")] * 3


def test_old_buffer_is_not_published_over_what_the_ledger_knows_to_be_newer(archive: Archive) -> None:
    newer = summary("1", home=101)
    archive.source.answers["1"] = newer
    archive.run("1")
    Buffer(archive.data_dir, DATASET).save("1", [summary("1", home=100)])
    archive.s3.delete_object(Bucket=archive.bucket, Key=PREFIXES.game_keys("1")[2])
    archive.run("1", run_id="run-2")
    assert archive.objects("1") == [newer] * 3


def test_old_buffer_is_not_published_over_a_whole_game_when_the_ledger_is_lost(archive: Archive) -> None:
    newer = summary("1", home=101)
    archive.source.answers["1"] = newer
    archive.run("1")
    Buffer(archive.data_dir, DATASET).save("1", [summary("1", home=100)])
    archive.connection.execute("TRUNCATE ops.ingest_ledger")
    archive.run("1", run_id="run-2")
    assert (archive.objects("1"), archive.writes) == ([newer] * 3, [])


def test_interrupted_replacement_is_finished_although_all_keys_exist(archive: Archive) -> None:
    archive.source.answers["1"] = summary("1", home=100)
    archive.run("1")
    corrected = summary("1", home=101)
    archive.source.answers["1"] = corrected
    end = refuse(archive.s3, "CopyObject", "espn_play_by_play")
    with pytest.raises(ArchiveForbiddenError):
        archive.run("1", run_id="run-2", refetch=True)
    end()
    entry = archive.entry("1")
    assert entry is not None
    assert (entry.status, entry.reason) == (Status.PENDING, "replacing")
    archive.run("1", run_id="run-3")
    entry = archive.entry("1")
    assert entry is not None
    assert (archive.source.asked, entry.status, entry.reason) == ([], Status.STORED, None)
    assert archive.objects("1") == [corrected] * 3
