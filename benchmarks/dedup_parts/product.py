"""The product: the clean-up of a day as its task does it, against the local BigQuery."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.dedup_parts.days import BenchmarkDay
from include.devstack.bigquery import PROJECT, LocalBigQuery
from include.devstack.ports import free_port
from include.devstack.predictions import load, make_table, stream
from include.predictions.buffer import look_at
from include.predictions.cleaning import DayCleanUp
from include.predictions.errors import StreamingBufferError
from include.predictions.identifiers import TableName
from include.predictions.jobs import Jobs
from include.predictions.statements import Statements

if TYPE_CHECKING:
    from google.cloud import bigquery

TABLE = TableName(PROJECT, "benchmark", "player_prop_predictions")
LOCATION = "US"
MOST_BYTES = 10**12
ACTIVE = f"""
SELECT CONCAT(prediction_id, '|', CAST(UNIX_MICROS(created_at) AS STRING), '|',
    IFNULL(CAST(CAST(current_points_line * 10 AS INT64) AS STRING), 'none'), '|',
    CAST(CAST(predicted_points * 10 AS INT64) AS STRING)) AS row_text
FROM {TABLE.quoted} WHERE game_date = DATE '{{day}}' AND is_active
"""
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One day's clean-up. Seconds leave out the wait for the buffer; `jobs` are the proxy's own entries."""

    seconds: float
    refusals: int
    switched_off: int
    jobs: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Product:
    """The table in the local BigQuery."""

    client: bigquery.Client
    endpoint: str

    def clean(self, day: date, run: str) -> Cleaned:
        """Clean one day. Where its rows are locked, they are released, and the update is tried again.

        :param run: equal ones join each other's jobs.
        """
        jobs = Jobs(
            client=self.client,
            location=LOCATION,
            prefix=f"{run}_{day:%Y%m%d}",
            maximum_bytes_billed=MOST_BYTES,
        )
        steps = DayCleanUp(day, Statements(TABLE), jobs)
        begun, refusals, switched_off = time.monotonic(), 0, 0
        released = 0.0
        counted = steps.count()
        if counted.duplicates:
            columns = look_at(self.client, TABLE).columns
            try:
                steps.switch_off(counted, columns)
            except StreamingBufferError:
                refusals, released = 1, self._release(day)
                steps.switch_off(counted, columns)
            verified = steps.verify(counted)
            verified.check()
            switched_off = verified.switched_off
        seconds = time.monotonic() - begun - released
        return Cleaned(seconds, refusals, switched_off, self._jobs(jobs.prefix))

    def active(self, day: date) -> list[str]:
        """The active rows of a day, sorted; equal rows are there as often as they are active."""
        return sorted(row.row_text for row in self.client.query(ACTIVE.format(day=day)).result())

    def _release(self, day: date) -> float:
        """Let the day's rows leave the streaming buffer; returns the seconds that it took."""
        begun = time.monotonic()
        self._control("POST", "flush", {"table": str(TABLE), "day": day.isoformat()})
        return time.monotonic() - begun

    def _jobs(self, prefix: str) -> list[dict[str, Any]]:
        """Return the log of the jobs whose ids begin so; of an id that was taken, no second job was made."""
        log = self._control("GET", "jobs")
        return [job for job in log if job["job_id"].startswith(prefix) and job["outcome"] != "refused"]

    def _control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/_control/{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        with _direct.open(request, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def product(folder: Path, days: Sequence[BenchmarkDay]) -> Iterator[Product]:
    """Start a local BigQuery below `folder` and load the rows: by load jobs, some by `insertAll`."""
    server = LocalBigQuery(folder / "bigquery", free_port())
    try:
        server.start()
        with server.client() as client:
            make_table(client, str(TABLE), location=LOCATION)
            for each in days:
                split = each.rows.num_rows - each.streamed
                load(client, str(TABLE), each.rows.slice(0, split))
                stream(client, str(TABLE), each.rows.slice(split))
            yield Product(client, server.endpoint)
    finally:
        server.stop()
