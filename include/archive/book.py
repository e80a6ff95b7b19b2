"""What the archiver writes down about an item: the ledger, one committed line at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.archive.item import FetchItem
from include.errors import IncompletePayloadError, ScorebookError
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry

if TYPE_CHECKING:
    from psycopg import Connection

INCOMPLETE_AT_SOURCE = "incomplete_at_source"


@dataclass(frozen=True, slots=True)
class Book:
    """The ledger of one data set, as one run writes it.

    :param connection: warehouse connection with autocommit; each line commits for itself.
    """

    dataset: str
    run_id: str
    connection: Connection[Any]

    def read(self, items: Collection[FetchItem]) -> dict[str, LedgerEntry]:
        """The lines of the items, by id."""
        return ledger.read(self.connection, self.dataset, [item.id for item in items])

    def stored(self, item: FetchItem, content_hash: str | None, address: str | None) -> None:
        """The item is whole in the archive, with this content; None where that is not known."""
        self._write(ledger.record_stored, item, content_hash=content_hash, address=address)

    def found(self, item: FetchItem) -> None:
        """The item is whole in the archive, and nobody knows since when."""
        self._write(ledger.record_found, item)

    def replacing(self, item: FetchItem) -> None:
        """The item's objects are about to be replaced: until `stored` they count as not whole."""
        self._write(ledger.record_pending, item, reason=ledger.REPLACING)

    def incomplete(self, item: FetchItem, error: IncompletePayloadError) -> None:
        """The source has not finished the item: pending, or failed if no later run asks again."""
        record = ledger.record_failed if item.is_last_ask else ledger.record_pending
        self._write(
            record,
            item,
            reason=INCOMPLETE_AT_SOURCE,
            error=str(error),
            address=item.documents[-1].address,
        )

    def failed(self, item: FetchItem, error: ScorebookError, address: str) -> None:
        """The item could not be had; what is stored of it stays."""
        self._write(
            ledger.record_failed, item, reason=type(error).__name__, error=str(error), address=address
        )

    def _write(self, record: Any, item: FetchItem, **values: Any) -> None:
        with self.connection.transaction():
            record(
                self.connection,
                self.dataset,
                item.id,
                day=item.day,
                run_id=self.run_id,
                now=datetime.now(UTC),
                **values,
            )
