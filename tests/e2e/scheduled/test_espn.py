"""ESPN's workflows start by themselves: one catches up day by day, and its games wake the other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import psycopg
import pytest

from include.days import GAME_ZONE
from tests.e2e import enrichment_runs, espn_runs
from tests.e2e.enrichment_runs import Enrichment
from tests.e2e.espn_runs import Espn
from tests.e2e.scheduled.conftest import local_day
from tests.fixtures.stack import FINISHED, RUN_LIMIT, RunningStack, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_each_day_since_the_start_is_run_once_and_its_new_games_wake_the_enrichment(
    stack: RunningStack, days: list[str]
) -> None:
    with psycopg.connect(stack.warehouse_url, autocommit=True) as connection:
        espn, enrichment = Espn(stack, connection), Enrichment(stack, connection)
        for dag_id in (enrichment_runs.DAG, espn_runs.DAG):
            stack.api.unpause(dag_id)

        def scheduled() -> list[dict[str, str]]:
            query = {"run_type": "scheduled", "order_by": "logical_date", "limit": 100}
            return [run for run in stack.api.get(espn_runs.RUNS, **query)["dag_runs"] if run["end_date"]]

        wait_for(lambda: len(scheduled()) >= len(days), RUN_LIMIT)
        stack.api.patch(f"/dags/{espn_runs.DAG}", {"is_paused": True})
        wait_for(lambda: is_idle(espn, enrichment), RUN_LIMIT)
        stack.api.patch(f"/dags/{enrichment_runs.DAG}", {"is_paused": True})

        runs = scheduled()
        assert {run["state"] for run in runs} == {"success"}
        # A day that became due meanwhile may follow.
        assert [local_day(run) for run in runs][: len(days)] == days
        results = [espn.ended(run["dag_run_id"]) for run in runs]
        # Each run looks back, also at days before the platform's start.
        assert min(day for run in results for day in run.days) >= before(days[0], 4)
        newest = datetime.fromisoformat(runs[-1]["data_interval_end"]).astimezone(GAME_ZONE)
        assert newest.hour == 2

        stored = {game_id for event in espn.events() for game_id in event["extra"]["ids"]}
        assert stored >= {game_id for day in days for game_id in espn.finals(day)}
        assert stored == set(enrichment.versions())
        woken = [run for run in enrichment.runs() if run["run_type"] == "asset_triggered"]
        assert woken
        ended = [enrichment.ended(run["dag_run_id"]) for run in woken]
        assert {run.state for run in ended} == {"success"}
        names = ("games_inserted", "planned", "enriched", "written", "failed")
        assert [sum(run.figures[name] for run in ended) for name in names] == [len(stored)] * 4 + [0]


def is_idle(espn: Espn, enrichment: Enrichment) -> bool:
    """Whether no run is under way, and no stored game is still to wake one."""
    runs = [*espn.api.get(espn_runs.RUNS, limit=100)["dag_runs"], *enrichment.runs()]
    if any(run["state"] not in FINISHED for run in runs):
        return False
    return not espn.api.get(f"/dags/{enrichment_runs.DAG}/assets/queuedEvents")["queued_events"]


def before(day: str, number: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=number)).isoformat()
