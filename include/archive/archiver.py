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
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from include.archive.item import FetchGroup, FetchItem
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
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from psycopg import Connection

log = logging.getLogger(__name__)

REPLACING = ledger.REPLACING
INCOMPLETE_AT_SOURCE = "incomplete_at_source"
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
_Payload = tuple[list[bytes], str, str | None]
"""Bodies, content hash, and the address they came from; None for the address of a recovered one."""
Verify = Callable[[FetchItem, Sequence[bytes]], str]
"""Returns the content hash of an item; raises PayloadError for what may not be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiver:
    """Archives the items of one data set for one run.

    :param connection: warehouse connection with autocommit; each step commits for itself.
    """

    dataset: str
    run_id: str
    bucket: str
    s3: S3Client
    connection: Connection
    buffer: Buffer
    fetch: Fetch
    verify: Verify
    content_type: str = "application/json"
    compress: bool = False

    def archive(self, group: FetchGroup, tally: Tally) -> None:
        """Archive the items of `group` in order, counting in `tally` what happened to each.

        An item that fails is recorded in the ledger and the next one is tried; when the source blocks
        us the remaining ones are recorded as failed. While it is paused they stay as they are.

        :raises ArchiveError: S3 refused or could not be reached; the item stays pending.
        :raises SourceError, PayloadError: after all items, when some failed; the most hopeful error wins.
        """
        started = time.monotonic()
        failures: list[ScorebookError] = []
        unavailable_in_a_row = 0
        try:
            entries = ledger.read(self.connection, self.dataset, [item.id for item in group.items])
            asked = [key for item in group.items for key in item.keys]
            missing = set(missing_keys(self.s3, self.bucket, asked).missing)
            for position, item in enumerate(group.items):
                try:
                    self._archive_item(item, entries.get(item.id), missing, tally)
                    unavailable_in_a_row = 0
                except SourcePausedError:
                    raise  # nothing failed: the task goes on when the pause is over
                except SourceBlockedError as error:
                    self._fail_all(group.items[position:], error, tally)
                    raise
                except _ITEM_ERRORS as error:
                    self._fail_all([item], error, tally)
                    failures.append(error)
                    unavailable_in_a_row += isinstance(error, SourceUnavailableError)
                    if unavailable_in_a_row == GIVE_UP_AFTER:
                        self._fail_all(group.items[position + 1 :], error, tally)
                        raise
        finally:
            tally.seconds += time.monotonic() - started
        if failures:
            raise _most_hopeful(failures, group)

    def _archive_item(
        self, item: FetchItem, entry: LedgerEntry | None, missing: set[str], tally: Tally
    ) -> None:
        absent = [key for key in item.keys if key in missing]
        whole = not absent and not (entry is not None and entry.reason == REPLACING)
        if whole and entry is not None and _is_done_by(self.run_id, entry):
            stored = entry.stored_at is not None and entry.stored_at == entry.checked_at
            self.buffer.drop(item.id)
            self._note(
                item, Outcome.STORED if stored else Outcome.UNCHANGED, "earlier try of this run", tally
            )
            return
        is_stored = entry is not None and entry.status is Status.STORED
        # A buffer may be of an earlier run, and `refetch` wants what the source says now. What this run
        # had begun to store is its own.
        may_recover = not item.refetch or (entry is not None and self._is_ours_to_finish(entry))
        recovered = None
        if may_recover and not (whole and is_stored):
            recovered = self._recovered(item, tally)
        if whole and not item.refetch and recovered is None:
            if not is_stored:
                self._record_found(item)
            self.buffer.drop(item.id)
            self._note(item, Outcome.ALREADY_THERE, "whole in the archive", tally)
            return
        try:
            bodies, content_hash, address = recovered or self._fetched(item)
        except IncompletePayloadError as error:
            self._note_incomplete(item, error, whole, tally)
            return
        if whole and entry is not None and entry.content_hash == content_hash:
            self._record_stored(item, content_hash, address)
            self.buffer.drop(item.id)
            self._note(item, Outcome.UNCHANGED, "same content", tally)
            return
        if recovered is None:
            self.buffer.save(item.id, bodies)
        is_ours = self._store(item, bodies, replaces=len(absent) < len(item.keys), tally=tally)
        # What another writer put in place of ours meanwhile is whole, but not known here.
        self._record_stored(item, content_hash if is_ours else None, address)
        self.buffer.drop(item.id)
        self._note(item, Outcome.STORED, "changed at the source" if whole else "new", tally)

    def _is_ours_to_finish(self, entry: LedgerEntry) -> bool:
        return entry.reason == REPLACING and entry.run_id == self.run_id

    def _recovered(self, item: FetchItem, tally: Tally) -> _Payload | None:
        bodies = self.buffer.load(item.id)
        if bodies is None or len(bodies) != len(item.documents):
            return None
        try:
            content_hash = self.verify(item, bodies)
        except PayloadError as error:
            log.warning("item=%s buffered payload is of no use, asking the source: %s", item.id, error)
            self.buffer.drop(item.id)
            return None
        tally.recovered += 1
        return bodies, content_hash, None

    def _fetched(self, item: FetchItem) -> _Payload:
        answers = [self.fetch(document.address) for document in item.documents]
        bodies = [answer.body for answer in answers]
        content_hash = self.verify(item, bodies)
        return bodies, content_hash, answers[-1].address

    def _store(self, item: FetchItem, bodies: list[bytes], *, replaces: bool, tally: Tally) -> bool:
        if replaces:
            with self.connection.transaction():
                ledger.record_pending(
                    self.connection,
                    self.dataset,
                    item.id,
                    day=item.day,
                    reason=REPLACING,
                    run_id=self.run_id,
                    now=_now(),
                )
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
        self, item: FetchItem, error: IncompletePayloadError, whole: bool, tally: Tally
    ) -> None:
        if whole:
            # Never replace better with worse: what is stored stays.
            self._note(item, Outcome.UNCHANGED, f"kept, the answer is worse: {error}", tally)
            return
        record = ledger.record_failed if item.is_last_ask else ledger.record_pending
        with self.connection.transaction():
            record(
                self.connection,
                self.dataset,
                item.id,
                day=item.day,
                reason=INCOMPLETE_AT_SOURCE,
                error=str(error),
                address=item.documents[-1].address,
                run_id=self.run_id,
                now=_now(),
            )
        if item.is_last_ask:
            tally.failures[item.id] = f"{INCOMPLETE_AT_SOURCE}: {error}"
            self._note(item, Outcome.FAILED, f"{INCOMPLETE_AT_SOURCE}: {error}", tally)
        else:
            self._note(item, Outcome.INCOMPLETE, str(error), tally)

    def _record_stored(self, item: FetchItem, content_hash: str | None, address: str | None) -> None:
        with self.connection.transaction():
            ledger.record_stored(
                self.connection,
                self.dataset,
                item.id,
                day=item.day,
                content_hash=content_hash,
                address=address,
                run_id=self.run_id,
                now=_now(),
            )

    def _record_found(self, item: FetchItem) -> None:
        with self.connection.transaction():
            ledger.record_found(
                self.connection, self.dataset, item.id, day=item.day, run_id=self.run_id, now=_now()
            )

    def _fail_all(self, items: Sequence[FetchItem], error: ScorebookError, tally: Tally) -> None:
        for item in items:
            self._fail(item, error, tally)

    def _fail(self, item: FetchItem, error: ScorebookError, tally: Tally) -> None:
        reason = type(error).__name__
        with self.connection.transaction():
            ledger.record_failed(
                self.connection,
                self.dataset,
                item.id,
                day=item.day,
                reason=reason,
                error=str(error),
                address=error.address if isinstance(error, SourceError) else item.documents[-1].address,
                run_id=self.run_id,
                now=_now(),
            )
        tally.failures[item.id] = f"{reason}: {error}"
        self._note(item, Outcome.FAILED, f"{reason}: {error}", tally)

    def _note(self, item: FetchItem, outcome: Outcome, why: str, tally: Tally) -> None:
        tally.note(outcome, item.id)
        log.info("item=%s day=%s outcome=%s reason=%s", item.id, item.day, outcome.value, why)


def _is_done_by(run_id: str, entry: LedgerEntry) -> bool:
    """Whether an earlier try of this run stored the item, or asked for it and found it unchanged."""
    return entry.status is Status.STORED and entry.run_id == run_id and entry.error is None


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


def _now() -> datetime:
    return datetime.now(UTC)
