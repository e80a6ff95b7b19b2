"""The predictions of the demo: a clean day, one with duplicates, and one whose rows BigQuery still locks."""

from __future__ import annotations

import time
from datetime import date

import requests

from include.control.client import AirflowApi
from include.control.demo.sources import Sources
from include.control.output import say
from include.devstack.bigquery import make_client
from include.devstack.predictions.rows import Day, day_rows
from include.devstack.predictions.table import LOCAL_TABLE, load, make_table, stream

DAG = "bigquery_dedup_cleanup"
CLEAN = Day(day=date(2026, 3, 15), keys=450)
DIRTY = Day(day=date(2026, 3, 16), keys=450, duplicates=120, ties=20, same_ids=10)
LOCKED = Day(day=date(2026, 3, 17), keys=300, duplicates=60)
LONGEST_LOCK = 90 * 60  # seconds after which BigQuery has taken streamed rows over
DEFERRED_LIMIT = 90.0
SILENCE = 30.0


def fill_predictions(sources: Sources) -> None:
    """Make the table of predictions anew; the rows of the last day come by the streaming API."""
    with make_client(sources.bigquery_endpoint) as client:
        client.delete_table(LOCAL_TABLE, not_found_ok=True)
        make_table(client, LOCAL_TABLE)
        for day in (CLEAN, DIRTY):
            load(client, LOCAL_TABLE, day_rows(day))
        stream(client, LOCAL_TABLE, day_rows(LOCKED))
    say(f"{LOCKED.rows} rows of {LOCKED.day} are in the streaming buffer")


def release_predictions(sources: Sources, api: AirflowApi, run_id: str) -> None:
    """Wait until a task of the run is deferred, then let BigQuery's clock go on until no row is locked."""
    deadline = time.monotonic() + DEFERRED_LIMIT
    while not (waiting := [task for task in api.tasks(DAG, run_id) if task.state == "deferred"]):
        if time.monotonic() > deadline or api.run(DAG, run_id).finished:
            say("no task waited for the streaming buffer")
            break
        time.sleep(0.2)
    for task in waiting:
        say(f"{task.task_id} [{task.label or task.map_index}] is deferred: it waits and holds no worker")
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{sources.bigquery_endpoint}/_control/clock",
            json={"advance_seconds": LONGEST_LOCK},
            timeout=SILENCE,
        )
        answer.raise_for_status()
    say("90 minutes pass at BigQuery: its rows are released")
