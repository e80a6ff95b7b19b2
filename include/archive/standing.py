"""How an item stands before anything is done about it: in the archive, and in the ledger."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from include.archive.item import FetchItem
from include.archive.tally import Outcome
from include.errors import PayloadError
from include.lake.objects import Objects
from include.lake.s3_errors import ArchiveNotFoundError
from include.warehouse.ledger import REPLACING, LedgerEntry, Status

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Verify = Callable[[FetchItem, Sequence[bytes]], str]
"""Returns the content hash of an item; raises PayloadError for what may not be stored."""
_GZIP = b"\x1f\x8b"


class Standing(NamedTuple):
    """The keys of an item that are absent, and its line in the ledger."""

    absent: tuple[str, ...]
    entry: LedgerEntry | None

    @property
    def is_being_replaced(self) -> bool:
        return self.entry is not None and self.entry.reason == REPLACING

    @property
    def is_whole(self) -> bool:
        return not self.absent and not self.is_being_replaced

    @property
    def is_noted_as_stored(self) -> bool:
        return self.entry is not None and self.entry.status is Status.STORED

    def done_by(self, run_id: str) -> Outcome | None:
        """What an earlier try of the run did about the item, if it came to an end with it.

        A line without `checked_at` only says that the item was found: the source has not given it to us.
        """
        entry = self.entry
        if entry is None or not (self.is_whole and self.is_noted_as_stored):
            return None
        if entry.run_id != run_id or entry.error is not None or entry.checked_at is None:
            return None
        return Outcome.STORED if entry.stored_at == entry.checked_at else Outcome.UNCHANGED


def archived_hash(s3: S3Client, bucket: str, item: FetchItem, verify: Verify) -> str | None:
    """The content hash of an item as the archive has it, for a ledger that is older than the archive.

    None where that cannot be told: the copies of a document differ, or were not written by us, or the
    archived answer is none that may be stored.

    Errors as `include.lake.s3_errors`.
    """
    objects, bodies = Objects(s3, bucket), []
    for document in item.documents:
        states = [objects.head(key) for key in document.keys]
        hashes = {None if state is None else state.sha256 for state in states}
        if len(hashes) > 1 or None in hashes:
            return None
        try:
            body = objects.read(document.keys[0])
            bodies.append(gzip.decompress(body) if body.startswith(_GZIP) else body)
        except (ArchiveNotFoundError, OSError, EOFError, zlib.error):
            return None
    try:
        return verify(item, bodies)
    except PayloadError:
        return None
