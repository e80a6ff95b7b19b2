"""The audit of racing through the scheduler: red by name, its chart a click away, the rescrape started."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import requests

from include.racing.completeness import DATASET
from tests.fixtures.stack import RunningStack, wait_for

pytestmark = pytest.mark.e2e

DAG, RESCRAPE = "racing_completeness", "racing_rescrape_7_days"
DAY, LOST = "2025-03-03", "e2e-lost"
CONF = {"start_date": DAY, "end_date": "2025-03-04", "send_to_rescrape": True}
LIST = """
INSERT INTO ops.ingest_ledger (dataset, item, day, status, details, first_seen_at, updated_at)
VALUES (%s, %s, %s, 'pending', '{"country": "gb"}', now(), now())
"""


@pytest.fixture
def red(stack: RunningStack) -> Iterator[dict[str, Any]]:
    """A run about a day on which one race was listed and never stored. Rescrapes wait, paused."""
    wait_for(lambda: stack.api.get("/dags", dag_id_pattern=RESCRAPE, exclude_stale=True)["dags"])
    was_paused = stack.api.get(f"/dags/{RESCRAPE}")["is_paused"]
    stack.api.patch(f"/dags/{RESCRAPE}", {"is_paused": True})
    stack.api.unpause(DAG)
    run = None
    with psycopg.connect(stack.warehouse_url, autocommit=True) as warehouse:
        warehouse.execute(LIST, (DATASET, LOST, DAY))
        try:
            run = stack.api.trigger(DAG, CONF)
            yield run
        finally:
            warehouse.execute("DELETE FROM ops.ingest_ledger WHERE item = %s", (LOST,))
            if run is not None:
                warehouse.execute("DELETE FROM ops.quality_results WHERE run_id = %s", (run["dag_run_id"],))
                started = f"completeness__{run['dag_run_id']}"
                stack.api.delete(f"/dags/{RESCRAPE}/dagRuns/{started}")
            stack.api.patch(f"/dags/{RESCRAPE}", {"is_paused": was_paused})


def test_a_lost_race_makes_the_run_red_starts_the_rescrape_and_is_in_the_chart(
    stack: RunningStack, red: dict[str, Any]
) -> None:
    run_id = red["dag_run_id"]
    states = {task["task_id"]: task["state"] for task in stack.api.tasks(DAG, run_id)}
    assert states == {
        "check_params": "success",
        "count": "success",
        "rescrape": "success",
        "check_complete": "failed",
        "finish_run": "success",
    }
    assert red["state"] == "failed"
    rows = stack.api.returned(DAG, run_id, "finish_run")
    assert [(row["day"], row["why"]) for row in rows if row.get("day")] == [
        (DAY, "1 of 1 listed races missing")
    ]
    started = stack.api.get(f"/dags/{RESCRAPE}/dagRuns/completeness__{run_id}")
    assert started["conf"] == {"start_date": DAY, "end_date": DAY, "countries": ["gb"]}
    links = stack.api.get(f"/dags/{DAG}/dagRuns/{run_id}/taskInstances/count/links")
    answer = requests.get(
        stack.stack.ui_url + links["extra_links"]["Chart"],
        headers={"Authorization": str(stack.api.session.headers["Authorization"])},
        timeout=180,
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
