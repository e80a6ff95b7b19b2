"""The clients that contestants share: one S3 address, one way to reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from benchmarks.enrichment_parts.s3_server import BUCKET
from include.deployment import AWS_RETRIES
from include.lake.bulk_read import BulkReader
from include.lake.obstore_get import obstore_get

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

THREADS = 32


def s3_client(endpoint: str) -> S3Client:
    """A boto3 client for `THREADS` threads."""
    return _session().client("s3", endpoint_url=endpoint, config=_config())


def bulk_reader(endpoint: str) -> BulkReader:
    """The product's reader, as its hook makes it from such a client."""
    session = _session()
    credentials = session.get_credentials()
    assert credentials is not None
    client = session.client("s3", endpoint_url=endpoint, config=_config())
    return BulkReader(obstore_get(client, credentials, BUCKET), concurrency=THREADS)


def _session() -> boto3.Session:
    return boto3.Session(
        aws_access_key_id="benchmark", aws_secret_access_key="benchmark", region_name="us-east-1"
    )


def _config() -> Config:
    return Config(retries=AWS_RETRIES, max_pool_connections=THREADS)
