"""Games that stand in the archive without the ledger knowing it are noted when a run is planned."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import psycopg
import pytest

from include.espn.archive import DATASET
from include.espn.listing import DayListing
from include.espn.params import EspnIncrementalParams
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from scorebook.workflows import espn_incremental as steps

pytestmark = pytest.mark.integration

DAY = date(2020, 1, 17)


class TaskInstance:
    """Takes what is pushed."""

    def xcom_push(self, key: str, value: Any) -> None:
        pass


@pytest.fixture
def connection(
    warehouse: psycopg.Connection[Any], warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Games 1 to 3 were listed as final; 3 is absent from the archive."""
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    entries = [
        LedgerEntry(dataset=DATASET, item=item, day=DAY, status=Status.PENDING, reason="final")
        for item in "123"
    ]
    ledger.list_items(warehouse, entries)
    warehouse.commit()
    return warehouse


def plan(run_id: str = "run-1", **params: Any) -> list[dict[str, Any]]:
    checked = {"days": [str(DAY)], "params": msgspec.to_builtins(EspnIncrementalParams(**params))}
    listings = [msgspec.to_builtins(DayListing(day=DAY, final=("1", "2", "3")))]
    context: Any = {"run_id": run_id, "ti": TaskInstance()}
    return steps.plan(checked, listings, ["3"], context)


def rows(connection: Any) -> list[Any]:
    found = connection.execute(
        "SELECT item, status, reason, xmin::text FROM ops.ingest_ledger ORDER BY item"
    ).fetchall()
    connection.commit()
    return found


def test_whole_games_are_noted_as_stored_and_only_the_absent_one_is_fetched(connection: Any) -> None:
    (group,) = plan()
    assert [item["id"] for item in group["items"]] == ["3"]
    assert [row[:3] for row in rows(connection)] == [
        ("1", "stored", None),
        ("2", "stored", None),
        ("3", "pending", "final"),
    ]


def test_second_plan_writes_no_row(connection: Any) -> None:
    plan()
    before = rows(connection)
    plan("run-2")
    assert rows(connection) == before


def test_dry_run_notes_nothing(connection: Any) -> None:
    before = rows(connection)
    assert plan(dry_run=True) == []
    assert rows(connection) == before


def test_games_that_are_asked_for_again_are_noted_when_they_are_checked(connection: Any) -> None:
    before = rows(connection)
    (group,) = plan(force=True)
    assert [(item["id"], item["refetch"]) for item in group["items"]] == [
        ("1", True),
        ("2", True),
        ("3", True),
    ]
    assert rows(connection) == before
