"""The charts of completeness, handed out by Airflow's API server to who may see the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.fixtures.stack import AirflowRest, RunningStack, wait_for

pytestmark = pytest.mark.e2e

DAG = "racing_completeness"
BUCKET = "scorebook"
KEY = "reports/test_chart_endpoint.png"
PICTURE = b"\x89PNG\r\n\x1a\n and so on"


@dataclass(frozen=True, slots=True)
class Charts:
    """A queued run of the paused DAG, whose first task can be said to have left a chart."""

    stack: RunningStack
    run_id: str

    def leave(self, place: Any) -> None:
        """Write the XCom that a task writes which drew a chart."""
        task = self.stack.api.tasks(DAG, self.run_id)[0]
        path = f"/dags/{DAG}/dagRuns/{self.run_id}/taskInstances/{task['task_id']}/xcomEntries"
        self.stack.api.post(path, {"key": "chart", "value": place, "map_index": task["map_index"]})

    def get(self, *, dag_id: str = DAG, user: str | None = "viewer") -> requests.Response:
        """Ask for the run's chart, as the user or as nobody."""
        address = f"{self.stack.stack.ui_url}/scorebook/api/charts/{dag_id}/{quote(self.run_id, safe='')}"
        headers = {}
        if user is not None:
            viewer = AirflowRest(self.stack.stack.ui_url, user=user)
            headers["Authorization"] = str(viewer.session.headers["Authorization"])
            viewer.session.close()
        return requests.get(address, headers=headers, timeout=180)


@pytest.fixture
def charts(stack: RunningStack) -> Iterator[Charts]:
    """A run that has left no chart yet, and a picture in S3; both are gone afterwards."""
    wait_for(lambda: stack.api.get("/dags", dag_id_pattern=DAG, exclude_stale=True)["dags"])
    was_paused = stack.api.get(f"/dags/{DAG}")["is_paused"]
    stack.api.patch(f"/dags/{DAG}", {"is_paused": True})
    stack.s3.put_object(Bucket=BUCKET, Key=KEY, Body=PICTURE)
    run_id = stack.api.trigger(DAG, wait=False)["dag_run_id"]
    try:
        yield Charts(stack, run_id)
    finally:
        stack.api.delete(f"/dags/{DAG}/dagRuns/{run_id}")
        stack.s3.delete_object(Bucket=BUCKET, Key=KEY)
        stack.api.patch(f"/dags/{DAG}", {"is_paused": was_paused})


def test_a_viewer_sees_the_chart_of_a_run(charts: Charts) -> None:
    charts.leave({"bucket": BUCKET, "key": KEY})
    answer = charts.get()
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nobody_without_a_login_sees_it(charts: Charts) -> None:
    charts.leave({"bucket": BUCKET, "key": KEY})
    assert charts.get(user=None).status_code == 401


def test_a_run_without_a_chart_is_told_as_such(charts: Charts) -> None:
    answer = charts.get()
    assert answer.status_code == 404
    assert answer.json() == {"detail": f"No task of run {charts.run_id} of {DAG} has left a chart."}


def test_runs_of_other_dags_have_none(charts: Charts) -> None:
    answer = charts.get(dag_id="espn_incremental")
    assert (answer.status_code, answer.json()) == (404, {"detail": f"Only runs of {DAG} have charts."})


@pytest.mark.parametrize(
    "place",
    [
        {"bucket": BUCKET, "key": "espn_schedules/20251101.json"},
        {"bucket": "other", "key": KEY},
        {"bucket": BUCKET, "key": 5},
        "reports/chart.png",
    ],
)
def test_nothing_else_of_the_archive_is_handed_out(charts: Charts, place: Any) -> None:
    charts.leave(place)
    answer = charts.get()
    assert answer.status_code == 404
    assert "it is not shown" in answer.json()["detail"]


def test_an_object_that_is_gone_is_told_as_such(charts: Charts) -> None:
    charts.leave({"bucket": BUCKET, "key": "reports/gone.png"})
    answer = charts.get()
    assert answer.status_code == 404
    assert "no longer in the archive: reports/gone.png" in answer.json()["detail"]


def test_what_is_no_picture_is_not_handed_out(charts: Charts) -> None:
    charts.stack.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"<script>")
    charts.leave({"bucket": BUCKET, "key": KEY})
    answer = charts.get()
    assert answer.status_code == 404
    assert "no PNG" in answer.json()["detail"]
