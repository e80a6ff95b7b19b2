"""Publishing is whole or mended by publishing again, and a second time writes nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from include.devstack.aws import LocalAws
from include.errors import (
    ArchiveBucketMissingError,
    ArchiveConflictError,
    ArchiveForbiddenError,
    ArchiveUnavailableError,
)
from include.lake.objects import Objects
from include.lake.publish import publish, put_document, read_object
from include.lake.s3_errors import ArchiveNotFoundError
from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.killed_publisher import KEYS
from tests.integration.lake.lost_reply import LostReplies
from tests.integration.lake.requests_log import WRITES, answered_with, before_each, recorded

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration
REPOSITORY = Path(__file__).resolve().parents[3]
PLAY_BY_PLAY = KEYS[-1]


def hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def bodies(client: S3Client, bucket: str) -> list[bytes]:
    return [read_object(client, bucket, key) for key in KEYS]


def writes_of(calls: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [call for call in calls if call[0] in WRITES]


def test_one_upload_then_copies_and_play_by_play_last(s3: S3Client, bucket: str) -> None:
    with recorded(s3) as calls:
        result = publish(s3, bucket, KEYS, b"game")

    assert writes_of(calls) == [
        ("PutObject", KEYS[0]),
        ("CopyObject", KEYS[1]),
        ("CopyObject", PLAY_BY_PLAY),
    ]
    assert (result.uploads, result.copies, result.bytes) == (1, 2, 4)
    assert result.requests == len(calls) == 9
    assert bodies(s3, bucket) == [b"game"] * 3


def test_publishing_twice_writes_nothing_and_looks_once(s3: S3Client, bucket: str) -> None:
    publish(s3, bucket, KEYS, b"game")

    with recorded(s3) as calls:
        result = publish(s3, bucket, KEYS, b"game")

    assert [operation for operation, _ in calls] == ["HeadObject"] * 3
    assert (result.uploads, result.copies, result.bytes, result.requests) == (0, 0, 0, 3)
    assert result.sha256 == hash_of(b"game")


def test_changed_content_replaces_all(s3: S3Client, bucket: str) -> None:
    publish(s3, bucket, KEYS, b"game")

    result = publish(s3, bucket, KEYS, b"corrected game")

    assert (result.uploads, result.copies) == (1, 2)
    assert bodies(s3, bucket) == [b"corrected game"] * 3


def test_copies_keep_type_encoding_hash_and_write_id(s3: S3Client, bucket: str) -> None:
    publish(s3, bucket, KEYS, b"game", content_type="text/html", content_encoding="gzip")

    heads = [s3.head_object(Bucket=bucket, Key=key) for key in KEYS]

    assert {(head["ContentType"], head["ContentEncoding"]) for head in heads} == {("text/html", "gzip")}
    assert {head["Metadata"]["sha256"] for head in heads} == {hash_of(b"game")}
    assert len({head["Metadata"]["write-id"] for head in heads}) == 1


def test_objects_of_another_program_are_replaced(s3: S3Client, bucket: str) -> None:
    for key in KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=b"old")

    publish(s3, bucket, KEYS, b"game")

    assert bodies(s3, bucket) == [b"game"] * 3


def test_only_the_copy_that_is_absent_is_made(s3: S3Client, bucket: str) -> None:
    publish(s3, bucket, KEYS, b"game")
    s3.delete_object(Bucket=bucket, Key=KEYS[1])

    with recorded(s3) as calls:
        publish(s3, bucket, KEYS, b"game")

    assert writes_of(calls) == [("CopyObject", KEYS[1])]


def test_a_hash_given_by_the_caller_decides_what_is_the_same(s3: S3Client, bucket: str) -> None:
    put_document(s3, bucket, "schedule.json", b'{"at": 1}', sha256="a" * 64)

    result = put_document(s3, bucket, "schedule.json", b'{"at": 2}', sha256="a" * 64)

    assert result.uploads == 0
    assert read_object(s3, bucket, "schedule.json") == b'{"at": 1}'


def test_one_document_costs_two_requests(s3: S3Client, bucket: str) -> None:
    with recorded(s3) as calls:
        put_document(s3, bucket, "schedule.json", b"{}")

    assert [operation for operation, _ in calls] == ["HeadObject", "PutObject"]


@pytest.mark.parametrize("keys", [[], ["a", "a"]])
def test_keys_that_cannot_be_published_are_refused(s3: S3Client, bucket: str, keys: list[str]) -> None:
    with pytest.raises(ValueError, match="at least one key, and each only once"):
        publish(s3, bucket, keys, b"game")


@pytest.mark.faults
@pytest.mark.parametrize("before", [None, b"older game"], ids=["new", "replacing"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_killed_at_any_write_then_published_again_is_whole(
    aws: LocalAws, s3: S3Client, bucket: str, number: int, moment: str, before: bytes | None
) -> None:
    if before is not None:
        publish(s3, bucket, KEYS, before)
    program = [sys.executable, "-m", "tests.integration.lake.killed_publisher"]

    died = subprocess.run(
        [*program, aws.endpoint, bucket, str(number), moment, "game"], cwd=REPOSITORY, env=os.environ
    )
    whole_before = Objects(s3, bucket).head(PLAY_BY_PLAY) is not None
    publish(s3, bucket, KEYS, b"game")

    assert died.returncode == -9
    assert bodies(s3, bucket) == [b"game"] * 3
    if before is None:
        assert whole_before == (number == 3 and moment == "after")


@pytest.mark.faults
@pytest.mark.parametrize("older", [None, b"older"], ids=["new", "replacing"])
def test_a_put_whose_reply_is_lost_counts_as_done(
    aws: LocalAws, s3: S3Client, bucket: str, older: bytes | None
) -> None:
    if older:
        put_document(s3, bucket, KEYS[0], older)
    proxy = LostReplies(aws.port, "PUT")
    with proxy.running() as endpoint:
        client = make_s3_client(endpoint)
        proxy.lose = 1

        result = put_document(client, bucket, KEYS[0], b"game")

        client.close()
    assert proxy.lost == 1
    assert result.uploads == 1
    assert read_object(s3, bucket, KEYS[0]) == b"game"


@pytest.mark.faults
def test_a_put_whose_every_reply_is_lost_counts_as_done(aws: LocalAws, s3: S3Client, bucket: str) -> None:
    proxy = LostReplies(aws.port, "PUT")
    with proxy.running() as endpoint:
        client = make_s3_client(endpoint, retries={"total_max_attempts": 2})
        proxy.lose = 2

        result = put_document(client, bucket, KEYS[0], b"game")

        client.close()
    assert proxy.lost == 2
    assert result.uploads == 1
    assert read_object(s3, bucket, KEYS[0]) == b"game"


def test_a_writer_who_comes_between_is_noticed(s3: S3Client, aws: LocalAws, bucket: str) -> None:
    other = make_s3_client(aws.endpoint)
    turns = iter([b"other"])

    def come_between() -> None:
        for body in turns:
            publish(other, bucket, KEYS, body)

    with before_each(s3, "PutObject", come_between):
        result = publish(s3, bucket, KEYS, b"mine")

    other.close()
    assert result.uploads == 1
    assert bodies(s3, bucket) == [b"mine"] * 3


def test_the_first_object_changed_between_copies_ends_equal(s3: S3Client, aws: LocalAws, bucket: str) -> None:
    other = make_s3_client(aws.endpoint)
    turns = iter([None, b"other"])

    def replace_the_first() -> None:
        if body := next(turns, None):
            put_document(other, bucket, KEYS[0], body)

    with before_each(s3, "CopyObject", replace_the_first):
        result = publish(s3, bucket, KEYS, b"mine")

    other.close()
    assert bodies(s3, bucket) == [b"other"] * 3
    assert result.sha256 == hash_of(b"other")


def test_someone_who_never_stops_changing_it_is_a_conflict(s3: S3Client, aws: LocalAws, bucket: str) -> None:
    other = make_s3_client(aws.endpoint)

    def change() -> None:
        other.put_object(Bucket=bucket, Key=KEYS[0], Body=os.urandom(8))

    with (
        recorded(s3) as calls,
        before_each(s3, "PutObject", change),
        pytest.raises(ArchiveConflictError, match="kept changing box_scores/1"),
    ):
        publish(s3, bucket, KEYS, b"mine")

    other.close()
    assert [operation for operation, _ in calls].count("PutObject") == 5


@pytest.mark.faults
@pytest.mark.parametrize("round_", range(5))
def test_writers_at_once_leave_one_body_everywhere(
    s3: S3Client, aws: LocalAws, bucket: str, round_: int
) -> None:
    offered = [b"one", b"two", b"three"]
    together = threading.Barrier(len(offered))

    def write(body: bytes) -> None:
        client = make_s3_client(aws.endpoint)
        together.wait(10)
        publish(client, bucket, KEYS, body)
        client.close()

    with ThreadPoolExecutor(len(offered)) as pool:
        list(pool.map(write, offered))

    stored = bodies(s3, bucket)
    assert stored[0] in offered
    assert stored == [stored[0]] * 3
    assert {s3.head_object(Bucket=bucket, Key=key)["Metadata"]["sha256"] for key in KEYS} == {
        hash_of(stored[0])
    }


def test_a_missing_bucket_is_named(s3: S3Client) -> None:
    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket"):
        publish(s3, "no-such-bucket", KEYS, b"game")


@pytest.mark.parametrize("operation", ["HeadObject", "PutObject", "CopyObject"])
def test_a_refusal_is_not_tried_again(s3: S3Client, bucket: str, operation: str) -> None:
    with (
        recorded(s3) as calls,
        answered_with(s3, operation, 403, "AccessDenied"),
        pytest.raises(ArchiveForbiddenError),
    ):
        publish(s3, bucket, KEYS, b"game")

    assert [name for name, _ in calls].count(operation) == 1


def test_a_server_that_takes_no_writes_is_unavailable(aws: LocalAws, bucket: str) -> None:
    client = make_s3_client(aws.endpoint, retries={"mode": "standard", "total_max_attempts": 1})

    with answered_with(client, "PutObject", 503, "SlowDown"), pytest.raises(ArchiveUnavailableError):
        publish(client, bucket, KEYS, b"game")
    client.close()


def test_reading_an_absent_object_says_so(s3: S3Client, bucket: str) -> None:
    with pytest.raises(ArchiveNotFoundError, match="no/such"):
        read_object(s3, bucket, "no/such.json")


@pytest.mark.faults
def test_a_body_that_is_cut_is_read_again(aws: LocalAws, s3: S3Client, bucket: str) -> None:
    body = os.urandom(300_000)
    put_document(s3, bucket, "a.bin", body)
    proxy = LostReplies(aws.port, "GET", keep_bytes=100_000)
    with proxy.running() as endpoint:
        client = make_s3_client(endpoint)
        proxy.lose = 2

        assert read_object(client, bucket, "a.bin") == body

        client.close()
    assert proxy.lost == 2
