"""Look into a bucket without the aws command line: `ls`, `cat`, and `cp` to local files. Only reads.

`python -m include.lake.browse ls PREFIX` uses the bucket in SCOREBOOK_BUCKET and the credentials that boto3
finds (AWS_PROFILE, AWS_ENDPOINT_URL and the like). `make s3` does the same on the local platform.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from include.errors import ScorebookError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET_VARIABLE = "SCOREBOOK_BUCKET"
SHOWN_OBJECTS = 1000


class BrowseError(ScorebookError):
    """What was asked for is not there, or cannot be written here. The message says what to type."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line for any bucket; returns the exit status."""
    bucket = os.environ.get(BUCKET_VARIABLE)
    if not bucket:
        sys.stderr.write(f"set {BUCKET_VARIABLE} to the name of the bucket\n")
        return 2
    import boto3

    return browse(boto3.client("s3"), bucket, sys.argv[1:] if arguments is None else arguments)


def browse(s3: S3Client, bucket: str, arguments: Sequence[str]) -> int:
    """Run one command on `bucket`; returns the exit status."""
    wishes = _parser().parse_args(arguments)
    try:
        match wishes.command:
            case "ls":
                _list(s3, bucket, wishes.prefix, is_deep=wishes.recursive)
            case "cat":
                sys.stdout.buffer.write(_body(s3, bucket, wishes.key))
                sys.stdout.flush()
            case _:
                _copy(s3, bucket, wishes.key, Path(wishes.target))
    except (BrowseError, BotoCoreError, ClientError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make s3 ARGS=", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("ls", help="folders and objects below a prefix: size, time, key")
    command.add_argument("prefix", nargs="?", default="", help="such as espn_box_scores/")
    command.add_argument("-r", "--recursive", action="store_true", help="all objects, without folders")
    command = commands.add_parser("cat", help="print an object")
    command.add_argument("key")
    command = commands.add_parser("cp", help="copy an object to a local file or folder")
    command.add_argument("key", help="with a / at its end: all objects below it, into the folder TARGET")
    command.add_argument("target", help="a local file or folder")
    return parser


def _list(s3: S3Client, bucket: str, prefix: str, *, is_deep: bool) -> None:
    shown, size = 0, 0
    for page in _pages(s3, bucket, prefix, "" if is_deep else "/"):
        for folder in page.get("CommonPrefixes", []):
            sys.stdout.write(f"{'folder':>12}  {'':20}  {folder['Prefix']}\n")
            shown += 1
        for entry in page.get("Contents", []):
            moment = f"{entry['LastModified']:%Y-%m-%d %H:%M:%SZ}"
            sys.stdout.write(f"{entry['Size']:>12,}  {moment:20}  {entry['Key']}\n")
            shown, size = shown + 1, size + entry["Size"]
        if shown >= SHOWN_OBJECTS:
            sys.stdout.write(f"the first {shown:,}; name a longer prefix for others\n")
            return
    if not shown:
        raise BrowseError(f"bucket {bucket} has no object whose key begins with {prefix!r}")
    sys.stdout.write(f"{size:>12,}  bytes in the objects shown\n")


def _pages(s3: S3Client, bucket: str, prefix: str, delimiter: str) -> Iterator[Any]:
    return iter(
        s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, Delimiter=delimiter)
    )


def _body(s3: S3Client, bucket: str, key: str) -> bytes:
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey as error:
        raise BrowseError(f"bucket {bucket} has no object {key!r}: look with ls") from error


def _copy(s3: S3Client, bucket: str, key: str, target: Path) -> None:
    if not key.endswith("/"):
        file = target / key.rpartition("/")[2] if target.is_dir() else target
        _save(file, _body(s3, bucket, key))
        return
    keys = [entry["Key"] for page in _pages(s3, bucket, key, "") for entry in page.get("Contents", [])]
    if not keys:
        raise BrowseError(f"bucket {bucket} has no object whose key begins with {key!r}")
    for one in keys:
        parts = one[len(key) :].split("/")
        if not {"", ".", ".."}.isdisjoint(parts):
            raise BrowseError(f"the object {one!r} has no name that a local file can have: copy it alone")
        _save(target.joinpath(*parts), _body(s3, bucket, one))


def _save(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    sys.stdout.write(f"{len(body):>12,}  {file}\n")


if __name__ == "__main__":
    sys.exit(main())
