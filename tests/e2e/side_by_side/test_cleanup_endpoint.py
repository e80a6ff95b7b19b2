"""The endpoint that starts the clean-up of predictions: who may, what is refused, one run for equal requests.

The DAG stays paused, so that runs are made and stay queued; each test's runs are deleted after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.fixtures.stack import AirflowRest, RunningStack, wait_for

pytestmark = pytest.mark.e2e

DAG = "bigquery_dedup_cleanup"
RUNS = f"/dags/{DAG}/dagRuns"
OTHER_DAG = "espn_incremental"
DAY = "2025-11-17"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The endpoint of one platform, and what Airflow tells about its runs."""

    stack: RunningStack
    viewer: AirflowRest

    @property
    def origin(self) -> str:
        return self.stack.stack.ui_url

    @property
    def api(self) -> AirflowRest:
        return self.stack.api

    def post(self, body: Any = None, *, user: str | None = "admin", query: str = "", **sent: Any) -> Any:
        """Send a request, with the user's token unless `user` is None; `sent` goes to `requests`."""
        headers = dict(sent.pop("headers", {}))
        if user is not None:
            headers["Authorization"] = f"Bearer {self.token(user)}"
        if not sent.get("data"):
            sent["json"] = {} if body is None else body
        address = f"{self.origin}/scorebook/api/cleanup-duplicates{query}"
        return requests.post(address, headers=headers, timeout=180, **sent)

    def token(self, user: str) -> str:
        rest = self.api if user == "admin" else self.viewer
        return str(rest.session.headers["Authorization"]).removeprefix("Bearer ")

    def runs(self) -> dict[str, Any]:
        """The runs that the endpoint has made, by id."""
        found = self.api.get(RUNS, limit=100)["dag_runs"]
        return {run["dag_run_id"]: run for run in found if run["dag_run_id"].startswith("api__")}

    def end(self, run_id: str) -> None:
        """Let a run that waits be a finished one. Airflow spares a teardown, so that goes first."""
        self.api.patch(f"{RUNS}/{run_id}/taskInstances/finish_run", {"new_state": "success"})
        run = self.api.patch(f"{RUNS}/{run_id}", {"state": "success"})
        assert run["state"] == "success"


@pytest.fixture
def endpoint(stack: RunningStack) -> Iterator[Endpoint]:
    """The endpoint in front of the paused DAG without runs of its own; left as it was found."""
    wait_for(lambda: stack.api.get("/dags", dag_id_pattern=DAG, exclude_stale=True)["dags"])
    was_paused = stack.api.get(f"/dags/{DAG}")["is_paused"]
    stack.api.patch(f"/dags/{DAG}", {"is_paused": True})
    viewer = AirflowRest(stack.stack.ui_url, user="viewer")
    endpoint = Endpoint(stack, viewer)
    assert endpoint.runs() == {}
    try:
        yield endpoint
    finally:
        for run_id in endpoint.runs():
            stack.api.delete(f"{RUNS}/{run_id}")
        stack.api.patch(f"/dags/{DAG}", {"is_paused": was_paused})
        viewer.session.close()


def test_an_administrator_gets_a_run_and_its_address(endpoint: Endpoint) -> None:
    answer = endpoint.post({"game_date": DAY, "dry_run": True})
    run_id = f"api__{DAY}__1"
    assert answer.status_code == 202
    assert answer.json() == {
        "dag_id": DAG,
        "dag_run_id": run_id,
        "link": f"{endpoint.origin}/dags/{DAG}/runs/{run_id}",
        "state": "queued",
        "already_running": False,
        "paused": True,
        "message": (
            f"The dry run of {DAY} is started: {run_id} is queued; "
            f"it waits until somebody unpauses the DAG {DAG}."
        ),
    }
    run = endpoint.runs()[run_id]
    assert run["conf"] == {"game_date": DAY, "dry_run": True}
    assert (run["state"], run["triggering_user_name"], run["triggered_by"]) == ("queued", "admin", "rest_api")


@pytest.mark.parametrize(
    ("user", "query", "status"),
    [
        (None, "", 401),
        ("viewer", "", 403),
        (None, f"?dag_id={OTHER_DAG}", 401),
        ("viewer", f"?dag_id={OTHER_DAG}", 403),
        ("viewer", "?dag_id=~", 403),
    ],
)
def test_nobody_else_starts_a_run(endpoint: Endpoint, user: str | None, query: str, status: int) -> None:
    answer = endpoint.post(user=user, query=query)
    assert answer.status_code == status
    assert endpoint.runs() == {}


def test_the_query_can_name_no_other_dag_and_no_other_run(endpoint: Endpoint) -> None:
    other = f"/dags/{OTHER_DAG}/dagRuns"
    before = endpoint.api.get(other)["total_entries"]
    answer = endpoint.post({"game_date": DAY}, query=f"?dag_id={OTHER_DAG}&run_id=x&dry_run=true")
    assert (answer.status_code, answer.json()["dag_id"]) == (202, DAG)
    assert endpoint.runs()[f"api__{DAY}__1"]["conf"] == {"game_date": DAY, "dry_run": False}
    assert endpoint.api.get(other)["total_entries"] == before
    newest = endpoint.api.get("/eventLogs", order_by="-id", limit=1, event="cleanup_duplicates")["event_logs"]
    assert [(row["dag_id"], row["run_id"]) for row in newest] == [(DAG, None)]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"game_date": "2025-02-30"}, "2025-02-30"),
        ({"game_date": "tomorrow"}, "tomorrow"),
        ({"game_date": "x' OR '1'='1"}, "game_date"),
        ({"game_date": DAY, "dag_id": OTHER_DAG}, "dag_id"),
        ({"dry_run": "yes"}, "dry_run"),
        ([], "JSON"),
    ],
)
def test_what_cannot_be_used_is_refused_with_one_sentence(endpoint: Endpoint, body: Any, word: str) -> None:
    answer = endpoint.post(body)
    assert answer.status_code == 422
    assert set(answer.json()) == {"detail"}
    assert word in answer.json()["detail"]
    assert "\n" not in answer.json()["detail"]
    assert endpoint.runs() == {}


def test_broken_json_is_refused_with_one_sentence(endpoint: Endpoint) -> None:
    answer = endpoint.post(data="{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, endpoint.runs()) == (422, {})
    assert "not JSON" in answer.json()["detail"]


def test_a_body_that_is_not_declared_as_json_is_refused(endpoint: Endpoint) -> None:
    answer = endpoint.post(data="{}", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, endpoint.runs()) == (415, {})


def test_the_login_cookie_works_from_airflows_own_pages_only(endpoint: Endpoint) -> None:
    cookie = {"_token": endpoint.token("admin")}
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        refused = endpoint.post({"game_date": DAY}, user=None, cookies=cookie, headers=headers)
        assert refused.status_code == 403
    assert endpoint.runs() == {}
    own = {"Origin": endpoint.origin}
    assert endpoint.post({"game_date": DAY}, user=None, cookies=cookie, headers=own).status_code == 202


def test_a_foreign_origin_is_refused_also_with_a_token(endpoint: Endpoint) -> None:
    answer = endpoint.post(headers={"Origin": "https://evil.example"})
    assert (answer.status_code, endpoint.runs()) == (403, {})


def test_six_at_once_make_one_run_and_all_get_it(endpoint: Endpoint) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: endpoint.post({"game_date": DAY}), range(6)))
    assert [answer.status_code for answer in answers] == [202] * 6
    told = [answer.json() for answer in answers]
    assert {each["dag_run_id"] for each in told} == {f"api__{DAY}__1"} == set(endpoint.runs())
    assert sorted(each["already_running"] for each in told) == [False, True, True, True, True, True]


def test_after_the_end_of_a_run_the_same_request_starts_the_next(endpoint: Endpoint) -> None:
    first = endpoint.post({"game_date": DAY}).json()["dag_run_id"]
    endpoint.end(first)
    second = endpoint.post({"game_date": DAY}).json()
    assert (first, second["dag_run_id"]) == (f"api__{DAY}__1", f"api__{DAY}__2")
    assert not second["already_running"]


def test_a_dry_run_under_way_does_not_stand_for_the_clean_up(endpoint: Endpoint) -> None:
    dry = endpoint.post({"game_date": DAY, "dry_run": True}).json()
    real = endpoint.post({"game_date": DAY}).json()
    assert (dry["dag_run_id"], real["dag_run_id"]) == (f"api__{DAY}__1", f"api__{DAY}__2")
    assert not real["already_running"]


def test_the_audit_log_tells_who_asked_for_what(endpoint: Endpoint) -> None:
    def rows() -> list[Any]:
        return list(endpoint.api.get("/eventLogs", limit=100, event="cleanup_duplicates")["event_logs"])

    before = {row["event_log_id"] for row in rows()}
    endpoint.post({"game_date": DAY})
    new = [row for row in rows() if row["event_log_id"] not in before]
    assert [(row["owner"], row["dag_id"]) for row in new] == [("admin", DAG)]
    assert DAY in new[0]["extra"]


@pytest.mark.parametrize("path", ["openapi.json", "docs", "redoc"])
def test_the_description_of_the_api_is_not_public(endpoint: Endpoint, path: str) -> None:
    assert requests.get(f"{endpoint.origin}/scorebook/api/{path}", timeout=180).status_code == 404
