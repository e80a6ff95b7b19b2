"""The first step of a country's day against the simulated source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from include.errors import SourceBlockedError
from include.racing.groups import RacingGroup
from include.racing.listing import DATASET, known_races
from include.warehouse import ledger
from scorebook.workflows import racing_days
from tests.fixtures.simulator import SimulatorServer

pytestmark = pytest.mark.integration

DAY = datetime(2026, 1, 17, tzinfo=UTC).date()
GROUP = {"country": "ire", "days": [str(DAY)]}


class TaskInstance:
    """Keeps what the task pushes."""

    def __init__(self) -> None:
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


class Listing:
    """The step, and the ledger that it fills."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.ti = TaskInstance()

    def run(self, group: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
        defaults = {"dry_run": False, "publish_only": False, "force": True, "allow_shrink": False}
        context: Any = {"run_id": "run-1", "ti": self.ti, "params": {**defaults, **params}}
        return racing_days.list_races(group or GROUP, context)

    def store(self, race_id: str) -> None:
        ledger.record_stored(
            self.connection,
            DATASET,
            race_id,
            day=DAY,
            content_hash="a",
            address=None,
            run_id="run-0",
            now=datetime.now(UTC),
        )

    def fail(self, race_id: str) -> None:
        ledger.record_failed(
            self.connection,
            DATASET,
            race_id,
            day=DAY,
            reason="SourceBlockedError",
            error="406",
            address=None,
            run_id="run-0",
            now=datetime.now(UTC),
        )


@pytest.fixture
def listing(
    simulator: SimulatorServer, warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Listing]:
    source = {
        "conn_type": "http",
        "host": simulator.racing_api_url,
        "login": "licensed",
        "password": "hunter2",
    }
    monkeypatch.setenv("AIRFLOW_CONN_RACING_SOURCE", json.dumps(source))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_BASE_SECONDS", "0.01")
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield Listing(connection)


def refetched(told: dict[str, Any]) -> list[str]:
    return [item["id"] for item in told["group"]["items"] if item["refetch"]]


def test_without_force_a_stored_race_that_could_not_be_renewed_is_asked_for(listing: Listing) -> None:
    ids = listing.run()["listed"]
    for race_id in ids:
        listing.store(race_id)
    listing.fail(ids[0])

    told = listing.run(force=False)

    assert (refetched(told), told["failed_before"]) == (ids[:1], ids[:1])
    assert refetched(listing.run(force=True)) == ids


def test_a_refused_list_is_told_and_changes_nothing(
    listing: Listing, simulator: SimulatorServer, caplog: pytest.LogCaptureFixture
) -> None:
    listing.run()
    before = known_races(listing.connection, "ire", DAY)
    simulator.add_faults({"match": "region=ire", "kind": "status", "status": 406})

    with pytest.raises(SourceBlockedError):
        listing.run()

    assert listing.ti.pushed[racing_days.LIST_ERROR_KEY].startswith("SourceBlockedError: ")
    assert known_races(listing.connection, "ire", DAY) == before
    assert "hunter2" not in caplog.text + json.dumps(listing.ti.pushed)


def test_a_race_that_another_source_listed_is_left_to_the_rescrape(listing: Listing) -> None:
    ids = listing.run()["listed"]
    listing.connection.execute(
        "UPDATE ops.ingest_ledger SET details = details || %s WHERE item = %s",
        [json.dumps({"adapter": "racing_post"}), ids[0]],
    )
    for race_id in ids[:2]:
        listing.fail(race_id)
    group = RacingGroup(country="ire", days=(DAY,), races=tuple(ids[:2]))

    told = listing.run({"country": group.country, "days": [str(DAY)], "races": list(group.races)})

    assert (told["listed"], refetched(told), told["options"]["retried"]) == (ids[1:2], ids[1:2], ids[:2])
