"""Bulk reads from a real S3, by obstore and by boto3: both give the same answers and errors."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from botocore.credentials import Credentials

from include.devstack.aws import LocalAws
from include.devstack.ports import free_port
from include.errors import (
    ArchiveBucketMissingError,
    ArchiveError,
    ArchiveForbiddenError,
    ArchiveUnavailableError,
)
from include.lake.boto3_get import boto3_get
from include.lake.bulk_read import BulkReader, Fetched
from include.lake.objects import Objects
from include.lake.obstore_get import obstore_get
from include.lake.obstore_store import why_not_obstore
from include.lake.publish import read_object
from include.lake.s3_errors import ArchiveNotFoundError
from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.lost_reply import LostReplies

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration
BODY = os.urandom(300_000)
MakeReader = Callable[..., BulkReader]


@pytest.fixture(params=["obstore", "boto3"])
def make_reader(request: pytest.FixtureRequest, aws: LocalAws, bucket: str) -> Iterator[MakeReader]:
    """Makes readers of the bucket that ask `endpoint`, with `attempts` requests a try."""
    with ExitStack() as opened:

        def make(endpoint: str = aws.endpoint, *, of: str = bucket, attempts: int = 1) -> BulkReader:
            client = make_s3_client(endpoint, retries={"mode": "standard", "total_max_attempts": attempts})
            opened.callback(client.close)
            credentials = Credentials(aws.access_key, aws.secret_key)
            assert why_not_obstore(client, credentials) is None
            get = (
                obstore_get(client, credentials, of) if request.param == "obstore" else boto3_get(client, of)
            )
            prove = Objects(client, of).require_bucket
            reader = BulkReader(get, concurrency=4, pause_seconds=0.01, prove_bucket=prove)
            return opened.enter_context(reader)

        yield make


def reader_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("bulk-read")]


def test_objects_come_whole_in_order_with_the_etag_of_a_listing(
    make_reader: MakeReader, s3: S3Client, bucket: str
) -> None:
    bodies = {f"games/{number}.json": os.urandom(1000 * number) for number in range(20)}
    for key, body in bodies.items():
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    listed = {entry["Key"]: entry["ETag"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    order = sorted(bodies, reverse=True)

    reader = make_reader()
    answers = list(reader.read(order))

    assert answers == [Fetched(key, bodies[key], listed[key]) for key in order]
    assert (reader.requests, reader.bytes) == (20, sum(len(body) for body in bodies.values()))


def test_a_compressed_object_comes_as_stored_as_with_read_object(
    make_reader: MakeReader, s3: S3Client, bucket: str
) -> None:
    packed = gzip.compress(b'{"game": 1}')
    s3.put_object(Bucket=bucket, Key="1.json", Body=packed, ContentEncoding="gzip")

    (answer,) = make_reader().read(["1.json"])

    assert isinstance(answer, Fetched)
    assert answer.body == packed == read_object(s3, bucket, "1.json")


def test_absent_objects_are_answers(make_reader: MakeReader, s3: S3Client, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="2.json", Body=b"{}")

    first, second, third = make_reader().read(["1.json", "2.json", "a b%20.json"])

    assert isinstance(first, ArchiveNotFoundError)
    assert str(first).startswith(f"There is no such object to read s3://{bucket}/1.json.")
    assert isinstance(second, Fetched)
    assert isinstance(third, ArchiveNotFoundError)


def test_a_missing_bucket_is_no_absence(make_reader: MakeReader) -> None:
    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket does not exist"):
        list(make_reader(of="no-such-bucket").read(["1.json"]))


def test_an_absence_told_without_a_code_is_believed_only_in_a_bucket_that_exists(
    make_reader: MakeReader, aws: LocalAws
) -> None:
    proxy = LostReplies(aws.port, "GET", instead=(404, ""))
    proxy.lose = 1
    with proxy.running() as endpoint, pytest.raises(ArchiveBucketMissingError):
        list(make_reader(endpoint, of="no-such-bucket").read(["1.json"]))


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        ((403, "AccessDenied"), ArchiveForbiddenError, "without s3:ListBucket AWS answers 403 for absent"),
        ((400, "ExpiredToken"), ArchiveForbiddenError, "Check the credentials of the connection aws_default"),
        ((301, "PermanentRedirect"), ArchiveError, "lives in another region"),
        ((400, "InvalidRequest"), ArchiveError, "the request has to be corrected"),
    ],
)
def test_an_answer_that_will_not_change_is_raised_at_once(
    make_reader: MakeReader,
    aws: LocalAws,
    answer: tuple[int, str],
    error: type[ArchiveError],
    sentence: str,
) -> None:
    proxy = LostReplies(aws.port, "GET", instead=answer)
    proxy.lose = 100
    with proxy.running() as endpoint:
        reader = make_reader(endpoint)
        with pytest.raises(error, match=sentence):
            list(reader.read(["1.json"]))
    assert reader.requests == 1


FAULTS = {
    "cut": {"keep_bytes": 100_000},
    "lost": {},
    "reset": {"reset": True},
    "reset in the body": {"keep_bytes": 100_000, "reset": True},
    "slow down": {"instead": (503, "SlowDown")},
    "internal error": {"instead": (500, "InternalError")},
}


@pytest.mark.faults
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_is_overcome(
    make_reader: MakeReader, s3: S3Client, aws: LocalAws, bucket: str, fault: dict[str, object]
) -> None:
    s3.put_object(Bucket=bucket, Key="1.json", Body=BODY)
    proxy = LostReplies(aws.port, "GET", **fault)  # type: ignore[arg-type]
    proxy.lose = 2
    with proxy.running() as endpoint:
        reader = make_reader(endpoint)
        (answer,) = reader.read(["1.json"])

    assert isinstance(answer, Fetched)
    assert answer.body == BODY
    assert (proxy.lost, reader.requests, reader.bytes) == (2, 3, len(BODY))


@pytest.mark.faults
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_is_given_up_after_a_bounded_number_of_requests(
    make_reader: MakeReader, s3: S3Client, aws: LocalAws, bucket: str, fault: dict[str, object]
) -> None:
    s3.put_object(Bucket=bucket, Key="1.json", Body=BODY)
    proxy = LostReplies(aws.port, "GET", **fault)  # type: ignore[arg-type]
    proxy.lose = 100
    with proxy.running() as endpoint:
        reader = make_reader(endpoint, attempts=2)
        with pytest.raises(ArchiveUnavailableError, match="try again later"):
            list(reader.read(["1.json"]))

    assert reader.requests == 3
    assert proxy.lost <= 3 * 2
    assert reader_threads() == []


@pytest.mark.faults
def test_a_storm_in_which_every_object_is_refused_once_loses_none(
    make_reader: MakeReader, s3: S3Client, aws: LocalAws, bucket: str
) -> None:
    keys = [f"{number}.json" for number in range(30)]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    proxy = LostReplies(aws.port, "GET", instead=(503, "SlowDown"))
    proxy.lose = 4
    with proxy.running() as endpoint:
        answers = list(make_reader(endpoint).read(keys))

    assert [answer.body for answer in answers if isinstance(answer, Fetched)] == [
        key.encode() for key in keys
    ]
    assert proxy.lost == 4


@pytest.mark.faults
def test_a_server_that_is_down_is_unavailable(make_reader: MakeReader) -> None:
    reader = make_reader(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(ArchiveUnavailableError, match="could not be reached"):
        list(reader.read(["1.json"]))

    assert reader.requests == 3


def test_ending_early_leaves_no_thread(make_reader: MakeReader, s3: S3Client, bucket: str) -> None:
    for number in range(10):
        s3.put_object(Bucket=bucket, Key=f"{number}.json", Body=b"{}")
    reader = make_reader()

    for _ in reader.read(f"{number}.json" for number in range(10)):
        break
    reader.close()

    assert reader_threads() == []
