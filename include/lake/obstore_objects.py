"""Whole objects of one bucket through obstore: a quarter of the CPU that boto3 needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import IncompleteReadError

from include.errors import ArchiveError
from include.lake.objects import ObjectState, StoredObject
from include.lake.obstore_store import make_store
from include.lake.s3_errors import archive_errors

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client
    from obstore import Attributes, PutMode


class ObstoreObjects:
    """Reads and writes whole objects. Its methods may be called from threads.

    To be made and used in one process: obstore hangs in a process that is forked after its first use.
    Errors as `include.lake.s3_errors`; an ArchiveError also for a key that S3 would take and obstore would
    not (with an empty part, `.` or `..`).

    :param client: one for which `include.lake.obstore_store.why_not_obstore` says None.
    :param credentials: of the client's session; renewed by botocore.
    """

    def __init__(self, client: S3Client, credentials: Credentials, bucket: str) -> None:
        self.bucket = bucket
        self._credentials = credentials
        self._store = make_store(client, credentials, bucket)

    def read(self, key: str) -> StoredObject:
        """The whole object, of one GET; as stored, so a compressed one stays so."""
        import obstore

        from include.lake.obstore_errors import obstore_errors

        self._prepare("read", key)
        with obstore_errors("read", self.bucket, key):
            answer = obstore.get(self._store, key)
            body = bytes(answer.bytes())
            meta, attributes = answer.meta, answer.attributes
            if len(body) != meta["size"]:
                raise IncompleteReadError(actual_bytes=len(body), expected_bytes=meta["size"])
        state = ObjectState(
            etag=meta["e_tag"] or "",
            size=meta["size"],
            sha256=attributes.get("sha256"),
            write_id=attributes.get("write-id"),
        )
        return StoredObject(state, body)

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
        """As `include.lake.objects.Objects.put`.

        Like boto3, obstore repeats a write whose answer was lost, and then tells of a conflict with itself.
        """
        import obstore

        from include.lake.obstore_errors import obstore_errors

        attributes: Attributes = {"Content-Type": content_type, **metadata}
        if content_encoding is not None:
            attributes["Content-Encoding"] = content_encoding
        mode: PutMode = "create" if replaces is None else {"e_tag": replaces.etag}
        self._prepare("write", key)
        with obstore_errors("write", self.bucket, key):
            # In parts there would be no condition.
            done = obstore.put(self._store, key, body, mode=mode, attributes=attributes, use_multipart=False)
        return done["e_tag"] or ""

    def _prepare(self, action: str, key: str) -> None:
        if {"", ".", ".."} & set(key.split("/")):
            raise ArchiveError(
                f"obstore cannot {action} the key {key!r}: no part of it may be empty, . or .."
            )
        # Here botocore's own errors come out, and obstore finds the credentials renewed.
        with archive_errors(action, self.bucket, key):
            self._credentials.get_frozen_credentials()
