"""obstore with an Airflow connection: its credentials, or why boto3 has to do the work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from include.lake.obstore_objects import ObstoreObjects
from include.lake.obstore_store import why_not_obstore
from scorebook.hooks.aws import Aws, reach

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


def obstore_credentials(aws: Aws) -> Credentials | str:
    """The credentials of the connection, renewed by botocore; or half a sentence why obstore cannot be used.

    Proxies, certificates of its own, another signature and special endpoints are beyond obstore.
    """
    reason = why_not_obstore(aws.client, aws.credentials, verify=aws.verify)
    return aws.credentials if aws.credentials is not None and reason is None else str(reason)


def s3_client_and_objects(
    bucket: str, aws_conn_id: str = "aws_default"
) -> tuple[S3Client, ObstoreObjects | None]:
    """A boto3 client, and obstore for whole objects of the bucket where the connection allows it.

    Make them in the process that uses them: obstore does not survive a fork.
    """
    aws = reach("s3", aws_conn_id)
    client: S3Client = aws.client
    credentials = obstore_credentials(aws)
    if isinstance(credentials, str):
        log.info("%s is read and written with boto3, because %s.", bucket, credentials)
        return client, None
    return client, ObstoreObjects(client, credentials, bucket)
