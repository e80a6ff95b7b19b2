"""The ledger is lost, and with it what it knew of races: the archive and the day's logs say it again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from include.lake.partition_overwrite import Overwritten
from include.racing.day_files import after
from include.racing.day_rows import rows
from include.racing.merge import merge
from scorebook.workflows import racing_days
from tests.fixtures.simulator import SimulatorServer
from tests.integration.nba.running import TaskInstance
from tests.integration.racing.archived_day import DAY, PARTITION, ArchivedDay, archived_day

pytestmark = [pytest.mark.integration, pytest.mark.slow]

FAILURES = "data/dates/ire/2025_11_16_failures.log"
RESOLVED = "data/dates/ire/2025_11_16_failures_resolved.log"


@pytest.fixture
def day(s3: Any, bucket: str, warehouse_url: str, tmp_path: Path) -> Iterator[ArchivedDay]:
    """All races of a day are stored; the last one could not be renewed."""
    for one in archived_day(s3, bucket, warehouse_url, tmp_path):
        one.list(one.races)
        one.store(one.races)
        one.fail(one.ids()[-1])
        yield one


def publish(day: ArchivedDay) -> list[str]:
    """Publish what is archived as a new partition; the ids of its races come back."""
    tools = day.tools()
    new = rows(PARTITION, tools)
    assert new is not None
    merged = merge(None, new, False)
    done = Overwritten(
        "written", merged.table, merged.table.num_rows, 0, 0, merged.report, 1, 0, "kept", "", 0
    )
    after(PARTITION, done, new, tools)
    return sorted(set(merged.table["race_id"].to_pylist()))


def lose_ledger(connection: psycopg.Connection[Any]) -> None:
    connection.execute("TRUNCATE ops.ingest_ledger")


def test_publishing_without_a_ledger_keeps_rows_and_logs(day: ArchivedDay) -> None:
    assert publish(day) == sorted(day.ids())
    log = day.get(FAILURES)
    assert log is not None

    lose_ledger(day.connection)

    assert publish(day) == sorted(day.ids())
    assert (day.get(FAILURES), day.get(RESOLVED)) == (log, None)


def test_a_race_that_was_renumbered_does_not_come_back_under_its_old_number(day: ArchivedDay) -> None:
    renamed, kept = day.races[0], day.races[1:]
    now = day.id_of(renamed)
    answer = gzip.decompress(day.get(day.key(renamed)) or b"")
    day.put(day.key(renamed).replace(now, f"{now}0"), answer.replace(now.encode(), f"{now}0".encode()))
    lose_ledger(day.connection)
    day.list([renamed, *kept])

    for race in (renamed, *kept):
        day.note_stored(day.id_of(race), now=day.clock.now())

    assert publish(day) == sorted(day.ids())


@pytest.fixture
def source(
    day: ArchivedDay, simulator: SimulatorServer, warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Airflow's connections and Variables for `list_races`."""
    connection = {"conn_type": "http", "host": simulator.racing_api_url, "login": "a", "password": "b"}
    monkeypatch.setenv("AIRFLOW_CONN_RACING_SOURCE", json.dumps(connection))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_BUCKET", day.bucket)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")
    monkeypatch.setattr(racing_days, "s3_client", lambda: day.s3)


def refetched(group: dict[str, Any], **params: Any) -> list[str]:
    """The races that `list_races` wants although they may stand in the archive."""
    context: Any = {"run_id": "run-1", "ti": TaskInstance(), "params": {"dry_run": False, **params}}
    told = racing_days.list_races({"country": "ire", "days": [str(DAY)], **group}, context)
    return [item["id"] for item in told["group"]["items"] if item["refetch"]]


def test_a_race_of_the_log_is_asked_for_again_without_force(day: ArchivedDay, source: None) -> None:
    publish(day)
    lose_ledger(day.connection)

    assert refetched({}, publish_only=False, force=False, allow_shrink=False) == [day.ids()[-1]]


def test_a_retry_asks_for_a_stored_race_and_leaves_the_others_to_the_archive(
    day: ArchivedDay, source: None
) -> None:
    stored, came_after_the_backup = day.ids()[-1], day.ids()[0]
    day.connection.execute(
        "UPDATE ops.ingest_ledger SET status = 'failed', error = 'x' WHERE item = %s", [came_after_the_backup]
    )

    assert refetched({"races": [stored, came_after_the_backup]}) == [stored]
