"""One whole object through boto3: for connections that obstore cannot express."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from include.lake.bulk_read import Fetched
from include.lake.s3_errors import archive_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def boto3_get(client: S3Client, bucket: str) -> Callable[[str], Fetched]:
    """A `get` for `BulkReader`. boto3 checks the body's length, and repeats requests but no bodies.

    Errors as `include.lake.s3_errors`.

    :param client: shared by all threads; more than its `max_pool_connections` at once gain nothing.
    """

    def get(key: str) -> Fetched:
        with archive_errors("read", bucket, key):
            answer = client.get_object(Bucket=bucket, Key=key)
            # Not `with answer["Body"]`: that hands out the stream below, which checks nothing.
            with closing(answer["Body"]) as stream:
                return Fetched(key, stream.read(), answer["ETag"])

    return get
