"""`espn_incremental` on a running platform: start it, and see everything that it asked, wrote and said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from include.control.client import AirflowApi
from include.devstack.airflow import USERS
from include.espn.keys import EspnPrefixes
from include.source.addresses import host_of
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry
from tests.fixtures.stack import RUN_LIMIT, WAIT_LIMIT, RunningStack, wait_for

DAG = "espn_incremental"
RUNS = f"/dags/{DAG}/dagRuns"
BUCKET = "scorebook"
# Every season that the tests use is over at this moment: a game that no test marks is final.
SIMULATED_NOW = "2030-07-01T12:00:00+00:00"
# What a run tells that depends on the size of payloads and on the machine.
UNCERTAIN = ("bytes", "seconds")
FINAL_STATES = {"success", "failed", "skipped", "upstream_failed", "removed"}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its figures by day, and the states of its task instances.

    A mapped task instance is named `fetch[2025-12-01]`, by its label.
    """

    id: str
    state: str
    days: dict[str, dict[str, Any]]
    tasks: dict[str, str]
    seconds: float

    def figures(self, day: str) -> dict[str, Any]:
        """The day's figures without those that cannot be known beforehand."""
        return {name: value for name, value in self.days[day].items() if name not in UNCERTAIN}


@dataclass(frozen=True, slots=True)
class Stored:
    """An object of the archive. Each upload has a write-id of its own, which server-side copies share."""

    key: str
    write_id: str | None
    modified: str


def figures(day: str, **other: Any) -> dict[str, Any]:
    """The figures of a day without games on which nothing was written, changed by `other`."""
    return {
        "day": day,
        "listed": 0,
        "final": 0,
        "stored": 0,
        "already_there": 0,
        "not_final": 0,
        "known_missing": 0,
        "incomplete": 0,
        "failed": 0,
        "uploads": 0,
        "requests": 1,
        "schedule": "unchanged",
        "success_rate": None,
        **other,
    }


class Espn:
    """The workflow, its source, and all that it writes.

    :param connection: the warehouse, with autocommit.
    """

    def __init__(self, stack: RunningStack, connection: psycopg.Connection[Any]) -> None:
        self.stack = stack
        self.api = stack.api
        self.warehouse = connection
        self.host = host_of(stack.espn.base)
        self.prefixes = EspnPrefixes()

    # Runs

    def start(self, *days: str, **params: Any) -> str:
        """Start a run of these days, without refresh unless asked for; its id comes back."""
        conf = {"days": list(days), "refresh_days": 0, **params}
        return str(self.api.trigger(DAG, conf, wait=False)["dag_run_id"])

    def run(self, *days: str, **params: Any) -> Run:
        """Run these days and wait for the end."""
        return self.ended(self.start(*days, **params))

    def ended(self, run_id: str, limit: float = RUN_LIMIT) -> Run:
        """Wait for the end of a run."""
        run = self.api.finished(DAG, run_id, limit)
        rows = self._returned(run_id) or []
        seconds = _seconds(run["queued_at"], run["end_date"])
        return Run(run_id, run["state"], {row["day"]: row for row in rows}, self.tasks(run_id), seconds)

    def tasks(self, run_id: str) -> dict[str, str]:
        """The state of each task instance."""
        return {_name(task): task["state"] for task in self.api.tasks(DAG, run_id)}

    def task(self, run_id: str, task_id: str, label: str | None = None) -> dict[str, Any]:
        """The only instance of a task, or the one with this label, as Airflow describes it."""
        tasks = [task for task in self.api.tasks(DAG, run_id) if task["task_id"] == task_id]
        if label is not None:
            tasks = [task for task in tasks if task["rendered_map_index"] == label]
        (task,) = tasks
        return dict(task)

    def wait_for_task(
        self, run_id: str, task_id: str, state: str, limit: float = WAIT_LIMIT
    ) -> dict[str, Any]:
        """Wait until the only instance of a task is in this state; fail when it ends in another one."""

        def reached() -> Any:
            task = self.task(run_id, task_id)
            now = task["state"]
            assert now == state or now not in FINAL_STATES, f"{task_id} is {now}, not {state}"
            return task if now == state else None

        return dict(wait_for(reached, limit))

    def clear(self, run_id: str, task_id: str) -> None:
        """Clear a task with everything behind it, as the person on call does."""
        body = {
            "dry_run": False,
            "dag_run_id": run_id,
            "task_ids": [task_id],
            "only_failed": False,
            "include_downstream": True,
            "reset_dag_runs": True,
        }
        self.api.post(f"/dags/{DAG}/clearTaskInstances", body)

    def log(self, task: Mapping[str, Any]) -> str:
        """All that the last try of a task logged, one event a line, with the text of its errors."""
        path = f"{RUNS}/{quote(task['dag_run_id'])}/taskInstances/{task['task_id']}/logs/{task['try_number']}"
        content = self.api.get(path, map_index=task["map_index"], full_content=True)["content"]
        return "\n".join(str(line) for line in content)

    def events(self, run_id: str | None = None) -> list[dict[str, Any]]:
        """The asset events of a run, or of all runs."""
        only = {} if run_id is None else {"source_run_id": run_id}
        return list(self.api.get("/assets/events", limit=100, source_dag_id=DAG, **only)["asset_events"])

    def forget(self, days: Sequence[str]) -> None:
        """Delete what was run and stored for these days, which follow one another."""
        limits = {"logical_date_gte": f"{days[0]}T00:00:00Z", "logical_date_lte": f"{days[-1]}T23:59:59Z"}
        for run in self.api.get(RUNS, limit=100, **limits)["dag_runs"]:
            self.api.delete(f"{RUNS}/{quote(run['dag_run_id'])}")
        keys = [stored.key for stored in self.objects(list(self.ledger(*days)))]
        keys += [self.prefixes.schedule_key(date.fromisoformat(day)) for day in days]
        for key in keys:
            self.stack.s3.delete_object(Bucket=BUCKET, Key=key)
        self.warehouse.execute("DELETE FROM ops.ingest_ledger WHERE day = ANY (%s::date[])", [list(days)])

    def client(self) -> AirflowApi:
        """A client that knows how to read what a task did not return."""
        return AirflowApi(self.stack.stack.ui_url, "admin", USERS["admin"])

    def _returned(self, run_id: str) -> Any:
        with self.client() as api:
            return api.returned(DAG, run_id, "finish_run")

    # The source

    def games(self, day: str) -> list[dict[str, Any]]:
        """The games that the source lists for a day."""
        return list(self.stack.espn.get("/_control/games", day=day)["games"])

    def finals(self, day: str) -> list[str]:
        """The ids of the day's finished games, in the order of their start."""
        return [game["id"] for game in self.games(day) if game["completed"]]

    def mark(self, game_id: str, **wish: Any) -> None:
        """Change one game, see the simulator's `/_control/games`."""
        self.stack.espn.post("/_control/games", {"id": game_id, **wish})

    def break_source(self, *rules: Mapping[str, Any]) -> None:
        """Put these faults in force, see the simulator's `/_control/faults`."""
        self.stack.espn.post("/_control/faults", list(rules))

    def mend_source(self) -> None:
        self.stack.espn.delete("/_control/faults")

    def forget_requests(self) -> None:
        self.stack.espn.delete("/_control/requests")

    def asked(self) -> list[str]:
        """What the source was asked for, in order: days as `20251201`, games by id; robots.txt left out."""
        return [address for _, address, _ in self.exchanges()]

    def exchanges(self) -> list[tuple[str, str, int]]:
        """Time, day or game, and status of each request to the source, in order; robots.txt left out."""
        requests = self.stack.espn.get("/_control/requests")["requests"]
        return [
            (request["time"], request["address"].partition("=")[2].partition("&")[0], request["status"])
            for request in requests
            if request["address"] != "/robots.txt"
        ]

    def scoreboard(self, day: str) -> bytes:
        """What the source says about a day now. The request is counted like any other."""
        address = f"{self.stack.espn.base}/apis/site/v2/sports/basketball/nba/scoreboard"
        answer = self.stack.espn.session.get(address, params={"dates": day.replace("-", "")}, timeout=180)
        answer.raise_for_status()
        return answer.content

    def summary(self, game_id: str) -> bytes:
        """What the source says about a game now. The request is counted like any other."""
        address = f"{self.stack.espn.base}/apis/site/v2/sports/basketball/nba/summary?event={game_id}"
        answer = self.stack.espn.session.get(address, timeout=180)
        answer.raise_for_status()
        return answer.content

    # What was written

    def ledger(self, *days: str) -> dict[str, LedgerEntry]:
        """The ledger's games of these days, by id."""
        return ledger.read_days(self.warehouse, "espn_raw", [date.fromisoformat(day) for day in days])

    def standings(self, *days: str) -> dict[str, tuple[str, str | None]]:
        """Status and reason of each game of these days."""
        return {
            item: (entry.status.value, entry.reason) for item, entry in sorted(self.ledger(*days).items())
        }

    def schedule(self, day: str) -> LedgerEntry:
        """The ledger's entry of a day's scoreboard."""
        item = day.replace("-", "")
        return ledger.read(self.warehouse, "espn_schedules", [item])[item]

    def metrics(self) -> dict[str, tuple[float | None, str | None, bool]]:
        """Value, unit and staleness of each metric."""
        rows = self.warehouse.execute(
            "SELECT name, value, unit, stale FROM ops.metrics WHERE category = 'espn_data'"
        )
        return {name: (value, unit, stale) for name, value, unit, stale in rows}

    def objects(self, game_ids: Collection[str]) -> list[Stored]:
        """Those objects of these games that the archive holds, in publishing order game by game."""
        listed = self.listing()
        keys = [key for game_id in game_ids for key in self.prefixes.game_keys(game_id)]
        return [self.stored(key) for key in keys if key in listed]

    def stored(self, key: str) -> Stored:
        head = self.stack.s3.head_object(Bucket=BUCKET, Key=key)
        return Stored(key, head["Metadata"].get("write-id"), head["LastModified"].isoformat())

    def body(self, key: str) -> bytes:
        return self.stack.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def listing(self) -> dict[str, tuple[str, int, str]]:
        """ETag, size and time of every object of the archive, by key."""
        pages = self.stack.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        return {
            entry["Key"]: (entry["ETag"], entry["Size"], entry["LastModified"].isoformat())
            for page in pages
            for entry in page.get("Contents", [])
        }

    def buffer(self) -> Path:
        """The folder of buffered payloads."""
        return Path(self.stack.stack.environment["SCOREBOOK_DATA_DIR"]) / "tmp" / "espn_raw"

    def buffered(self, game_ids: Collection[str]) -> list[str]:
        """Those of these games of which a payload is still buffered."""
        return [game_id for game_id in game_ids if (self.buffer() / f"{game_id}.0.payload").exists()]

    def everything(self) -> dict[str, Any]:
        """All that a run could write: objects, ledger, metrics, watermarks, asset events, buffered files."""

        def rows(table: str) -> Sequence[Any]:
            return self.warehouse.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall()

        files = self.buffer().parent.rglob("*")
        return {
            "objects": self.listing(),
            "ledger": rows("ops.ingest_ledger"),
            "metrics": rows("ops.metrics"),
            "watermarks": rows("ops.ingest_watermarks"),
            "events": len(self.events()),
            "files": sorted(str(file) for file in files if file.is_file()),
        }


def _name(task: Mapping[str, Any]) -> str:
    if task["map_index"] < 0:
        return str(task["task_id"])
    return f"{task['task_id']}[{task['rendered_map_index'] or task['map_index']}]"


def _seconds(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
