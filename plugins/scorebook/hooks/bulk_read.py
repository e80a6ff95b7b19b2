"""Bulk reads of a task: many objects of the archive at once, from the Airflow connection."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from include.lake.boto3_get import boto3_get
from include.lake.bulk_read import BulkReader
from include.lake.objects import Objects
from include.lake.obstore_get import obstore_get
from scorebook.hooks.aws import reach
from scorebook.hooks.obstore import obstore_credentials

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


def bulk_reader(bucket: str, aws_conn_id: str = "aws_default", *, concurrency: int = 32) -> BulkReader:
    """A reader with the connection's address, region, credentials, role, timeouts and retries.

    It reads with obstore. What obstore cannot express (proxies, certificates of its own, another signature,
    special endpoints) is read with boto3 and the connection's `max_pool_connections` at once at most; one
    log line says why.

    Make it in the process that reads: obstore does not survive a fork.

    :param concurrency: objects asked for at once.
    """
    aws = reach("s3", aws_conn_id)
    client: S3Client = aws.client
    prove_bucket = Objects(client, bucket).require_bucket
    credentials = obstore_credentials(aws)
    if not isinstance(credentials, str):
        get = obstore_get(client, credentials, bucket)
        return BulkReader(get, concurrency=concurrency, prove_bucket=prove_bucket)
    config: Any = client.meta.config  # its type declares none of its settings
    at_once = min(concurrency, config.max_pool_connections)
    log.info("%s is read with boto3, %d objects at once, because %s.", bucket, at_once, credentials)
    return BulkReader(boto3_get(client, bucket), concurrency=at_once, prove_bucket=prove_bucket)
