"""Watching and interrupting obstore's requests, as `requests_log` does with those of boto3."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.credentials import Credentials

from include.devstack.aws import LocalAws
from include.lake.objects import ObjectState, StoredObject
from include.lake.obstore_objects import ObstoreObjects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def nothing(operation: str) -> None:
    """What is done about a request as a rule."""


class WatchedObjects(ObstoreObjects):
    """To the address of `client`; each request's operation, as boto3 names it, is told before and after."""

    def __init__(
        self,
        client: S3Client,
        bucket: str,
        before: Callable[[str], None] = nothing,
        after: Callable[[str], None] = nothing,
    ) -> None:
        super().__init__(client, Credentials(LocalAws.access_key, LocalAws.secret_key), bucket)
        self.before = before
        self.after = after

    def read(self, key: str) -> StoredObject:
        self.before("GetObject")
        try:
            return super().read(key)
        finally:
            self.after("GetObject")

    def put(
        self,
        key: str,
        body: bytes,
        *,
        replaces: ObjectState | None,
        metadata: dict[str, str],
        content_type: str,
        content_encoding: str | None,
    ) -> str:
        self.before("PutObject")
        try:
            return super().put(
                key,
                body,
                replaces=replaces,
                metadata=metadata,
                content_type=content_type,
                content_encoding=content_encoding,
            )
        finally:
            self.after("PutObject")
