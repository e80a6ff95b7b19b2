"""Filling a bucket: what lies there is what was made, with one process or two, from code or command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.devstack.archive_fill import FilledGame, bodies, fill
from include.devstack.archive_fill.__main__ import main
from include.devstack.aws import LocalAws
from include.espn.keys import EspnPrefixes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.integration, pytest.mark.slow]
GAMES, SEED = 40, 7


def stored(s3: S3Client, bucket: str) -> dict[str, bytes]:
    """Every object of the bucket by key."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def expected(games: int = GAMES) -> tuple[dict[str, bytes], tuple[FilledGame, ...]]:
    """What lies in the bucket afterwards, and the truth about its games in order."""
    made = list(bodies(games, SEED, lean=True))
    return {key: body for key, body, _ in made}, tuple(dict.fromkeys(truth for _, _, truth in made))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_bucket_holds_exactly_what_was_made(s3: S3Client, bucket: str, workers: int) -> None:
    objects, truths = expected()
    filled = fill(s3, bucket, EspnPrefixes(), GAMES, seed=SEED, workers=workers, lean=True)
    assert filled == truths
    assert stored(s3, bucket) == objects


def test_filling_again_changes_nothing_and_leaves_other_objects_alone(s3: S3Client, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="espn_schedules/20260101.json", Body=b"{}")
    fill(s3, bucket, EspnPrefixes(), 6, seed=SEED, lean=True)
    before = stored(s3, bucket)
    fill(s3, bucket, EspnPrefixes(), 6, seed=SEED, lean=True)
    assert stored(s3, bucket) == before == expected(6)[0] | {"espn_schedules/20260101.json": b"{}"}


def test_a_bucket_that_is_not_there_fails_the_filling(s3: S3Client) -> None:
    with pytest.raises(s3.exceptions.NoSuchBucket):
        fill(s3, "scorebook-absent", EspnPrefixes(), 2, seed=SEED, lean=True)


def test_the_command_fills_a_bucket_and_says_what_it_did(
    s3: S3Client, bucket: str, aws: LocalAws, capsys: pytest.CaptureFixture[str]
) -> None:
    objects, _ = expected(6)
    command = f"--games 6 --bucket {bucket} --endpoint {aws.endpoint} --seed {SEED} --lean --workers 1"
    assert main(command.split()) == 0
    assert stored(s3, bucket) == objects
    size = sum(map(len, objects.values()))
    assert f"games=6 objects={len(objects)} bytes={size} " in capsys.readouterr().out


def test_the_command_makes_the_bucket_and_takes_kinds(
    s3: S3Client, bucket: str, aws: LocalAws, capsys: pytest.CaptureFixture[str]
) -> None:
    s3.delete_bucket(Bucket=bucket)
    main(
        [
            "--games",
            "2",
            "--bucket",
            bucket,
            "--endpoint",
            aws.endpoint,
            "--kind",
            "box_page_only",
            "--workers=1",
        ]
    )
    assert {key.split("/")[0] for key in stored(s3, bucket)} == {"espn_box_scores", "espn_team_stats"}
    assert "box_page_only" in capsys.readouterr().out
