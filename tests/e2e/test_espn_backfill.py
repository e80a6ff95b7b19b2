"""`espn_incremental` over ranges of days: backfills across both changes of the clock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from include.devstack.state import REPOSITORY
from tests.e2e.espn_runs import DAG, RUNS, Espn, Run
from tests.fixtures.stack import RUN_LIMIT, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

NEW_YORK = ZoneInfo("America/New_York")
# The clock goes forward on 2026-03-08, and back on 2025-11-02.
SPRING = ("2026-03-06", "2026-03-10")
AUTUMN = ("2025-10-31", "2025-11-04")


@pytest.fixture(params=[SPRING, AUTUMN], ids=["spring", "autumn"])
def days(request: pytest.FixtureRequest, espn: Espn) -> Iterator[list[str]]:
    """Five days without runs and games, before and after the test."""
    first, last = request.param
    days = days_of(first, last)
    espn.forget(days)
    yield days
    espn.forget(days)


def test_each_day_of_a_backfill_is_run_once_and_asked_for_once(espn: Espn, days: list[str]) -> None:
    """Through REST in spring, through the command line in autumn: both are the same backfill."""
    through = through_rest if days[0] == SPRING[0] else through_command_line
    through(espn, days)

    runs = backfill_runs(espn, days)
    assert [local_day(run) for run in runs] == days
    assert {(run["run_type"], run["state"]) for run in runs} == {("backfill", "success")}
    results = {local_day(run): espn.ended(run["dag_run_id"]) for run in runs}
    assert {day: list(run.days) for day, run in results.items()} == {day: [day] for day in days}
    asked = [address for address in espn.asked() if len(address) == 8]
    assert sorted(asked) == [day.replace("-", "") for day in days]
    finals = {day: espn.finals(day) for day in days}
    assert {day: stored_ids(espn, run) for day, run in results.items()} == finals
    assert {item for item, (status, _) in espn.standings(*days).items() if status == "stored"} == {
        game_id for day in days for game_id in finals[day]
    }
    assert any(finals.values())


def through_rest(espn: Espn, days: list[str]) -> None:
    body = {
        "dag_id": DAG,
        "from_date": datetime.combine(date.fromisoformat(days[0]), datetime.min.time(), NEW_YORK).isoformat(),
        "to_date": datetime.combine(date.fromisoformat(days[-1]), datetime.max.time(), NEW_YORK).isoformat(),
        "max_active_runs": 3,
        "dag_run_conf": {"refresh_days": 0},
    }
    backfill = espn.api.post("/backfills", body)
    wait_for(lambda: espn.api.get(f"/backfills/{backfill['id']}")["completed_at"], RUN_LIMIT)


def through_command_line(espn: Espn, days: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCOREBOOK_API")}
    environment["SCOREBOOK_HOME"] = str(espn.stack.stack.directory)
    command = [sys.executable, "-m", "include.control", "backfill", "--dag", DAG]
    done = subprocess.run(
        [*command, "--from", days[0], "--to", days[-1], "--max-active-runs", "3"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=RUN_LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("20")]
    assert [row[:2] for row in rows] == [[day, "success"] for day in days]


def backfill_runs(espn: Espn, days: list[str]) -> list[dict[str, Any]]:
    """The runs of these days, oldest first."""
    limits = {"logical_date_gte": f"{days[0]}T00:00:00Z", "logical_date_lte": f"{days[-1]}T23:59:59Z"}
    return list(espn.api.get(RUNS, limit=100, order_by="logical_date", **limits)["dag_runs"])


def local_day(run: dict[str, Any]) -> str:
    """The New York day on which the run's data interval begins."""
    return datetime.fromisoformat(run["data_interval_start"]).astimezone(NEW_YORK).date().isoformat()


def stored_ids(espn: Espn, run: Run) -> list[str]:
    """The games that the run says it stored."""
    (event,) = espn.events(run.id)
    return list(event["extra"]["ids"])


def days_of(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days=offset)).isoformat() for offset in range((end - begin).days + 1)]
