"""A small typed client of Airflow's REST API v2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from include.control.errors import ApiError, PlatformUnreachableError, RefusedError
from include.control.records import Backfill, Dag, Run, Task, parse_instant

PAGE = 100
CONNECT_SECONDS = 5.0
SILENCE = 30.0  # seconds without an answer
BACKFILL_SILENCE = 300.0  # all runs of a backfill are made before Airflow answers


class AirflowApi:
    """Ask Airflow's API server, with a token that is renewed when it has run out.

    Every method raises PlatformUnreachableError when the server does not answer, RefusedError when it does
    not take the credentials, and `ApiError` when it refuses the request.
    """

    def __init__(self, base_url: str, user: str, password: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._user = user
        self._password = password
        self._token: str | None = None
        self._session = requests.Session()
        # A proxy in the environment is meant for other hosts than this machine.
        self._session.trust_env = urlsplit(self.base_url).hostname not in {"127.0.0.1", "localhost", "::1"}

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> AirflowApi:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def health(self) -> Mapping[str, str | None]:
        """Return the status by component: metadatabase, scheduler, triggerer, dag_processor."""
        answer = self._send("GET", "/api/v2/monitor/health", authorised=False)
        return {name: (part or {}).get("status") for name, part in answer.items()}

    def dag(self, dag_id: str) -> Dag | None:
        """Return one DAG, or None when Airflow does not know it."""
        try:
            return Dag.parse(self._send("GET", f"/api/v2/dags/{_part(dag_id)}/details"))
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def dag_ids(self) -> list[str]:
        """Return the ids of all DAGs, in alphabetical order."""
        return sorted(item["dag_id"] for item in self._pages("/api/v2/dags", "dags", {}))

    def set_paused(self, dag_id: str, *, paused: bool) -> None:
        """Pause a DAG, or let its runs start."""
        self._send("PATCH", f"/api/v2/dags/{_part(dag_id)}", json={"is_paused": paused})

    def trigger(self, dag_id: str, conf: Mapping[str, Any]) -> str:
        """Start a run by hand and return its id."""
        body = {"logical_date": None, "conf": dict(conf)}
        answer = self._send("POST", f"/api/v2/dags/{_part(dag_id)}/dagRuns", json=body)
        return str(answer["dag_run_id"])

    def run(self, dag_id: str, run_id: str) -> Run:
        """Return one run."""
        return Run.parse(self._send("GET", f"/api/v2/dags/{_part(dag_id)}/dagRuns/{_part(run_id)}"))

    def runs(self, dag_id: str, first: datetime, last: datetime) -> list[Run]:
        """Return the runs whose logical date is between two instants, both included, oldest first."""
        query = {**_between(first, last), "order_by": "logical_date"}
        path = f"/api/v2/dags/{_part(dag_id)}/dagRuns"
        return [Run.parse(item) for item in self._pages(path, "dag_runs", query)]

    def running(self, dag_id: str) -> list[Run]:
        """Return the DAG's running runs, oldest first."""
        query = {"state": "running", "order_by": "id"}
        path = f"/api/v2/dags/{_part(dag_id)}/dagRuns"
        return [Run.parse(item) for item in self._pages(path, "dag_runs", query)]

    def tasks(self, dag_id: str, run_id: str) -> list[Task]:
        """Return all task instances of one run."""
        path = f"/api/v2/dags/{_part(dag_id)}/dagRuns/{_part(run_id)}/taskInstances"
        return [Task.parse(item) for item in self._pages(path, "task_instances", {"order_by": "id"})]

    def failed_tasks(self, dag_id: str, first: datetime, last: datetime) -> list[Task]:
        """Return the failed task instances of all runs whose logical date is between two instants."""
        query = {**_between(first, last), "state": "failed", "order_by": "id"}
        path = f"/api/v2/dags/{_part(dag_id)}/dagRuns/~/taskInstances"
        return [Task.parse(item) for item in self._pages(path, "task_instances", query)]

    def returned(self, dag_id: str, run_id: str, task_id: str) -> Any:
        """Return what a task returned, or None when it returned nothing (or has not run)."""
        path = (
            f"/api/v2/dags/{_part(dag_id)}/dagRuns/{_part(run_id)}"
            f"/taskInstances/{_part(task_id)}/xcomEntries/return_value"
        )
        try:
            return self._send("GET", path, query={"deserialize": "true"})["value"]
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def plan_backfill(self, body: Mapping[str, Any]) -> list[datetime]:
        """Return the logical dates that a backfill would run. Nothing is made."""
        answer = self._send("POST", "/api/v2/backfills/dry_run", json=body)
        return [parse_instant(item["logical_date"]) for item in answer["backfills"] if item["logical_date"]]

    def create_backfill(self, body: Mapping[str, Any]) -> Backfill:
        """Make a backfill. `ApiError` with status 409 when one of this DAG is active."""
        answer = self._send("POST", "/api/v2/backfills", json=body, silence=BACKFILL_SILENCE)
        return Backfill.parse(answer)

    def backfill(self, backfill_id: int) -> Backfill:
        """Return one backfill."""
        return Backfill.parse(self._send("GET", f"/api/v2/backfills/{backfill_id}"))

    def stop_run(self, dag_id: str, run_id: str) -> None:
        """Set a run to failed, which ends its tasks."""
        path = f"/api/v2/dags/{_part(dag_id)}/dagRuns/{_part(run_id)}"
        self._send("PATCH", path, json={"state": "failed"})

    def connection_host(self, conn_id: str) -> str:
        """Return the host of a connection, empty where it has none."""
        return str(self._send("GET", f"/api/v2/connections/{_part(conn_id)}")["host"] or "")

    def set_connection_host(self, conn_id: str, host: str) -> None:
        """Change the host of a connection and nothing else of it."""
        path = f"/api/v2/connections/{_part(conn_id)}"
        conn_type = self._send("GET", path)["conn_type"]
        body = {"connection_id": conn_id, "conn_type": conn_type, "host": host}
        self._send("PATCH", path, query={"update_mask": "host"}, json=body)

    def variable(self, key: str) -> str:
        """Return the value of a Variable."""
        return str(self._send("GET", f"/api/v2/variables/{_part(key)}")["value"])

    def set_variable(self, key: str, value: str) -> None:
        """Change the value of a Variable."""
        path = f"/api/v2/variables/{_part(key)}"
        self._send("PATCH", path, query={"update_mask": "value"}, json={"key": key, "value": value})

    def dag_link(self, dag_id: str) -> str:
        """Return the address of the DAG's page in the web UI."""
        return f"{self.base_url}/dags/{_part(dag_id)}"

    def run_link(self, dag_id: str, run_id: str) -> str:
        """Return the address of the run's page in the web UI."""
        return f"{self.dag_link(dag_id)}/runs/{_part(run_id)}"

    def task_link(self, dag_id: str, task: Task) -> str:
        """Return the address of the task's page (its log) in the web UI."""
        mapped = f"/mapped/{task.map_index}" if task.map_index >= 0 else ""
        return f"{self.run_link(dag_id, task.run_id)}/tasks/{_part(task.task_id)}{mapped}"

    def backfills_link(self, dag_id: str) -> str:
        """Return the address of the page that lists the DAG's backfills."""
        return f"{self.dag_link(dag_id)}/backfills"

    def _pages(self, path: str, items: str, query: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        offset = 0
        while True:
            answer = self._send("GET", path, query={**query, "limit": PAGE, "offset": offset})
            page = answer[items]
            yield from page
            offset += len(page)
            if not page or offset >= answer["total_entries"]:
                return

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        authorised: bool = True,
        silence: float = SILENCE,
    ) -> Any:
        if not authorised:
            return _answer(self._request(method, path, query=query, json=json, silence=silence))
        renewed = self._token is None
        if renewed:
            self._token = self._new_token()
        response = self._request(method, path, query=query, json=json, silence=silence)
        if response.status_code == 401 and not renewed:
            self._token = self._new_token()
            response = self._request(method, path, query=query, json=json, silence=silence)
        return _answer(response)

    def _new_token(self) -> str:
        self._token = None
        body = {"username": self._user, "password": self._password}
        response = self._request("POST", "/auth/token", json=body)
        if response.status_code in (401, 403):
            raise RefusedError(
                f"Airflow at {self.base_url} does not take the password of user {self._user}: "
                "set SCOREBOOK_API_USER and SCOREBOOK_API_PASSWORD."
            )
        return str(_answer(response)["access_token"])

    def _request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        silence: float = SILENCE,
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            return self._session.request(
                method,
                self.base_url + path,
                params=query,
                json=json,
                headers=headers,
                timeout=(CONNECT_SECONDS, silence),
            )
        except requests.ReadTimeout as error:
            raise PlatformUnreachableError(
                f"Airflow at {self.base_url} gave no answer in time to {method} {path}: "
                "look at the log of its api-server."
            ) from error
        except requests.RequestException as error:
            raise PlatformUnreachableError(
                f"Airflow does not answer at {self.base_url}: is the platform up? Start it with: make up"
            ) from error


def _answer(response: requests.Response) -> Any:
    request = f"{response.request.method} {urlsplit(response.request.url or '').path!s}"
    if not response.ok:
        raise ApiError(response.status_code, _detail(response), request=request)
    try:
        return response.json()
    except requests.JSONDecodeError as error:
        raise ApiError(response.status_code, "not JSON; is this Airflow?", request=request) from error


def _detail(response: requests.Response) -> str:
    """Return the first line of what Airflow says: a dump of the whole schema follows it."""
    try:
        detail = response.json().get("detail")
    except (requests.JSONDecodeError, AttributeError):
        detail = response.text or response.reason
    if isinstance(detail, list):
        detail = "; ".join(
            str(item.get("msg", item)) if isinstance(item, dict) else str(item) for item in detail
        )
    return next((line.strip() for line in str(detail).splitlines() if line.strip()), "no reason given")


def _between(first: datetime, last: datetime) -> dict[str, str]:
    return {"logical_date_gte": first.isoformat(), "logical_date_lte": last.isoformat()}


def _part(text: str) -> str:
    return quote(text, safe="")
