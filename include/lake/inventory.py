"""How many objects a folder of the archive holds, how large and how old they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from include.errors import ArchiveUnavailableError
from include.lake.s3_errors import archive_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(slots=True)
class Inventory:
    """What a folder holds. `names` are the keys without folder and `.json`; sizes in bytes."""

    names: set[str] = field(default_factory=set)
    total_bytes: int = 0
    small_objects: int = 0
    newest: datetime | None = None


def take_inventory(
    client: S3Client,
    bucket: str,
    folder: str,
    *,
    small_below: int,
    deadline: float,
    clock: Callable[[], float] = time.monotonic,
) -> Inventory:
    """List a whole folder, one request for each 1,000 objects.

    :param small_below: objects below this size in bytes are counted as small.
    :param deadline: value of `clock` after which the listing is given up.
    :raises ArchiveUnavailableError: also when the listing takes too long.
    """
    inventory = Inventory()
    with archive_errors("list", bucket, folder):
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{folder}/"):
            for entry in page.get("Contents", []):
                size, modified = entry["Size"], entry["LastModified"]
                inventory.names.add(entry["Key"].removeprefix(f"{folder}/").removesuffix(".json"))
                inventory.total_bytes += size
                inventory.small_objects += size < small_below
                if inventory.newest is None or modified > inventory.newest:
                    inventory.newest = modified
            if clock() > deadline:
                raise ArchiveUnavailableError(
                    f"listing s3://{bucket}/{folder}/ took too long, it is given up"
                )
    return inventory
