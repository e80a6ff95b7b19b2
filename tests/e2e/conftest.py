"""The fixtures of the end-to-end tests: each workflow, ready to be started."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from include.warehouse import source_limits
from tests.e2e.enrichment_runs import Enrichment, ready
from tests.e2e.espn_runs import DAG, RUNS, SIMULATED_NOW, Espn
from tests.e2e.nba_fixture import nba as nba
from tests.fixtures.stack import FINISHED, RunningStack


@pytest.fixture
def espn(stack: RunningStack) -> Iterator[Espn]:
    """The workflow, unpaused and idle, in front of a source without faults; left paused and idle."""
    with psycopg.connect(stack.warehouse_url, autocommit=True) as connection:
        workflow = Espn(stack, connection)
        mend(workflow)
        stack.espn.post("/_control/clock", {"now": SIMULATED_NOW})
        stack.espn.post("/_control/season", {"postponed_rate": 0})
        stack.api.unpause(DAG)
        workflow.forget_requests()
        try:
            yield workflow
        finally:
            mend(workflow)
            end_runs(workflow)
            stack.espn.post("/_control/clock", {"now": None})
            stack.api.patch(f"/dags/{DAG}", {"is_paused": True})


def mend(espn: Espn) -> None:
    """Take back what a test did to the source."""
    for path in ("/faults", "/season", "/games"):
        espn.stack.espn.delete(f"/_control{path}")
    source_limits.resume(espn.warehouse, espn.host)


def end_runs(espn: Espn) -> None:
    """End what a failed test left under way."""
    for run in espn.api.get(RUNS, limit=100)["dag_runs"]:
        if run["state"] not in FINISHED:
            espn.api.end_run(run["dag_id"], run["dag_run_id"])


@pytest.fixture(scope="module")
def enrichment(stack: RunningStack) -> Iterator[Enrichment]:
    """The enrichment, unpaused and idle; afterwards paused, and without a trace in the warehouse."""
    with ready(stack) as workflow:
        yield workflow
