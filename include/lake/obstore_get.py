"""One whole object through obstore: a quarter of the CPU that boto3 needs, and no lock of its own.

`BulkReader` tries an object that could not be had three times, each with the repeats that
`include.lake.obstore_store` tells of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from include.lake.bulk_read import Fetched
from include.lake.obstore_objects import ObstoreObjects

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client


def obstore_get(client: S3Client, credentials: Credentials, bucket: str) -> Callable[[str], Fetched]:
    """A `get` for `BulkReader`, to the address, region and credentials of a boto3 client.

    What is said of `ObstoreObjects` is true of it, too.
    """
    objects = ObstoreObjects(client, credentials, bucket)

    def get(key: str) -> Fetched:
        stored = objects.read(key)
        return Fetched(key, stored.body, stored.state.etag)

    return get
