"""The S3 client of a task: made once, from the Airflow connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorebook.hooks.aws import reach

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def s3_client(aws_conn_id: str = "aws_default") -> S3Client:
    """A boto3 client with the connection's credentials, endpoint and retries: one a task, not one a key."""
    client: S3Client = reach("s3", aws_conn_id).client
    return client
