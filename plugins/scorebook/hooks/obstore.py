"""obstore with an Airflow connection: its credentials, or why boto3 has to do the work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from include.lake.obstore_objects import ObstoreObjects
from include.lake.obstore_store import why_not_obstore

if TYPE_CHECKING:
    from airflow.providers.amazon.aws.hooks.s3 import S3Hook
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


def obstore_credentials(hook: S3Hook) -> Credentials | str:
    """The credentials of the connection, renewed by botocore; or half a sentence why obstore cannot be used.

    Proxies, certificates of its own, another signature and special endpoints are beyond obstore.
    """
    credentials = hook.get_session(region_name=hook.region_name).get_credentials()
    reason = why_not_obstore(hook.get_conn(), credentials, verify=hook.verify)
    return credentials if credentials is not None and reason is None else str(reason)


def s3_client_and_objects(
    bucket: str, aws_conn_id: str = "aws_default"
) -> tuple[S3Client, ObstoreObjects | None]:
    """A boto3 client, and obstore for whole objects of the bucket where the connection allows it.

    Make them in the process that uses them: obstore does not survive a fork.
    """
    # Here, not at the top: it would bring boto3 into every parse of a DAG file.
    from airflow.providers.amazon.aws.hooks.s3 import S3Hook

    hook = S3Hook(aws_conn_id=aws_conn_id)
    client: S3Client = hook.get_conn()
    credentials = obstore_credentials(hook)
    if isinstance(credentials, str):
        log.info("%s is read and written with boto3, because %s.", bucket, credentials)
        return client, None
    return client, ObstoreObjects(client, credentials, bucket)
