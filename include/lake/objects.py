"""One bucket through one client: the few S3 requests that Scorebook makes, counted, with typed errors."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.errors import ArchiveBucketMissingError, ArchiveError, ArchiveUnavailableError
from include.lake.s3_errors import ArchiveNotFoundError, archive_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectOutputTypeDef,
        HeadObjectOutputTypeDef,
        PutObjectRequestTypeDef,
    )

    from include.lake.obstore_objects import ObstoreObjects

READ_TRIES = 3
READ_PAUSE_SECONDS = 0.2
DELETE_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ObjectState:
    """What a HEAD tells of an object.

    :param sha256: of its content as its writer knew it; None when another program wrote the object.
    :param write_id: of the `publish` call that wrote it or its original.
    """

    etag: str
    size: int
    sha256: str | None
    write_id: str | None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A whole object, of one GET: the body is that of the state."""

    state: ObjectState
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing, at most 1,000 keys in UTF-8 order.

    :param complete: nothing under the prefix comes after these keys.
    """

    keys: tuple[str, ...]
    complete: bool


class Objects:
    """The requests on one bucket. `requests` counts calls; repeats inside boto3 and obstore are not seen.

    :param whole: reads and writes whole objects of this bucket, with less CPU; None: `client` does that, too.
    """

    def __init__(self, client: S3Client, bucket: str, whole: ObstoreObjects | None = None) -> None:
        self.client = client
        self.bucket = bucket
        self.whole = whole
        self.requests = 0

    def head(self, key: str) -> ObjectState | None:
        """What stands under the key; None on 404, which an absent bucket answers as well."""
        self.requests += 1
        try:
            with archive_errors("look at", self.bucket, key):
                answer = self.client.head_object(Bucket=self.bucket, Key=key)
        except ArchiveNotFoundError:
            return None
        return _state(answer)

    def require_bucket(self) -> None:
        """Prove that the bucket exists, or raise ArchiveBucketMissingError."""
        self.requests += 1
        try:
            with archive_errors("look at", self.bucket):
                self.client.head_bucket(Bucket=self.bucket)
        except ArchiveNotFoundError as error:
            raise ArchiveBucketMissingError(
                f"The bucket {self.bucket} does not exist: create it, or correct the Variable "
                "scorebook_bucket."
            ) from error

    def list_page(self, prefix: str, start_after: str, *, at_most: int = 1000) -> Page:
        """The first page of the keys under `prefix` that sort after `start_after`."""
        self.requests += 1
        with archive_errors("list", self.bucket, prefix):
            answer = self.client.list_objects_v2(
                Bucket=self.bucket, Prefix=prefix, StartAfter=start_after, MaxKeys=at_most
            )
        keys = tuple(entry["Key"] for entry in answer.get("Contents", []))
        return Page(keys=keys, complete=not answer["IsTruncated"])

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
        """Write the object if what stands under the key is still what `replaces` says (None = nothing).

        Its ETag comes back. Raises WriteConflictError or ArchiveNotFoundError when it is not.
        """
        self.requests += 1
        if self.whole is not None:
            return self.whole.put(
                key,
                body,
                replaces=replaces,
                metadata=metadata,
                content_type=content_type,
                content_encoding=content_encoding,
            )
        request: PutObjectRequestTypeDef = {
            "Bucket": self.bucket,
            "Key": key,
            "Body": body,
            "Metadata": metadata,
            "ContentType": content_type,
        }
        if content_encoding is not None:
            request["ContentEncoding"] = content_encoding
        if replaces is None:
            request["IfNoneMatch"] = "*"
        else:
            request["IfMatch"] = replaces.etag
        with archive_errors("write", self.bucket, key):
            return self.client.put_object(**request)["ETag"]

    def copy(self, source: str, target: str) -> None:
        """Copy inside the bucket on the server, with content type, encoding and metadata."""
        self.requests += 1
        with archive_errors(f"copy {source} to", self.bucket, target):
            self.client.copy_object(
                Bucket=self.bucket,
                Key=target,
                CopySource={"Bucket": self.bucket, "Key": source},
                MetadataDirective="COPY",
            )

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; one that is not there counts as deleted.

        :raises ArchiveError: S3 kept one of them.
        """
        for start in range(0, len(keys), DELETE_AT_ONCE):
            chunk = keys[start : start + DELETE_AT_ONCE]
            self.requests += 1
            with archive_errors("delete", self.bucket, chunk[0]):
                answer = self.client.delete_objects(
                    Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in chunk], "Quiet": True}
                )
            if errors := answer.get("Errors"):
                raise ArchiveError(
                    f"S3 would not delete {len(errors)} objects of {self.bucket}, such as "
                    f"{errors[0].get('Key')} ({errors[0].get('Code')}): grant s3:DeleteObject, then run "
                    "again."
                )

    def read(self, key: str) -> bytes:
        """The whole body. boto3 does not repeat a body that was cut, so request and read are one unit."""
        return self.read_whole(key).body

    def read_whole(self, key: str) -> StoredObject:
        """As `read`, with what the same answer tells of the object."""
        if self.whole is not None:
            self.requests += 1
            return self.whole.read(key)
        for attempt in range(1, READ_TRIES + 1):
            self.requests += 1
            with archive_errors("read", self.bucket, key):
                answer = self.client.get_object(Bucket=self.bucket, Key=key)
            try:
                with archive_errors("read", self.bucket, key):
                    return StoredObject(_state(answer), answer["Body"].read())
            except ArchiveUnavailableError:
                if attempt == READ_TRIES:
                    raise
            finally:
                answer["Body"].close()
            time.sleep(READ_PAUSE_SECONDS * attempt)
        raise AssertionError("unreachable: the last try returns or raises")


def _state(answer: HeadObjectOutputTypeDef | GetObjectOutputTypeDef) -> ObjectState:
    metadata = answer["Metadata"]
    return ObjectState(
        etag=answer["ETag"],
        size=answer["ContentLength"],
        sha256=metadata.get("sha256"),
        write_id=metadata.get("write-id"),
    )
