"""The rows of a chunk between transform and load: one compressed object in S3, read once and removed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from include.errors import ArchiveError
from include.lake.publish import put_document, read_object
from include.lake.s3_errors import archive_errors
from include.nba.games import GameRows

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class StagedGame(msgspec.Struct, frozen=True):
    """The rows of a game, its day in the schedule, and the hash of the payloads that they were made from."""

    rows: GameRows
    day: date
    content_hash: str


class Staged(msgspec.Struct, frozen=True):
    """Where a chunk's rows are. `sha256` is that of the stored bytes; `games` are ids."""

    key: str
    sha256: str
    games: tuple[str, ...]


def stage(client: S3Client, bucket: str, key: str, games: Sequence[StagedGame]) -> Staged:
    """Put the rows under the key; what an earlier try left there is replaced."""
    # Without a time inside, so that the same rows are the same bytes.
    body = gzip.compress(msgspec.msgpack.encode(games), compresslevel=1, mtime=0)
    sha256 = hashlib.sha256(body).hexdigest()
    put_document(client, bucket, key, body, content_type="application/msgpack", sha256=sha256)
    return Staged(key, sha256, tuple(game.rows.game.game_id for game in games))


def read_staged(client: S3Client, bucket: str, staged: Staged) -> list[StagedGame]:
    """The rows that `staged` speaks of.

    :raises ArchiveNotFoundError: they were removed, which `remove` does once they are loaded.
    :raises ArchiveError: another run has put other rows there since.
    """
    body = read_object(client, bucket, staged.key)
    if hashlib.sha256(body).hexdigest() != staged.sha256:
        raise ArchiveError(
            f"s3://{bucket}/{staged.key} was written by another run since: clear the task transform, too"
        )
    return msgspec.msgpack.decode(gzip.decompress(body), type=list[StagedGame])


def remove(client: S3Client, bucket: str, staged: Staged) -> None:
    """Remove rows that are loaded."""
    with archive_errors("remove", bucket, staged.key):
        client.delete_object(Bucket=bucket, Key=staged.key)
