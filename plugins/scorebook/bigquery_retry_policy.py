"""Which failed BigQuery task is tried again, and when: locked rows and a BigQuery that is out of reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import RetryDecision
from airflow.sdk.definitions.context import Context
from airflow.sdk.exceptions import AirflowTaskTimeout

from include.predictions.errors import BigQueryUnavailableError, StreamingBufferError
from scorebook import settings
from scorebook.queues import FETCH
from scorebook.typed_retry_policy import TypedRetryPolicy


class BigQueryRetryPolicy(TypedRetryPolicy):
    """For tasks that run BigQuery jobs.

    Locked rows (`StreamingBufferError`) are tried again in equal parts of the time that is left until the
    limit, and not after it. A BigQuery that did not answer, and a task that took too long, are tried again
    after `scorebook_retry_delay_seconds`: the try joins the job that runs. Everything else fails at once.
    """

    def evaluate(
        self,
        exception: BaseException,
        try_number: int,
        max_tries: int,
        context: Context | None = None,  # noqa: ARG002
    ) -> RetryDecision:
        if isinstance(exception, StreamingBufferError):
            return self._locked(exception, tries_left=max_tries - try_number + 1)
        if isinstance(exception, BigQueryUnavailableError | AirflowTaskTimeout):
            return RetryDecision.retry(settings.retry_delay(), reason=str(exception))
        return RetryDecision.fail(reason=f"{type(exception).__name__}: another try cannot mend this")

    def _locked(self, error: StreamingBufferError, *, tries_left: int) -> RetryDecision:
        left = error.until - datetime.now(UTC) if error.until else timedelta()
        if left <= timedelta() or tries_left < 1:
            return RetryDecision.fail(reason=str(error))
        # The last try falls on the limit.
        return RetryDecision.retry(max(settings.retry_delay(), left / tries_left), reason=str(error))


# Tries of a task x at most 20 s of repeated requests in it; see `include.predictions.jobs`. A wait for locked
# rows costs no try while it is deferred. A killed worker comes back after `retry_delay` and joins its job.
BIGQUERY_TASK_DEFAULTS: dict[str, Any] = {
    "queue": FETCH,
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_policy": BigQueryRetryPolicy(),
    "execution_timeout": timedelta(minutes=60),
}
