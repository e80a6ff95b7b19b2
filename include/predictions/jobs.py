"""Query jobs by ids of our own, so that whoever comes back finds the job instead of starting another.

A job's id ends with what it is for and a number. One that failed keeps its number, and the next try takes the
following one; one that runs or is done is joined. So a lost reply, a killed worker and a retry cost no second
job.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from include.predictions.answers import bigquery_errors, error_of
from include.predictions.errors import BigQueryError, BigQueryUnavailableError
from include.predictions.statements import Statement

if TYPE_CHECKING:
    from google.cloud import bigquery

REQUEST_SECONDS = 60.0
RETRY_SECONDS = 20.0
"""How long a request that fails is repeated; then the task's retry comes back to the job."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two looks at a job that runs."""
MOST_FAILED = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A job that is done.

    :param rows: of a query.
    :param changed: rows that a statement inserted, changed or took out; None where BigQuery does not tell.
    :param created: when BigQuery took it in (UTC).
    """

    rows: list[dict[str, Any]]
    changed: int | None
    created: datetime


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """Runs statements as jobs.

    :param prefix: of all job ids: the same for a retry, another for another run.
    :param labels: on every job.
    :param maximum_bytes_billed: a job that would bill more is refused by BigQuery.
    """

    client: bigquery.Client
    location: str
    prefix: str
    maximum_bytes_billed: int
    labels: Mapping[str, str] = field(default_factory=dict)

    def run(self, statement: Statement) -> Done:
        """Run a statement, or join its job where there is one, and wait for the end.

        :raises BigQueryError: typed by what it means; see `include.predictions.errors`.
        """
        for number in range(1, MOST_FAILED + 1):
            job_id = f"{self.prefix}_{statement.name}_{number}"
            job = self._find(statement, job_id)
            if job is None:
                return self._finish(statement, self._begin(statement, job_id))
            if not (job.state == "DONE" and job.error_result):
                return self._finish(statement, job)
        raise BigQueryError(
            f"{MOST_FAILED} jobs to {statement.doing} failed, the last is {job_id}: look at it in BigQuery"
        )

    def estimate(self, statement: Statement) -> int:
        """Return how many bytes a statement would read. Nothing is run.

        :raises BigQueryError: typed by what it means.
        :raises ValueError: the statement modifies: such a one is not even sent.
        """
        if statement.modifies:
            raise ValueError(f"{statement.name} is not sent for an estimate")
        with bigquery_errors(f"estimate how to {statement.doing}"):
            job = self.client.query(
                statement.sql,
                job_config=self._config(statement, dry_run=True),
                location=self.location,
                retry=self._retry(),
                job_retry=None,
                timeout=REQUEST_SECONDS,
            )
        return int(job.total_bytes_processed or 0)

    def _begin(self, statement: Statement, job_id: str) -> bigquery.QueryJob:
        from google.api_core.exceptions import Conflict

        try:
            with bigquery_errors(statement.doing):
                try:
                    return self.client.query(
                        statement.sql,
                        job_config=self._config(statement, dry_run=False),
                        job_id=job_id,
                        location=self.location,
                        retry=self._retry(),
                        job_retry=None,
                        timeout=REQUEST_SECONDS,
                    )
                except Conflict:
                    # The reply to an earlier request of this moment was lost.
                    return self._get(job_id)
        except BigQueryUnavailableError:
            # Here, too, the request may have come through.
            found = self._find(statement, job_id)
            if found is None:
                raise
            return found

    def _finish(self, statement: Statement, job: bigquery.QueryJob) -> Done:
        with bigquery_errors(statement.doing):
            self._wait(job)
            if job.error_result:
                reason, message = (str(job.error_result.get(name) or "") for name in ("reason", "message"))
                raise error_of(reason, message, None, statement.doing)
            rows = [] if statement.modifies else [dict(row) for row in job.result(retry=self._retry())]
        changed = job.num_dml_affected_rows
        if job.created is None:
            raise BigQueryError(f"job {job.job_id} has no time of creation")
        return Done(rows, None if changed is None else int(changed), job.created)

    def _wait(self, job: bigquery.QueryJob) -> None:
        """Return when the job has ended. The task's own time limit bounds this wait."""
        pause = SHORTEST_PAUSE
        while not job.done(retry=self._retry(), timeout=REQUEST_SECONDS):
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _get(self, job_id: str) -> bigquery.QueryJob:
        return self.client.get_job(  # type: ignore[return-value]
            job_id, location=self.location, retry=self._retry(), timeout=REQUEST_SECONDS
        )

    def _find(self, statement: Statement, job_id: str) -> bigquery.QueryJob | None:
        from google.api_core.exceptions import NotFound

        with bigquery_errors(f"find the job to {statement.doing}"):
            try:
                return self._get(job_id)
            except NotFound:
                return None

    def _config(self, statement: Statement, *, dry_run: bool) -> bigquery.QueryJobConfig:
        from google.cloud import bigquery

        parameters = [
            bigquery.ScalarQueryParameter(name, _type(value), value)
            for name, value in statement.parameters.items()
        ]
        config = bigquery.QueryJobConfig(
            query_parameters=parameters,
            labels=dict(self.labels),
            maximum_bytes_billed=self.maximum_bytes_billed,
            use_legacy_sql=False,
            use_query_cache=False,
        )
        if dry_run:
            config.dry_run = True
        return config

    def _retry(self) -> Any:
        from google.cloud.bigquery import DEFAULT_RETRY

        return DEFAULT_RETRY.with_timeout(RETRY_SECONDS)


def _type(value: date | datetime) -> str:
    return "TIMESTAMP" if isinstance(value, datetime) else "DATE"


def label(text: str) -> str:
    """The text as the value of a label: small letters, digits, - and _, at most 63."""
    return re.sub(r"[^a-z0-9_-]", "-", text.lower())[:63]
