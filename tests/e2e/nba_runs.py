"""One of NBA.com's workflows on a running platform: start it, end it, and see what its tasks did and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from include.control.client import AirflowApi
from include.devstack.airflow import USERS
from tests.fixtures.stack import FINISHED, RUN_LIMIT, WAIT_LIMIT, RunningStack, wait_for

DAILY, SEASON = "nba_daily", "nba_season_backfill"
FINAL_STATES = {"success", "failed", "skipped", "upstream_failed", "removed"}
MOST_TASKS = 100


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its figures by chunk, and the states of its task instances.

    A mapped task instance is named `fetch[2023-12-01 · 9 games]`, by its label.
    """

    id: str
    state: str
    chunks: dict[str, dict[str, Any]]
    tasks: dict[str, str]

    def total(self, name: str) -> int:
        """A figure of all chunks together."""
        return sum(row[name] for row in self.chunks.values())

    def states(self, task: str) -> dict[str, str]:
        """The states of the instances of a mapped task, by label."""
        start = f"{task}["
        return {name[len(start) : -1]: state for name, state in self.tasks.items() if name.startswith(start)}


class Workflow:
    """A DAG of the platform."""

    def __init__(self, stack: RunningStack, dag_id: str) -> None:
        self.stack = stack
        self.api = stack.api
        self.id = dag_id
        self.path = f"/dags/{dag_id}/dagRuns"

    def start(self, **params: Any) -> str:
        """Start a run by hand; its id comes back."""
        return str(self.api.trigger(self.id, params, wait=False)["dag_run_id"])

    def run(self, limit: float = RUN_LIMIT, **params: Any) -> Run:
        """Run with these params and wait for the end."""
        return self.ended(self.start(**params), limit)

    def refusal(self, **params: Any) -> str:
        """What Airflow answers where it makes no run of these params."""
        before = len(self.runs())
        body = {"logical_date": None, "conf": params}
        answer = self.api.session.post(f"{self.api.base}{self.path}", json=body, timeout=180)
        assert (answer.status_code, len(self.runs())) == (400, before)
        return answer.text

    def ended(self, run_id: str, limit: float = RUN_LIMIT) -> Run:
        """Wait for the end of a run."""
        state = self.api.finished(self.id, quote(run_id), limit)["state"]
        with AirflowApi(self.stack.stack.ui_url, "admin", USERS["admin"]) as api:
            rows = api.returned(self.id, run_id, "finish_run") or []
        tasks = {_name(task): task["state"] for task in self.tasks(run_id)}
        return Run(run_id, state, {row["chunk"]: row for row in rows}, tasks)

    def runs(self, **query: Any) -> list[dict[str, Any]]:
        """The runs, the oldest day first."""
        return list(self.api.get(self.path, limit=100, order_by="logical_date", **query)["dag_runs"])

    def tasks(self, run_id: str, task: str | None = None) -> list[dict[str, Any]]:
        """The instances of all tasks of a run, or of one; `task` is without the name of its group."""
        path = f"{self.path}/{quote(run_id)}/taskInstances"
        tasks = self.api.get(path, limit=MOST_TASKS)["task_instances"]
        return [each for each in tasks if task is None or _short(each) == task]

    def wait_for_task(
        self, run_id: str, task: str, *states: str, limit: float = WAIT_LIMIT
    ) -> dict[str, Any]:
        """Wait until an instance of a task is in one of these states, and return the first that is."""

        def reached() -> Any:
            tasks = self.tasks(run_id, task)
            ended = [each["state"] for each in tasks if each["state"] in FINAL_STATES - set(states)]
            assert not tasks or len(ended) < len(tasks), f"{task} is {ended}, not {states}"
            return next((each for each in tasks if each["state"] in states), None)

        return dict(wait_for(reached, limit))

    def clear(self, task: Mapping[str, Any]) -> None:
        """Clear one task instance with everything behind it, as the person on call does."""
        place = task["map_index"]
        body = {
            "dry_run": False,
            "dag_run_id": task["dag_run_id"],
            "task_ids": [task["task_id"] if place < 0 else [task["task_id"], place]],
            "only_failed": False,
            "include_downstream": True,
            "reset_dag_runs": True,
        }
        self.api.post(f"/dags/{self.id}/clearTaskInstances", body)

    def log(self, task: Mapping[str, Any]) -> str:
        """All that the last try of a task logged, one event a line, with the text of its errors."""
        instance = f"{self.path}/{quote(task['dag_run_id'])}/taskInstances/{task['task_id']}"
        path = f"{instance}/logs/{task['try_number']}"
        content = self.api.get(path, map_index=task["map_index"], full_content=True)["content"]
        return "\n".join(str(line) for line in content)

    def events(self, run_id: str) -> list[dict[str, Any]]:
        """The asset events of a run."""
        path = "/assets/events"
        found = self.api.get(path, limit=100, source_dag_id=self.id, source_run_id=run_id)
        return list(found["asset_events"])

    def end_runs(self) -> None:
        """End what a failed test left under way."""
        for run in self.runs():
            if run["state"] not in FINISHED:
                self.api.end_run(self.id, run["dag_run_id"])

    def pause(self) -> None:
        self.api.patch(f"/dags/{self.id}", {"is_paused": True})


def _short(task: Mapping[str, Any]) -> str:
    return str(task["task_id"]).rpartition(".")[2]


def _name(task: Mapping[str, Any]) -> str:
    if task["map_index"] < 0:
        return _short(task)
    return f"{_short(task)}[{task['rendered_map_index'] or task['map_index']}]"
