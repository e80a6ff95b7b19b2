"""What sources list and people mark in the ledger, and reading it, on a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from include.warehouse import ledger
from include.warehouse.ledger import Status
from tests.integration.warehouse.ledger_item import (
    DATASET,
    DAY,
    NEXT_DAY,
    PENDING,
    POSTPONED,
    Connection,
    entry,
    fail,
    store,
    version,
)

pytestmark = pytest.mark.integration


def test_listing_inserts_what_is_new_once(warehouse: Connection) -> None:
    items = [replace(PENDING, item=str(number)) for number in range(300)]

    assert ledger.list_items(warehouse, items) == 300
    assert ledger.list_items(warehouse, items) == 0
    assert ledger.counts(warehouse, DATASET)[Status.PENDING] == 300


def test_listing_nothing_writes_nothing(warehouse: Connection) -> None:
    assert ledger.list_items(warehouse, []) == 0


def test_listing_again_does_not_touch_the_row(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])
    before = version(warehouse)

    ledger.list_items(warehouse, [PENDING])

    assert version(warehouse) == before


def test_listing_changes_only_the_items_that_changed(warehouse: Connection) -> None:
    items = [replace(PENDING, item=str(number)) for number in range(10)]
    ledger.list_items(warehouse, items)

    assert ledger.list_items(warehouse, [*items[:9], replace(items[9], reason="final")]) == 1
    assert entry(warehouse, "9").reason == "final"


def test_a_pending_item_moves_to_another_day(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])

    assert ledger.list_items(warehouse, [replace(PENDING, day=NEXT_DAY)]) == 1
    assert entry(warehouse).day == NEXT_DAY


def test_a_postponed_item_is_known_missing_and_comes_back(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])

    assert ledger.list_items(warehouse, [POSTPONED]) == 1
    assert entry(warehouse).status is Status.KNOWN_MISSING
    assert ledger.list_items(warehouse, [replace(PENDING, reason="final")]) == 1
    assert (entry(warehouse).status, entry(warehouse).reason) == (Status.PENDING, "final")


@pytest.mark.parametrize("order", [1, -1], ids=["old day first", "new day first"])
def test_an_item_listed_on_its_old_and_new_day_is_pending_on_the_new_one(
    warehouse: Connection, order: int
) -> None:
    listings = [POSTPONED, replace(PENDING, day=NEXT_DAY)][::order]

    for listing in listings:
        ledger.list_items(warehouse, [listing])

    assert (entry(warehouse).status, entry(warehouse).day) == (Status.PENDING, NEXT_DAY)
    assert [ledger.list_items(warehouse, [listing]) for listing in listings] == [0, 0]
    assert ledger.list_items(warehouse, listings) == 0


@pytest.mark.parametrize("status", [Status.STORED, Status.FAILED])
def test_a_source_cannot_list_an_item_as_stored_or_failed(warehouse: Connection, status: Status) -> None:
    with pytest.raises(ValueError, match="espn_raw 1"):
        ledger.list_items(warehouse, [replace(PENDING, status=status)])


def test_listing_leaves_a_stored_item(warehouse: Connection) -> None:
    store(warehouse)

    assert ledger.list_items(warehouse, [replace(POSTPONED, day=NEXT_DAY)]) == 0
    assert entry(warehouse).status is Status.STORED


def test_listing_leaves_a_failed_item(warehouse: Connection) -> None:
    fail(warehouse)

    assert ledger.list_items(warehouse, [replace(PENDING, day=NEXT_DAY)]) == 0
    assert entry(warehouse).status is Status.FAILED


@pytest.mark.parametrize("reason", ["lost in the move of 2019", "postponed"])
def test_what_a_person_marked_as_missing_survives_discovery(warehouse: Connection, reason: str) -> None:
    ledger.list_items(warehouse, [PENDING])
    ledger.mark_known_missing(warehouse, DATASET, "1", reason=reason, by="kim")

    assert ledger.list_items(warehouse, [replace(PENDING, reason="final", day=NEXT_DAY)]) == 0
    assert (entry(warehouse).status, entry(warehouse).reason) == (Status.KNOWN_MISSING, reason)
    assert entry(warehouse).details == {"marked_by": "kim"}


def test_what_a_person_marked_as_missing_survives_a_failure(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])
    ledger.mark_known_missing(warehouse, DATASET, "1", reason="lost", by="kim")

    fail(warehouse)

    found = entry(warehouse)
    assert (found.status, found.reason, found.error) == (Status.KNOWN_MISSING, "lost", "it broke")


def test_marking_as_missing_tells_whether_it_changed_anything(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])

    marks = [ledger.mark_known_missing(warehouse, DATASET, "1", reason="lost", by="kim") for _ in range(2)]

    assert marks == [True, False]


def test_neither_a_stored_nor_an_unknown_item_can_be_marked_as_missing(warehouse: Connection) -> None:
    store(warehouse)

    assert not ledger.mark_known_missing(warehouse, DATASET, "1", reason="lost", by="kim")
    assert not ledger.mark_known_missing(warehouse, DATASET, "unknown", reason="lost", by="kim")
    assert entry(warehouse).status is Status.STORED


def test_storing_what_was_marked_as_missing_takes_the_mark_away(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING])
    ledger.mark_known_missing(warehouse, DATASET, "1", reason="lost", by="kim")

    store(warehouse)

    assert (entry(warehouse).status, entry(warehouse).details) == (Status.STORED, {})


def test_items_of_another_data_set_are_others(warehouse: Connection) -> None:
    store(warehouse)
    ledger.list_items(warehouse, [replace(PENDING, dataset="nba_raw")])

    assert entry(warehouse).status is Status.STORED
    assert ledger.counts(warehouse, "nba_raw")[Status.PENDING] == 1


def test_reading_days_gives_exactly_their_items_in_order(warehouse: Connection) -> None:
    days = [DAY, NEXT_DAY, NEXT_DAY, date(2025, 1, 17)]
    ledger.list_items(warehouse, [replace(PENDING, item=f"{9 - n}", day=day) for n, day in enumerate(days)])

    assert list(ledger.read_days(warehouse, DATASET, [DAY, NEXT_DAY])) == ["9", "7", "8"]


def test_counts_name_every_status(warehouse: Connection) -> None:
    store(warehouse)
    ledger.list_items(warehouse, [replace(PENDING, item="2", day=NEXT_DAY), replace(POSTPONED, item="3")])

    assert ledger.counts(warehouse, DATASET) == {
        Status.PENDING: 1,
        Status.STORED: 1,
        Status.FAILED: 0,
        Status.KNOWN_MISSING: 1,
    }
    assert sum(ledger.counts(warehouse, DATASET, [NEXT_DAY]).values()) == 1
