"""The Glue client of a task: made once, from the Airflow connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient


def glue_client(aws_conn_id: str = "aws_default") -> GlueClient:
    """A boto3 client with the connection's credentials, endpoint and retries: one a task."""
    # Here, not at the top: it would bring boto3 into every parse of a DAG file.
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

    hook: AwsGenericHook[GlueClient] = AwsGenericHook(aws_conn_id=aws_conn_id, client_type="glue")
    client: GlueClient = hook.get_conn()
    return client
