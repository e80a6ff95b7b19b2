"""AWS as an Airflow connection reaches it: a boto3 client with all that the connection says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.credentials import Credentials


@dataclass(frozen=True, slots=True)
class Aws:
    """A service of AWS.

    :param client: the boto3 client.
    :param credentials: what it signs its requests with, renewed by botocore; None where it signs none.
    :param verify: which certificates it trusts, as boto3 takes it.
    """

    client: Any
    credentials: Credentials | None
    verify: bool | str | None


def reach(service: str, aws_conn_id: str = "aws_default") -> Aws:
    """The service with the connection's credentials, role, endpoint, timeouts and retries.

    Airflow's hook reads all of them. Its own `get_conn` names the calling operator in the User-Agent, too,
    for which it looks through the source of every imported module: half a second of CPU a client.

    :param service: as boto3 names it, such as `s3`.
    """
    # Here, not at the top: it would bring boto3 into every parse of a DAG file.
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

    hook: AwsGenericHook[Any] = AwsGenericHook(aws_conn_id=aws_conn_id, client_type=service)
    session = hook.get_session(region_name=hook.region_name)
    # boto3's types know each service's name, and this one is known when it runs.
    client = session.client(  # type: ignore[call-overload]
        service_name=service,
        endpoint_url=hook.conn_config.get_service_endpoint_url(service_name=service),
        config=hook.config,
        verify=hook.verify,
    )
    return Aws(client, session.get_credentials(), hook.verify)
