"""Notes in the details of ledger items, on a real server."""

from __future__ import annotations

import threading
from dataclasses import replace

import psycopg
import pytest

from include.warehouse import ledger
from tests.integration.warehouse.ledger_item import DATASET, PENDING, Connection, entry, store, version

pytestmark = pytest.mark.integration


def test_a_note_joins_what_is_known(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [replace(PENDING, details={"country": "gb", "runners": 3})])

    assert ledger.annotate(warehouse, DATASET, {"1": {"runners": 9, "void": False}}) == 1
    assert entry(warehouse).details == {"country": "gb", "runners": 9, "void": False}


def test_only_rows_that_differ_are_written(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING, replace(PENDING, item="2")])
    ledger.annotate(warehouse, DATASET, {"1": {"tags": ["a", "b"]}, "2": {"runners": 5}})
    before = version(warehouse)

    assert ledger.annotate(warehouse, DATASET, {"1": {"tags": ["a", "b"]}, "2": {"runners": 6}}) == 1
    assert version(warehouse) == before


def test_what_was_never_listed_and_other_data_sets_stay_out(warehouse: Connection) -> None:
    ledger.list_items(warehouse, [PENDING, replace(PENDING, dataset="other")])

    assert ledger.annotate(warehouse, DATASET, {"1": {"runners": 5}, "unknown": {"runners": 6}}) == 1
    assert ledger.read(warehouse, "other", ["1"])["1"].details == {}
    assert ledger.read(warehouse, DATASET, ["unknown"]) == {}


def test_no_notes_ask_nothing(warehouse: Connection) -> None:
    assert ledger.annotate(warehouse, DATASET, {}) == 0


def test_a_note_outlives_storing(warehouse: Connection) -> None:
    store(warehouse)
    ledger.annotate(warehouse, DATASET, {"1": {"listed": False}})

    store(warehouse, content_hash="b")

    assert entry(warehouse).details == {"listed": False}


def test_two_workers_with_the_same_items_in_other_orders_both_come_through(
    warehouse: Connection, warehouse_url: str
) -> None:
    items = [str(number) for number in range(200)]
    ledger.list_items(warehouse, [replace(PENDING, item=item) for item in items])
    warehouse.commit()
    failures: list[Exception] = []

    def work(order: list[str]) -> None:
        try:
            with psycopg.connect(warehouse_url, autocommit=True) as own:
                for number in range(20):
                    ledger.annotate(own, DATASET, {item: {order[0]: number} for item in order})
        except psycopg.Error as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(order,)) for order in (items, items[::-1])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert entry(warehouse).details == {"0": 19, "199": 19}
