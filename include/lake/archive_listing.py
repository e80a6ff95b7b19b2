"""What a folder of the archive holds, object by object."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.lake.s3_errors import archive_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ITEM = re.compile(r"([0-9]+)\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing tells of it.

    :param etag: with its quotes.
    :param size: in bytes.
    :param written_at: in UTC.
    """

    key: str
    etag: str
    size: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole folder.

    :param objects: by id, the digits of `{folder}/{id}.json`, in the order of the keys.
    :param strays: objects under the folder that are named otherwise or lie deeper.
    :param requests: one for each 1,000 objects.
    """

    objects: dict[str, Listed] = field(default_factory=dict)
    strays: int = 0
    requests: int = 0


def list_objects(client: S3Client, bucket: str, folder: str) -> Listing:
    """List a whole folder; an empty one, or one that nobody has written to, has no objects.

    It costs 55 ms of CPU for each 1,000 objects. obstore's 4 ms are not worth a second way to list:
    31,000 games take 2 s a folder once a run.

    Errors as `include.lake.s3_errors`: a missing bucket and a refusal raise.

    :param folder: without a slash at its end.
    """
    objects: dict[str, Listed] = {}
    strays = requests = 0
    with archive_errors("list", bucket, f"{folder}/"):
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{folder}/")
        for page in pages:
            requests += 1
            for entry in page.get("Contents", []):
                key = entry["Key"]
                item = ITEM.fullmatch(key.removeprefix(f"{folder}/"))
                if item is None:
                    strays += 1
                    continue
                written_at = entry["LastModified"].astimezone(UTC)
                objects[item[1]] = Listed(key, entry["ETag"], entry["Size"], written_at)
    return Listing(objects, strays, requests)
