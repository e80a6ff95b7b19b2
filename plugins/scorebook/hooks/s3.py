"""The S3 client of a task: made once, from the Airflow connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def s3_client(aws_conn_id: str = "aws_default") -> S3Client:
    """A boto3 client with the connection's credentials, endpoint and retries: one a task, not one a key."""
    # Here, not at the top: it would bring boto3 into every parse of a DAG file.
    from airflow.providers.amazon.aws.hooks.s3 import S3Hook

    client: S3Client = S3Hook(aws_conn_id=aws_conn_id).get_conn()
    return client
