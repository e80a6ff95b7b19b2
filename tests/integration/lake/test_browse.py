"""`make s3`: looking into a bucket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from include.lake.browse import BUCKET_VARIABLE, browse, main

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration

OBJECTS = {"games/1.json": b"one", "games/old/2.json": b"two!", "list.csv": b"a,b\n"}


@pytest.fixture
def filled(s3: S3Client, bucket: str) -> str:
    for key, body in OBJECTS.items():
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    return bucket


def lines(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """First and last word of each line."""
    return [(line.split()[0], line.split()[-1]) for line in capsys.readouterr().out.splitlines()]


def test_a_listing_shows_folders_and_objects(
    s3: S3Client, filled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert browse(s3, filled, ["ls"]) == 0
    assert lines(capsys) == [("folder", "games/"), ("4", "list.csv"), ("4", "shown")]
    assert browse(s3, filled, ["ls", "games/"]) == 0
    assert lines(capsys) == [("folder", "games/old/"), ("3", "games/1.json"), ("3", "shown")]
    assert browse(s3, filled, ["ls", "-r", "games/"]) == 0
    assert lines(capsys) == [("3", "games/1.json"), ("4", "games/old/2.json"), ("7", "shown")]


def test_an_object_is_printed(s3: S3Client, filled: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert browse(s3, filled, ["cat", "list.csv"]) == 0
    assert capfdbinary.readouterr().out == b"a,b\n"


def test_an_object_is_copied_to_a_file_or_into_a_folder(s3: S3Client, filled: str, tmp_path: Path) -> None:
    assert browse(s3, filled, ["cp", "games/1.json", str(tmp_path / "new" / "mine.json")]) == 0
    assert browse(s3, filled, ["cp", "games/1.json", str(tmp_path)]) == 0
    assert (tmp_path / "new" / "mine.json").read_bytes() == (tmp_path / "1.json").read_bytes() == b"one"


def test_a_folder_is_copied_with_its_folders(s3: S3Client, filled: str, tmp_path: Path) -> None:
    assert browse(s3, filled, ["cp", "games/", str(tmp_path / "here")]) == 0
    found = {str(file.relative_to(tmp_path)): file.read_bytes() for file in tmp_path.rglob("*.json")}
    assert found == {"here/1.json": b"one", "here/old/2.json": b"two!"}


@pytest.mark.parametrize("key", ["games/../../evil.json", "games//evil.json"])
def test_a_key_that_would_leave_the_folder_is_refused(
    s3: S3Client, filled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    s3.put_object(Bucket=filled, Key=key, Body=b"evil")

    assert browse(s3, filled, ["cp", "games/", str(tmp_path / "a" / "b")]) == 1
    assert "has no name that a local file can have" in capsys.readouterr().err
    assert list(tmp_path.rglob("evil.json")) == []


@pytest.mark.parametrize(
    "words", [["ls", "none/"], ["cat", "none"], ["cp", "none", "x"], ["cp", "none/", "x"]]
)
def test_what_is_absent_is_told(
    s3: S3Client, filled: str, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert browse(s3, filled, words) == 1
    assert f"bucket {filled} has no object" in capsys.readouterr().err


def test_a_missing_bucket_is_told(s3: S3Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert browse(s3, "no-such-bucket-here", ["ls"]) == 1
    assert "NoSuchBucket" in capsys.readouterr().err


def test_without_a_bucket_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(BUCKET_VARIABLE, raising=False)

    assert main(["ls"]) == 2
    assert f"set {BUCKET_VARIABLE}" in capsys.readouterr().err
