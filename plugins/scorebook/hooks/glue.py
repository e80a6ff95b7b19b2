"""The Glue client of a task: made once, from the Airflow connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorebook.hooks.aws import reach

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient


def glue_client(aws_conn_id: str = "aws_default") -> GlueClient:
    """A boto3 client with the connection's credentials, endpoint and retries: one a task."""
    client: GlueClient = reach("glue", aws_conn_id).client
    return client
