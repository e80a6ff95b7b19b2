"""One of the racing workflows on a running platform: its runs, and what they told of each partition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from include.control.client import AirflowApi
from include.devstack.airflow import USERS
from tests.e2e.nba_runs import Workflow
from tests.fixtures.stack import RUN_LIMIT

RESCRAPE, RETRY = "racing_rescrape_7_days", "racing_retry_failures"


@dataclass(frozen=True, slots=True)
class RacingRun:
    """A finished run: its figures by label, and the states of its task instances, `scrape[gb 2025-11-17]`."""

    id: str
    state: str
    figures: dict[str, dict[str, Any]]
    tasks: dict[str, str]

    def figure(self, label: str, *names: str) -> list[Any]:
        """Some figures of one partition."""
        return [self.figures[label][name] for name in names]


class RacingWorkflow(Workflow):
    """A DAG of the platform that works on countries and days."""

    def run(self, limit: float = RUN_LIMIT, **params: Any) -> RacingRun:
        """Run with these params and wait for the end."""
        return self.ended(self.start(**params), limit)

    def ended(self, run_id: str, limit: float = RUN_LIMIT) -> RacingRun:
        """Wait for the end of a run."""
        state = self.api.finished(self.id, quote(run_id), limit)["state"]
        with AirflowApi(self.stack.stack.ui_url, "admin", USERS["admin"]) as api:
            rows = api.returned(self.id, run_id, "finish_run") or []
        tasks = {_name(task): task["state"] for task in self.tasks(run_id)}
        return RacingRun(run_id, state, {row["partition"]: row for row in rows}, tasks)

    def task(self, run_id: str, task: str, label: str | None = None) -> dict[str, Any]:
        """The one instance of a task, or the one with this label."""
        (found,) = (
            each for each in self.tasks(run_id, task) if label is None or each["rendered_map_index"] == label
        )
        return found

    def published(self, run_id: str, label: str) -> list[dict[str, Any]]:
        """What publishing told of the partitions of a label: the task, else the last try to scrape."""
        for name, key in (("publish", "return_value"), ("scrape", "published")):
            task = self.task(run_id, name, label)
            path = f"{self.path}/{quote(run_id)}/taskInstances/{task['task_id']}/xcomEntries"
            entries = self.api.get(path, map_index=task["map_index"])["xcom_entries"]
            if key in {entry["key"] for entry in entries}:
                value = self.api.get(f"{path}/{key}", map_index=task["map_index"], deserialize="true")[
                    "value"
                ]
                return list(value)
        raise AssertionError(f"nothing was published of {label} by {run_id}")


def _name(task: dict[str, Any]) -> str:
    short = str(task["task_id"]).rpartition(".")[2]
    return short if task["map_index"] < 0 else f"{short}[{task['rendered_map_index'] or task['map_index']}]"
