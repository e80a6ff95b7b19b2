"""A worker process that runs tasks in forked children, so that each can be killed without new imports.

Reads one JSON object a line: `{"jobs": [{"task", "fault", "environment", "outcome", ...}]}`. All jobs of
a line run at once. When all have ended it writes one line: their exit codes, -9 for a killed one. What
a job did stands in its file `outcome`, unless it was killed.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import threading
import traceback
from datetime import date
from pathlib import Path
from typing import Any

import botocore.loaders
import msgspec

from include.espn.discovery import Discovery
from include.espn.enrichment import enrich as enrich_module
from include.espn.enrichment import page
from include.espn.keys import EspnPrefixes
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.source import SourceHook
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.workflows import espn_enrichment
from tests.faults.steps import Fault, Steps


class TaskInstance:
    """Keeps what a task pushes."""

    def __init__(self) -> None:
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


def archive(job: dict[str, Any], outcome: dict[str, Any]) -> None:
    """Run the archiving task of `group`."""
    operator = FetchToArchiveOperator(
        task_id="fetch",
        dataset="espn_raw",
        group=job["group"],
        verify="include.espn.archive.verify_game",
        source_conn_id="espn_api",
        bucket=job["bucket"],
        retention_hours="24",
    )
    ti = TaskInstance()
    try:
        outcome["returned"] = operator.execute({"run_id": job["run_id"], "ti": ti})  # type: ignore[arg-type]
    finally:
        outcome["pushed"] = ti.pushed


def discover(job: dict[str, Any], outcome: dict[str, Any]) -> None:
    """List the games of `days`."""
    with (
        SourceHook("espn_api") as source,
        WarehouseHook().connect(autocommit=True) as connection,
    ):
        discovery = Discovery(
            run_id=job["run_id"],
            bucket=job["bucket"],
            prefixes=EspnPrefixes(**job["prefixes"]),
            s3=s3_client(),
            connection=connection,
            fetch=source.fetch,
            requests_made=lambda: source.requests_made,
            dry_run=False,
        )
        listings = discovery.discover([date.fromisoformat(day) for day in job["days"]])
    outcome["returned"] = msgspec.to_builtins(listings)


class TaskStateStore:
    """Keeps what a task tells of itself."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def set(self, key: str, value: Any) -> None:
        self.told[key] = value


def enrich(job: dict[str, Any], outcome: dict[str, Any]) -> None:
    """Run the enriching task of `shard`; each game that is extracted is a line of the file `extracted`."""
    extracted = os.open(job["extracted"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    read = page.read_page

    def noted(game: Any, answer: Any) -> Any:
        os.write(extracted, f"{game.game_id}\n".encode())
        return read(game, answer)

    enrich_module.read_page = noted
    ti, store = TaskInstance(), TaskStateStore()
    context = {"run_id": job["run_id"], "ti": ti, "task_state_store": store}
    try:
        outcome["returned"] = espn_enrichment.enrich(job["checked"], job["shard"], context)  # type: ignore[arg-type]
    finally:
        outcome["pushed"], outcome["told"] = ti.pushed, store.told


TASKS = {"archive": archive, "discover": discover, "enrich": enrich}


def start(job: dict[str, Any]) -> int:
    """Run a job in a child; its process id comes back."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        status = run(job)
    finally:
        os._exit(status)


def run(job: dict[str, Any]) -> int:
    """Run a job in this process. 0 = it returned, 2 = it raised, which the outcome tells."""
    os.environ.update(job["environment"])
    steps = Steps(Fault(**job["fault"]) if job["fault"] else None)
    steps.watch()
    outcome: dict[str, Any] = {"error": None}
    try:
        TASKS[job["task"]](job, outcome)
    except Exception as error:  # noqa: BLE001 (told to the test, whatever it is)
        outcome["error"] = f"{type(error).__name__}: {error}"
        outcome["traceback"] = traceback.format_exc()
    outcome["steps"] = steps.names
    Path(job["outcome"]).write_text(json.dumps(outcome, default=str))
    return 0 if outcome["error"] is None else 2


def warm_up() -> None:
    """Load what every child needs, so that none pays for it."""
    botocore.loaders.create_loader = functools.cache(botocore.loaders.create_loader)
    os.environ["AIRFLOW_CONN_WARM_UP"] = json.dumps(
        {"conn_type": "aws", "login": "login", "password": "password", "extra": {"region_name": "us-east-1"}}
    )
    s3_client("warm_up").close()


def main() -> None:
    # What tasks log on stdout must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warm_up()
    assert threading.active_count() == 1, "children are forked: no other thread may run"
    for line in sys.stdin:
        children = [start(job) for job in json.loads(line)["jobs"]]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(codes), file=answers, flush=True)


if __name__ == "__main__":
    main()
