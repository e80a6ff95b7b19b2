"""Brings items from a source into the S3 archive: fetch, verify, buffer, publish, ledger.

The order of the steps is what makes a kill between any two of them harmless:

1. What is whole in the archive is not asked for again, unless `refetch` says so.
2. A verified payload that is to be stored is buffered on disk before anything is written, so a crash costs
   no second request.
3. Before an object is replaced the ledger says `pending / replacing`: after a crash the item counts as
   not whole, although all of its keys exist.
4. The keys are published in order; the last one marks the item as whole.
5. The ledger says `stored`, and the buffer is dropped.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from include.archive.book import INCOMPLETE_AT_SOURCE, Book
from include.archive.item import FetchGroup, FetchItem
from include.archive.standing import Standing, Verify, archived_hash
from include.archive.tally import Outcome, Tally
from include.errors import (
    IncompletePayloadError,
    PayloadError,
    ScorebookError,
    SourceBlockedError,
    SourceContentError,
    SourceError,
    SourceNotFoundError,
    SourcePausedError,
    SourceRequestError,
    SourceUnavailableError,
)
from include.lake.buffer import Buffer
from include.lake.existence import missing_keys
from include.lake.publish import publish
from include.warehouse.ledger import LedgerEntry

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)

NOT_ASKED = "not asked: "
"""How the sentence about an item begins that was not asked for, as the source refused another one."""
GIVE_UP_AFTER = 3
"""Items in a row that the source could not serve, after which the group's others are not asked for."""
# Errors of one item; the others of the group are still worth asking for.
_ITEM_ERRORS = (
    PayloadError,
    SourceContentError,
    SourceNotFoundError,
    SourceRequestError,
    SourceUnavailableError,
)


class Answer(Protocol):
    """What the source gave: the body, and the full address it came from."""

    @property
    def body(self) -> bytes: ...
    @property
    def address(self) -> str: ...


Fetch = Callable[[str], Answer]


class _Payload(NamedTuple):
    """A verified item. `address` is None for one that was buffered by an earlier try."""

    bodies: list[bytes]
    content_hash: str
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiver:
    """Archives the items of one data set for one run."""

    book: Book
    bucket: str
    s3: S3Client
    buffer: Buffer
    fetch: Fetch
    verify: Verify
    content_type: str = "application/json"
    compress: bool = False

    def archive(self, group: FetchGroup, tally: Tally) -> None:
        """Archive the items of `group`, counting in `tally` what happened to each.

        Items that the source refused when they were asked for last come last, the others in their order:
        one that it always refuses keeps no other from being asked for.

        An item that fails is recorded in the ledger and the next one is tried; when the source blocks
        us the remaining ones are recorded as failed. While it is paused they stay as they are.

        :raises ArchiveError: S3 refused or could not be reached; the item stays pending.
        :raises SourceError, PayloadError: after all items, when some failed; the most hopeful error wins.
        """
        started = time.monotonic()
        try:
            failures = self._archive_all(group.items, tally)
        finally:
            tally.seconds += time.monotonic() - started
        if failures:
            raise _most_hopeful(failures, group)

    def _archive_all(self, items: Sequence[FetchItem], tally: Tally) -> list[ScorebookError]:
        entries = self.book.read(items)
        missing = set(
            missing_keys(self.s3, self.bucket, [key for item in items for key in item.keys]).missing
        )
        items = sorted(items, key=lambda item: _was_refused(entries.get(item.id)))
        failures: list[ScorebookError] = []
        unavailable_in_a_row = 0
        standings = [
            Standing(tuple(key for key in item.keys if key in missing), entries.get(item.id))
            for item in items
        ]
        for position, (item, standing) in enumerate(zip(items, standings, strict=True)):
            try:
                self._archive_item(item, standing, tally)
                unavailable_in_a_row = 0
            except SourcePausedError:
                raise  # nothing failed: the task goes on when the pause is over
            except (SourceBlockedError, *_ITEM_ERRORS) as error:
                self._fail(item, error, tally)
                failures.append(error)
                unavailable_in_a_row += isinstance(error, SourceUnavailableError)
                if isinstance(error, SourceBlockedError) or unavailable_in_a_row == GIVE_UP_AFTER:
                    refusal = type(error)(f"{NOT_ASKED}{error}")
                    for left, its_standing in list(zip(items, standings, strict=True))[position + 1 :]:
                        self._leave(left, its_standing, refusal, tally)
                    raise
        return failures

    def _archive_item(self, item: FetchItem, standing: Standing, tally: Tally) -> None:
        if outcome := standing.done_by(self.book.run_id):
            self._end(item, outcome, "earlier try of this run", tally)
            return
        payload = self._recovered(item, standing, tally)
        if payload is None and standing.is_whole and not standing.is_noted_as_stored:
            # Before the source is asked: when it refuses, what is there stays stored.
            self.book.found(item)
        if payload is None and standing.is_whole and not item.refetch:
            self._end(item, Outcome.ALREADY_THERE, "whole in the archive", tally)
            return
        is_buffered = payload is not None
        try:
            payload = payload or self._fetched(item)
        except IncompletePayloadError as error:
            self._note_incomplete(item, error, standing, tally)
            return
        if standing.is_whole and self._holds(item, standing, payload.content_hash):
            self.book.stored(item, payload.content_hash, payload.address)
            self._end(item, Outcome.UNCHANGED, "same content", tally)
            return
        if not is_buffered:
            self.buffer.save(item.id, payload.bodies)
        if len(standing.absent) < len(item.keys):
            self.book.replacing(item)
        is_ours = self._publish(item, payload.bodies, tally)
        # What another writer put in place of ours meanwhile is whole, but not known here.
        self.book.stored(item, payload.content_hash if is_ours else None, payload.address)
        self._end(item, Outcome.STORED, "changed at the source" if standing.is_whole else "new", tally)

    def _leave(self, item: FetchItem, standing: Standing, refusal: ScorebookError, tally: Tally) -> None:
        """Do about an item what can be done without the source, which refused another one."""
        if standing.is_whole and (not item.refetch or standing.done_by(self.book.run_id)):
            self._archive_item(item, standing, tally)
            return
        if standing.is_whole and not standing.is_noted_as_stored:
            self.book.found(item)
        self._fail(item, refusal, tally)

    def _holds(self, item: FetchItem, standing: Standing, content_hash: str) -> bool:
        """Whether the archive has this content already.

        The ledger may be older than the archive, and where it names an error the archived answer may be one
        that cannot be read: then the archive is asked.
        """
        entry = standing.entry
        noted = None if entry is None or entry.error is not None else entry.content_hash
        return content_hash == noted or content_hash == self._archived_hash(item)

    def _archived_hash(self, item: FetchItem) -> str | None:
        return archived_hash(self.s3, self.bucket, item, self.verify)

    def _recovered(self, item: FetchItem, standing: Standing, tally: Tally) -> _Payload | None:
        """What an earlier try had buffered and not published.

        A buffer may be of an earlier run, and `refetch` wants what the source says now; what this run had
        begun to replace is its own.
        """
        entry = standing.entry
        began = standing.is_being_replaced and entry is not None and entry.run_id == self.book.run_id
        if (item.refetch and not began) or (standing.is_whole and standing.is_noted_as_stored):
            return None
        bodies = self.buffer.load(item.id)
        if bodies is None or len(bodies) != len(item.documents):
            return None
        try:
            content_hash = self.verify(item, bodies)
        except PayloadError as error:
            log.warning("item=%s buffered payload is of no use, asking the source: %s", item.id, error)
            self.buffer.drop(item.id)
            return None
        if (
            standing.is_noted_as_stored
            and entry is not None
            and entry.content_hash not in (None, content_hash)
        ):
            # Left by another worker before the content that is stored now.
            self.buffer.drop(item.id)
            return None
        if standing.is_whole and self._archived_hash(item) not in (None, content_hash):
            # A lost ledger cannot say which one is newer, and a whole item is not replaced on a guess.
            self.buffer.drop(item.id)
            return None
        tally.recovered += 1
        return _Payload(bodies, content_hash, None)

    def _fetched(self, item: FetchItem) -> _Payload:
        answers = [self.fetch(document.address) for document in item.documents]
        bodies = [answer.body for answer in answers]
        return _Payload(bodies, self.verify(item, bodies), answers[-1].address)

    def _publish(self, item: FetchItem, bodies: list[bytes], tally: Tally) -> bool:
        """Write the item's objects, the last key last. Returns whether they hold our content in the end."""
        is_ours = True
        for document, body in zip(item.documents, bodies, strict=True):
            content = gzip.compress(body, mtime=0) if self.compress else body
            published = publish(
                self.s3,
                self.bucket,
                document.keys,
                content,
                content_type=self.content_type,
                content_encoding="gzip" if self.compress else None,
            )
            tally.uploads += published.uploads
            tally.copies += published.copies
            tally.bytes += published.bytes
            is_ours = is_ours and published.sha256 == hashlib.sha256(content).hexdigest()
        return is_ours

    def _note_incomplete(
        self, item: FetchItem, error: IncompletePayloadError, standing: Standing, tally: Tally
    ) -> None:
        told = tally.unfinished[item.id] = f"{INCOMPLETE_AT_SOURCE}: {error}"
        if standing.is_whole:
            # Never replace better with worse: what is stored stays.
            self._note(item, Outcome.UNCHANGED, f"kept, the answer is worse: {error}", tally)
            return
        self.book.incomplete(item, error)
        if item.is_last_ask:
            tally.failures[item.id] = told
        self._note(item, Outcome.FAILED if item.is_last_ask else Outcome.INCOMPLETE, str(error), tally)

    def _fail(self, item: FetchItem, error: ScorebookError, tally: Tally) -> None:
        address = error.address if isinstance(error, SourceError) else ""
        self.book.failed(item, error, address or item.documents[-1].address)
        tally.failures[item.id] = f"{type(error).__name__}: {error}"
        self._note(item, Outcome.FAILED, tally.failures[item.id], tally)

    def _end(self, item: FetchItem, outcome: Outcome, why: str, tally: Tally) -> None:
        self.buffer.drop(item.id)
        self._note(item, outcome, why, tally)

    def _note(self, item: FetchItem, outcome: Outcome, why: str, tally: Tally) -> None:
        tally.note(outcome, item.id)
        log.info("item=%s day=%s outcome=%s reason=%s", item.id, item.day, outcome.value, why)


def _was_refused(entry: LedgerEntry | None) -> bool:
    if entry is None or entry.error is None or entry.reason != SourceBlockedError.__name__:
        return False
    return not entry.error.startswith(NOT_ASKED)


def _most_hopeful(failures: Sequence[ScorebookError], group: FetchGroup) -> ScorebookError:
    """One error for the task: one that is worth a retry when there is any, for it asks only what failed."""
    chosen = next((e for e in failures if isinstance(e, SourceUnavailableError)), failures[0])
    summary = (
        f"{len(failures)} of {len(group.items)} items of {group.label} failed; "
        f"what is stored stays, and a retry asks only for these. One of the errors: {chosen}"
    )
    if isinstance(chosen, SourceError):
        return type(chosen)(summary, address=chosen.address)
    return type(chosen)(summary)
