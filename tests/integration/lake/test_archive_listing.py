"""Listing a folder of the archive in a real S3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from include.devstack.aws import LocalAws
from include.errors import ArchiveBucketMissingError, ArchiveForbiddenError, ArchiveUnavailableError
from include.lake.archive_listing import Listing, list_objects
from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.lost_reply import LostReplies
from tests.integration.lake.requests_log import answered_with

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration


def put(client: S3Client, bucket: str, *keys: str, body: bytes = b"{}") -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: client.put_object(Bucket=bucket, Key=key, Body=body), keys))


def test_an_object_is_told_with_key_etag_size_and_time(s3: S3Client, bucket: str) -> None:
    put(s3, bucket, "games/401.json", body=b"12345")

    (listed,) = list_objects(s3, bucket, "games").objects.values()

    head = s3.head_object(Bucket=bucket, Key="games/401.json")
    assert (listed.key, listed.etag, listed.size) == ("games/401.json", head["ETag"], 5)
    assert listed.written_at.tzinfo is UTC
    assert abs(listed.written_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_every_page_is_read(s3: S3Client, bucket: str) -> None:
    ids = [str(400_000_000 + number) for number in range(1_001)]
    put(s3, bucket, *(f"games/{item}.json" for item in ids))

    listing = list_objects(s3, bucket, "games")

    assert list(listing.objects) == ids
    assert (listing.strays, listing.requests) == (0, 2)


def test_what_is_no_item_is_a_stray(s3: S3Client, bucket: str) -> None:
    strays = ["games/", "games/notes.json", "games/401.json.bak", "games/old/401.json", "games/٤٠١.json"]
    put(s3, bucket, "games/401.json", "games/0022300001.json", *strays)

    listing = list_objects(s3, bucket, "games")

    assert list(listing.objects) == ["0022300001", "401"]
    assert listing.strays == len(strays)


def test_folders_whose_names_begin_alike_are_apart(s3: S3Client, bucket: str) -> None:
    put(s3, bucket, "games/401.json", "games_old/402.json", "all/games/403.json")

    assert list(list_objects(s3, bucket, "games").objects) == ["401"]
    assert list(list_objects(s3, bucket, "all/games").objects) == ["403"]


def test_an_empty_folder_has_no_objects(s3: S3Client, bucket: str) -> None:
    assert list_objects(s3, bucket, "games") == Listing(requests=1)


def test_a_missing_bucket_is_an_error(s3: S3Client) -> None:
    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket"):
        list_objects(s3, "no-such-bucket", "games")


def test_a_refusal_is_an_error(s3: S3Client, bucket: str) -> None:
    with (
        answered_with(s3, "ListObjectsV2", 403, "AccessDenied"),
        pytest.raises(ArchiveForbiddenError, match="grant s3:ListBucket"),
    ):
        list_objects(s3, bucket, "games")


@pytest.mark.faults
def test_a_listing_that_breaks_off_is_an_error_not_a_shorter_listing(
    aws: LocalAws, s3: S3Client, bucket: str
) -> None:
    put(s3, bucket, *(f"games/{number}.json" for number in range(20)))
    proxy = LostReplies(aws.port, "GET", keep_bytes=1_000)
    proxy.lose = 100
    with proxy.running() as endpoint:
        client = make_s3_client(endpoint, retries={"mode": "standard", "total_max_attempts": 1})
        with pytest.raises(ArchiveUnavailableError):
            list_objects(client, bucket, "games")
        client.close()
