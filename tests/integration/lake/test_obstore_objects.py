"""Whole objects by obstore are what boto3 would write and read, under the same conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.errors import ArchiveBucketMissingError, ArchiveError
from include.lake.objects import Objects, ObjectState
from include.lake.s3_errors import ArchiveNotFoundError, WriteConflictError
from tests.integration.lake.watched_objects import WatchedObjects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration
KEY = "datasets/races/country=gb/date=2025-11-17/part-0.parquet"
OTHER = ObjectState(etag='"0123456789abcdef0123456789abcdef"', size=1, sha256=None, write_id=None)


@pytest.fixture(params=["boto3", "obstore"])
def objects(request: pytest.FixtureRequest, s3: S3Client, bucket: str) -> Objects:
    return Objects(s3, bucket, None if request.param == "boto3" else WatchedObjects(s3, bucket))


def put(objects: Objects, body: bytes, replaces: ObjectState | None = None, key: str = KEY) -> str:
    return objects.put(
        key,
        body,
        replaces=replaces,
        metadata={"sha256": "a" * 64, "write-id": "w1"},
        content_type="application/vnd.apache.parquet",
        content_encoding=None,
    )


def test_object_carries_type_and_metadata(objects: Objects, s3: S3Client) -> None:
    etag = put(objects, b"rows")

    found = s3.head_object(Bucket=objects.bucket, Key=KEY)
    assert (found["ETag"], found["ContentType"]) == (etag, "application/vnd.apache.parquet")
    assert found["Metadata"] == {"sha256": "a" * 64, "write-id": "w1"}
    assert "ContentEncoding" not in found


def test_body_and_state_come_from_one_get(objects: Objects, s3: S3Client) -> None:
    etag = put(objects, b"rows")
    before = objects.requests

    found = objects.read_whole(KEY)

    assert found.body == b"rows"
    assert found.state == ObjectState(etag, 4, "a" * 64, "w1") == objects.head(KEY)
    assert objects.requests == before + 2


def test_another_programs_object_has_no_hash(objects: Objects, s3: S3Client) -> None:
    s3.put_object(Bucket=objects.bucket, Key=KEY, Body=b"rows")

    state = objects.read_whole(KEY).state

    assert (state.sha256, state.write_id) == (None, None)


def test_what_was_read_is_replaced(objects: Objects) -> None:
    put(objects, b"old")

    etag = put(objects, b"new", objects.read_whole(KEY).state)

    assert objects.read_whole(KEY).body == b"new"
    assert objects.read_whole(KEY).state.etag == etag


@pytest.mark.parametrize("replaces", [None, OTHER], ids=["new", "replacing"])
def test_what_was_changed_meanwhile_is_not_replaced(objects: Objects, replaces: ObjectState | None) -> None:
    put(objects, b"old")

    with pytest.raises(WriteConflictError, match="changed while we tried to write s3://"):
        put(objects, b"new", replaces)

    assert objects.read_whole(KEY).body == b"old"


def test_what_was_deleted_meanwhile_is_not_replaced(objects: Objects) -> None:
    with pytest.raises(ArchiveNotFoundError):
        put(objects, b"new", OTHER)

    assert objects.head(KEY) is None


def test_missing_bucket_is_named(s3: S3Client, objects: Objects) -> None:
    whole = None if objects.whole is None else WatchedObjects(s3, "no-such-bucket")
    elsewhere = Objects(s3, "no-such-bucket", whole)

    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket does not exist"):
        put(elsewhere, b"rows")
    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket does not exist"):
        elsewhere.read_whole(KEY)


@pytest.mark.parametrize("key", ["a//b", "a/../b", "/a"])
def test_key_that_obstore_would_bend_is_refused(s3: S3Client, bucket: str, key: str) -> None:
    objects = Objects(s3, bucket, WatchedObjects(s3, bucket))

    with pytest.raises(ArchiveError, match="obstore cannot write the key"):
        put(objects, b"rows", key=key)
