"""What a retry asks for, and what its log tells of the rest."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from include.racing.adapter import ListedRace
from include.racing.listing import DATASET, note_listing
from include.warehouse import ledger
from scorebook.workflows import racing_retry

pytestmark = pytest.mark.integration
NOW = datetime.now(UTC)


class TaskInstance:
    """Takes what the task pushes."""

    def xcom_push(self, key: str, value: Any) -> None:
        assert (key, isinstance(value, list)) == ("planned", True)


@pytest.fixture
def missing(warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, date]:
    """Three races that failed yesterday, three days ago and twelve days ago, and since then."""
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    days = {f"rac_{age}": (NOW - timedelta(days=age)).date() for age in (1, 3, 12)}
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        for race_id, day in days.items():
            race = ListedRace(id=race_id, country="gb", day=day, address="x")
            note_listing(connection, "racing_api", "gb", day, [race], allow_shrink=False)
            failed_at = NOW - timedelta(days=int(race_id.removeprefix("rac_")), hours=-12)
            ledger.record_failed(
                connection,
                DATASET,
                race_id,
                day=day,
                reason="SourceBlockedError",
                error="406",
                address=None,
                run_id="run-1",
                now=failed_at,
            )
            connection.execute(
                "UPDATE ops.ingest_ledger SET first_seen_at = %s WHERE item = %s", [failed_at, race_id]
            )
    return days


def plan(**params: Any) -> list[str]:
    """The races that a run asks for, in its order."""
    context: Any = {"run_id": "run-2", "ti": TaskInstance(), "params": params}
    checked = racing_retry.check_params({**context, "params": params})
    return [race_id for group in racing_retry.plan(checked, context) for race_id in group["races"]]


@pytest.mark.usefixtures("missing")
def test_the_log_names_what_is_asked_for_and_what_is_left_to_whom(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert plan() == ["rac_1"]

    told = {
        race_id: line
        for line in caplog.messages
        for race_id in ("rac_1 ", "rac_3 ", "rac_12 ")
        if race_id in line
    }
    assert "error=406" in told["rac_1 "]
    assert told["rac_3 "].endswith("(SourceBlockedError) left to the rescrape")
    assert told["rac_12 "].endswith("(SourceBlockedError) left to a person")
    since = NOW - timedelta(days=11, hours=12)
    assert f"rac_12 since {since:%Y-%m-%d %H:%M} " in told["rac_12 "]


def test_a_person_asks_for_dead_letters_by_date_or_for_all(missing: dict[str, date]) -> None:
    assert plan(date=str(missing["rac_12"])) == ["rac_12"]
    assert plan(all=True) == ["rac_12", "rac_3", "rac_1"]
    assert plan(all=True, country="fr") == []
