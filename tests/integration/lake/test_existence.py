"""What is missing is known exactly, with few requests, and an error is never called missing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from include.devstack.aws import LocalAws
from include.devstack.ports import free_port
from include.errors import ArchiveBucketMissingError, ArchiveForbiddenError, ArchiveUnavailableError
from include.lake.existence import missing_keys
from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.requests_log import answered_with, recorded

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration


def store(client: S3Client, bucket: str, *keys: str) -> None:
    for key in keys:
        client.put_object(Bucket=bucket, Key=key, Body=b"{}")


def test_missing_keys_come_in_the_order_asked_for(s3: S3Client, bucket: str) -> None:
    store(s3, bucket, "games/2.json", "games/4.json")

    result = missing_keys(s3, bucket, [f"games/{n}.json" for n in (5, 4, 3, 2, 1)])

    assert result.missing == ("games/5.json", "games/3.json", "games/1.json")


def test_a_key_asked_for_twice_is_missing_once(s3: S3Client, bucket: str) -> None:
    result = missing_keys(s3, bucket, ["b.json", "a.json", "b.json"])

    assert result.missing == ("b.json", "a.json")


def test_no_keys_cost_no_request(s3: S3Client, bucket: str) -> None:
    with recorded(s3) as calls:
        result = missing_keys(s3, bucket, [])

    assert (result.missing, result.requests, calls) == ((), 0, [])


def test_twelve_games_in_three_folders_cost_three_listings(s3: S3Client, bucket: str) -> None:
    keys = [f"{folder}/4015856{n:02}.json" for n in range(12) for folder in ("box", "pbp", "team")]
    store(s3, bucket, *keys[:-1])

    with recorded(s3) as calls:
        result = missing_keys(s3, bucket, keys)

    assert result.missing == (keys[-1],)
    assert [operation for operation, _ in calls] == ["ListObjectsV2"] * 3
    assert result.requests == 3


def test_one_present_key_costs_one_head(s3: S3Client, bucket: str) -> None:
    store(s3, bucket, "schedules/20240101.json")

    with recorded(s3) as calls:
        result = missing_keys(s3, bucket, ["schedules/20240101.json"])

    assert result.missing == ()
    assert calls == [("HeadObject", "schedules/20240101.json")]


def test_one_absent_key_costs_a_proof_that_the_bucket_exists(s3: S3Client, bucket: str) -> None:
    with recorded(s3) as calls:
        result = missing_keys(s3, bucket, ["schedules/20240101.json"])

    assert result.missing == ("schedules/20240101.json",)
    assert [operation for operation, _ in calls] == ["HeadObject", "HeadBucket"]


def test_absent_keys_of_many_folders_cost_one_proof(s3: S3Client, bucket: str) -> None:
    result = missing_keys(s3, bucket, [f"country={n}/part-0.parquet" for n in range(6)])

    assert len(result.missing) == 6
    assert result.requests == 7


@pytest.fixture(scope="module")
def crowded(s3: S3Client) -> Iterator[str]:
    """A bucket with 2,500 games under one prefix: three pages of a listing."""
    name, keys = "crowded-archive", [f"games/{n:06}.json" for n in range(2500)]
    s3.create_bucket(Bucket=name)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store(s3, name, key), keys))
    yield name
    for start in range(0, len(keys), 1000):
        s3.delete_objects(
            Bucket=name,
            Delete={"Objects": [{"Key": key} for key in keys[start : start + 1000]], "Quiet": True},
        )
    s3.delete_bucket(Bucket=name)


def test_the_last_page_counts_and_gaps_are_jumped(s3: S3Client, crowded: str) -> None:
    with recorded(s3) as calls:
        early = [f"games/{n:06}.json" for n in range(3)]
        late = [f"games/{n:06}.json" for n in (2400, 2499, 2500, 2501)]
        result = missing_keys(s3, crowded, early + late)

    assert result.missing == ("games/002500.json", "games/002501.json")
    assert [operation for operation, _ in calls] == ["ListObjectsV2"] * 2


def test_keys_too_far_apart_for_a_listing_are_looked_at_one_by_one(s3: S3Client, crowded: str) -> None:
    wanted = ["games/000000.json", "games/001100.json", "games/002499.json"]

    with recorded(s3) as calls:
        result = missing_keys(s3, crowded, wanted)

    assert result.missing == ()
    assert [operation for operation, _ in calls] == ["ListObjectsV2", "HeadObject", "HeadObject"]


def test_never_more_than_one_request_over_the_number_of_keys(s3: S3Client, crowded: str) -> None:
    # The listing begins at "games/": a page of 1,000 others stands before the keys asked for.
    wanted = ["games/002000.json", "games/9", "games/x", "games/001000.json"]

    result = missing_keys(s3, crowded, wanted)

    assert result.missing == ("games/9", "games/x")
    assert result.requests <= len(wanted) + 1


def test_keys_that_begin_with_one_another_are_told_apart(s3: S3Client, bucket: str) -> None:
    store(s3, bucket, "games/40.json", "games/400", "games/400.json.bak", "games/400/1.json")

    result = missing_keys(
        s3,
        bucket,
        ["games/4", "games/40", "games/400", "games/400.json", "games/40.json", "games/400/1.json"],
    )

    assert result.missing == ("games/4", "games/40", "games/400.json")


def test_unusual_characters_are_found(s3: S3Client, bucket: str) -> None:
    keys = ["r/Ascot 14:30+.json", "r/Äscot%20.json", "r/日本.json", "r/a&b.json"]
    store(s3, bucket, *keys)

    assert missing_keys(s3, bucket, [*keys, "r/Ascot 14:30.json"]).missing == ("r/Ascot 14:30.json",)


@pytest.mark.parametrize("keys", [["a.json"], ["a/1.json", "a/2.json"]], ids=["head", "listing"])
def test_in_a_missing_bucket_nothing_is_called_missing(s3: S3Client, keys: list[str]) -> None:
    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket does not exist: create it"):
        missing_keys(s3, "no-such-bucket", keys)


@pytest.mark.parametrize(
    ("operation", "keys"),
    [("HeadObject", ["a.json"]), ("ListObjectsV2", ["a/1.json", "a/2.json"]), ("HeadBucket", ["a.json"])],
)
def test_a_refusal_raises_and_names_the_permission(
    s3: S3Client, bucket: str, operation: str, keys: list[str]
) -> None:
    with (
        answered_with(s3, operation, 403, "AccessDenied"),
        pytest.raises(ArchiveForbiddenError, match="grant s3:ListBucket"),
    ):
        missing_keys(s3, bucket, keys)


@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (500, "InternalError"), (429, "Throttling")])
def test_a_busy_server_raises(aws: LocalAws, bucket: str, status: int, code: str) -> None:
    client = make_s3_client(aws.endpoint, retries={"mode": "standard", "total_max_attempts": 1})

    with (
        answered_with(client, "ListObjectsV2", status, code),
        pytest.raises(ArchiveUnavailableError, match="try again later"),
    ):
        missing_keys(client, bucket, ["a/1.json", "a/2.json"])


def test_a_stopped_server_raises() -> None:
    client = make_s3_client(
        f"http://127.0.0.1:{free_port()}", retries={"mode": "standard", "total_max_attempts": 1}
    )

    with pytest.raises(ArchiveUnavailableError, match="could not be reached"):
        missing_keys(client, "archive", ["a.json"])
