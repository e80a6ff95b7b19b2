"""`make demo SOURCE=real` on a real platform; a second simulator acts as the real source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import psycopg
import pytest

from include.control.client import AirflowApi
from include.control.demo import real
from include.source.addresses import host_of
from tests.e2e.espn_runs import Espn
from tests.fixtures.simulator import SimulatorServer

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DAY = date(2026, 1, 13)


def test_a_day_comes_from_the_real_source_and_the_simulated_one_is_not_asked(
    espn: Espn, simulator: SimulatorServer, tmp_path: Path
) -> None:
    listed = {game["id"] for game in simulator.games(DAY) if game["completed"]}
    assert len(listed) > 0
    stack = espn.stack
    with AirflowApi(stack.stack.ui_url, "admin", "admin") as api:
        before = api.connection_host("espn_api")
        failed = real.run_day(api, tmp_path, stack.warehouse_url, address=simulator.espn_url, day=DAY)
        assert failed == 0
        assert api.connection_host("espn_api") == before
    with psycopg.connect(stack.warehouse_url) as connection:
        stored = connection.execute(
            "SELECT item FROM ops.ingest_ledger "
            "WHERE dataset = 'espn_raw' AND day = %s AND status = 'stored'",
            [DAY],
        ).fetchall()
    assert {item for (item,) in stored} == listed
    # A scheduled run of other days may have gone on at the same time.
    asked = [request["address"] for request in simulator.requests()["requests"]]
    assert sum(f"dates={DAY:%Y%m%d}" in address for address in asked) == 1
    games = [address.rpartition("=")[2] for address in asked if "summary?event=" in address]
    assert sorted(set(games) & listed) == sorted(game for game in games if game in listed) == sorted(listed)
    assert host_of(simulator.espn_url) not in before


def test_a_refusal_of_the_real_source_ends_the_run_and_is_told(
    espn: Espn, simulator: SimulatorServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator.add_faults({"match": "scoreboard", "kind": "status", "status": 403})
    stack = espn.stack
    with AirflowApi(stack.stack.ui_url, "admin", "admin") as api:
        before = api.connection_host("espn_api")
        failed = real.run_day(api, tmp_path, stack.warehouse_url, address=simulator.espn_url, day=DAY)
        assert failed >= 1
        assert api.connection_host("espn_api") == before
    assert "The likely cause is the User-Agent" in capsys.readouterr().out
