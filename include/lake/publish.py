"""Writing to the archive so that readers see whole things, and a second run writes nothing.

Every object carries in its metadata the sha256 of its content and the id of the call that wrote it.
Both are compared, ETags never: an ETag is only the condition of a write.
"""

from __future__ import annotations

import hashlib
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.errors import ArchiveConflictError, ArchiveError, ArchiveUnavailableError
from include.lake.objects import Objects, ObjectState
from include.lake.s3_errors import ArchiveNotFoundError, WriteConflictError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MOST_TRIES = 5
PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Published:
    """What one `publish` did; no uploads and no copies means that everything was there already.

    :param uploads: PutObject that took effect.
    :param copies: server-side copies made.
    :param requests: S3 requests, reads included.
    :param bytes: uploaded.
    :param sha256: what all keys carry in the end; another writer's, if it replaced ours meanwhile.
    """

    uploads: int
    copies: int
    requests: int
    bytes: int
    sha256: str


def publish(
    client: S3Client,
    bucket: str,
    keys: Sequence[str],
    body: bytes,
    *,
    content_type: str = "application/json",
    content_encoding: str | None = None,
    sha256: str | None = None,
) -> Published:
    """Make every key hold `body`: the first by upload, the others by server-side copy, in order.

    The last key is the mark that all are there. Keys that carry the hash already are not written, so a
    call that was killed between two writes is mended by the same call. Of two callers with different
    bodies one wins: afterwards all keys are equal.

    :param keys: in publishing order, all different.
    :param sha256: hash under which the content is known, if not that of `body`.
    Raises ArchiveConflictError when others kept changing the objects, else as `include.lake.s3_errors`.
    """
    if not keys or len(set(keys)) != len(keys):
        raise ValueError(f"publish needs at least one key, and each only once; it got {list(keys)}.")
    metadata = {
        "sha256": sha256 or hashlib.sha256(body).hexdigest(),
        "write-id": uuid.uuid4().hex,
    }
    return _Publication(Objects(client, bucket), keys, body, metadata, content_type, content_encoding).run()


def put_document(
    client: S3Client,
    bucket: str,
    key: str,
    body: bytes,
    *,
    content_type: str = "application/json",
    content_encoding: str | None = None,
    sha256: str | None = None,
) -> Published:
    """Make one key hold `body`, unless it carries the same hash already. Errors as `publish`."""
    return publish(
        client,
        bucket,
        [key],
        body,
        content_type=content_type,
        content_encoding=content_encoding,
        sha256=sha256,
    )


def read_object(client: S3Client, bucket: str, key: str) -> bytes:
    """The object's bytes as stored. An absent one is an ArchiveNotFoundError."""
    return Objects(client, bucket).read(key)


class _Publication:
    """One call of `publish`: rounds of looking at all keys and writing what is wrong, until nothing is.

    Whoever writes last, of any number of writers, looks at every key after that write. So the keys
    cannot stay different.
    """

    def __init__(
        self,
        objects: Objects,
        keys: Sequence[str],
        body: bytes,
        metadata: dict[str, str],
        content_type: str,
        content_encoding: str | None,
    ) -> None:
        self.objects = objects
        self.keys = keys
        self.body = body
        self.metadata = metadata
        self.content_type = content_type
        self.content_encoding = content_encoding
        self.uploads = 0
        self.copies = 0

    def run(self) -> Published:
        problem: ArchiveError | None = None
        accepted = False
        for attempt in range(MOST_TRIES + 1):
            if problem is not None:
                time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))  # noqa: S311
            states = [self.objects.head(key) for key in self.keys]
            agreed = states[0].sha256 if states[0] is not None else None
            accepted = agreed is not None and (accepted or agreed == self.metadata["sha256"])
            if self._is_ours(states[0]):
                self.uploads = max(self.uploads, 1)
            if accepted and all(state is not None and state.sha256 == agreed for state in states):
                return self._result(str(agreed))
            if attempt == MOST_TRIES:
                break
            try:
                if not accepted:
                    agreed = self._upload(replaces=states[0])
                    accepted = True
                if len(self.keys) == 1:
                    return self._result(str(agreed))
                self._copy(states, str(agreed))
                problem = None
            except (WriteConflictError, ArchiveNotFoundError) as error:
                problem = error
            except ArchiveUnavailableError as error:
                if accepted:
                    raise
                problem = error
        if isinstance(problem, ArchiveUnavailableError):
            raise problem
        raise ArchiveConflictError(
            f"Others kept changing {self.keys[0]} or its copies in s3://{self.objects.bucket} during "
            f"{MOST_TRIES} tries: see which other run writes the same item, then run this one again."
        ) from problem

    def _is_ours(self, state: ObjectState | None) -> bool:
        """Whether a write took effect though its answer said otherwise: lost, or boto3's repeat refused."""
        return state is not None and state.write_id == self.metadata["write-id"]

    def _upload(self, *, replaces: ObjectState | None) -> str:
        self.objects.put(
            self.keys[0],
            self.body,
            replaces=replaces,
            metadata=self.metadata,
            content_type=self.content_type,
            content_encoding=self.content_encoding,
        )
        self.uploads += 1
        return self.metadata["sha256"]

    def _copy(self, states: Sequence[ObjectState | None], agreed: str) -> None:
        for key, state in zip(self.keys[1:], states[1:], strict=True):
            if state is None or state.sha256 != agreed:
                self.objects.copy(self.keys[0], key)
                self.copies += 1

    def _result(self, agreed: str) -> Published:
        return Published(
            uploads=self.uploads,
            copies=self.copies,
            requests=self.objects.requests,
            bytes=self.uploads * len(self.body),
            sha256=agreed,
        )
