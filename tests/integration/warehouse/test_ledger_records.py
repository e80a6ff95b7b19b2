"""What came of asking for an item, in the ledger, on a real server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from tests.integration.warehouse.ledger_item import (
    DATASET,
    DAY,
    LATER,
    NOON,
    PENDING,
    POSTPONED,
    Connection,
    entry,
    fail,
    leave_pending,
    store,
    version,
)

pytestmark = pytest.mark.integration


def test_storing_fills_the_entry(warehouse: Connection) -> None:
    store(warehouse, details={"bytes": 7})

    assert entry(warehouse) == LedgerEntry(
        dataset=DATASET,
        item="1",
        day=DAY,
        status=Status.STORED,
        address="http://source/1",
        content_hash="a",
        run_id="run-1",
        checked_at=NOON,
        stored_at=NOON,
        details={"bytes": 7},
    )


def test_storing_the_same_twice_does_not_touch_the_row(warehouse: Connection) -> None:
    store(warehouse)
    before = version(warehouse)

    store(warehouse)

    assert version(warehouse) == before


def test_the_same_content_later_is_checked_again_but_not_stored_again(warehouse: Connection) -> None:
    store(warehouse)

    store(warehouse, now=LATER)

    found = entry(warehouse)
    assert (found.checked_at, found.stored_at) == (LATER, NOON)
    updated = warehouse.execute("SELECT updated_at FROM ops.ingest_ledger").fetchone()
    assert updated == (NOON,)


def test_other_content_is_stored_again(warehouse: Connection) -> None:
    store(warehouse)

    store(warehouse, content_hash="b", now=LATER)

    assert (entry(warehouse).content_hash, entry(warehouse).stored_at) == ("b", LATER)


def test_storing_without_asking_keeps_the_address_and_the_details(warehouse: Connection) -> None:
    store(warehouse, details={"bytes": 7})

    store(warehouse, address=None, now=LATER)

    assert (entry(warehouse).address, entry(warehouse).details) == ("http://source/1", {"bytes": 7})


def test_an_item_found_without_a_known_hash_can_be_stored(warehouse: Connection) -> None:
    store(warehouse, content_hash=None)
    before = version(warehouse)

    store(warehouse, content_hash=None)

    assert version(warehouse) == before
    assert (entry(warehouse).status, entry(warehouse).content_hash) == (Status.STORED, None)


def test_each_failure_counts_as_an_attempt(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])

    fail(warehouse)
    fail(warehouse, "IncompletePayloadError")

    found = entry(warehouse)
    assert (found.status, found.attempts, found.reason) == (Status.FAILED, 2, "IncompletePayloadError")
    assert (found.run_id, found.checked_at, found.stored_at) == ("run-2", None, None)


def test_an_item_that_fails_before_it_was_listed_is_recorded(warehouse: Connection) -> None:
    fail(warehouse)

    assert (entry(warehouse).status, entry(warehouse).attempts) == (Status.FAILED, 1)


def test_a_failure_never_downgrades_a_stored_item(warehouse: Connection) -> None:
    store(warehouse)

    fail(warehouse)

    found = entry(warehouse)
    assert (found.status, found.content_hash, found.stored_at) == (Status.STORED, "a", NOON)
    assert (found.error, found.reason, found.attempts) == ("it broke", "SourceUnavailableError", 1)


def test_storing_after_a_failure_clears_the_error_and_keeps_the_attempts(warehouse: Connection) -> None:
    fail(warehouse)

    store(warehouse)

    found = entry(warehouse)
    assert (found.status, found.error, found.reason, found.attempts) == (Status.STORED, None, None, 1)


def test_a_shell_keeps_the_item_pending_and_counts(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])

    leave_pending(warehouse)

    found = entry(warehouse)
    assert (found.status, found.reason, found.attempts) == (Status.PENDING, "incomplete_at_source", 1)


def test_a_shell_does_not_take_a_stored_item_away(warehouse: Connection) -> None:
    store(warehouse)

    leave_pending(warehouse)

    assert (entry(warehouse).status, entry(warehouse).error) == (Status.STORED, "a shell")


def test_listing_a_shell_as_final_again_keeps_its_reason(warehouse: Connection) -> None:
    leave_pending(warehouse)

    assert ledger.list_items(warehouse, [replace(PENDING, reason="final")]) == 0
    assert entry(warehouse).reason == "incomplete_at_source"


def test_the_mark_before_a_replacement_makes_a_stored_item_pending(warehouse: Connection) -> None:
    store(warehouse)

    leave_pending(warehouse, ledger.REPLACING)

    found = entry(warehouse)
    assert (found.status, found.reason, found.attempts) == (Status.PENDING, ledger.REPLACING, 0)
    store(warehouse, now=LATER)
    assert (entry(warehouse).status, entry(warehouse).reason, entry(warehouse).stored_at) == (
        Status.STORED,
        None,
        LATER,
    )


def test_nothing_but_storing_removes_the_mark_of_a_replacement(warehouse: Connection) -> None:
    leave_pending(warehouse, ledger.REPLACING)

    fail(warehouse)
    leave_pending(warehouse)
    ledger.list_items(warehouse, [replace(PENDING, reason="final")])
    ledger.list_items(warehouse, [POSTPONED])
    ledger.mark_known_missing(warehouse, DATASET, "1", reason="lost", by="kim")

    assert (entry(warehouse).status, entry(warehouse).reason) == (Status.PENDING, ledger.REPLACING)


def test_a_rolled_back_transaction_leaves_no_entry(warehouse: Connection) -> None:
    with warehouse.transaction(force_rollback=True):
        store(warehouse)

    assert ledger.read(warehouse, DATASET, ["1"]) == {}


def test_an_error_that_quotes_nul_is_noted_without_it(warehouse: Connection) -> None:
    ledger.record_failed(
        warehouse,
        DATASET,
        "1",
        day=DAY,
        reason="PayloadError",
        error="got 'a\0b'",
        address=None,
        run_id="run-1",
        now=NOON,
    )

    found = entry(warehouse)
    assert found is not None
    assert found.error == "got 'ab'"
