"""Which failed task is tried again, and when. The wait of minutes, above the hooks' wait of seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import RetryDecision
from airflow.sdk.definitions.context import Context

from include.errors import (
    ArchiveBucketMissingError,
    ArchiveForbiddenError,
    IncompletePayloadError,
    ParamError,
    PayloadError,
    QualityError,
    ScorebookError,
    SourceBlockedError,
    SourceCredentialsError,
    SourceNotFoundError,
    SourceRequestError,
    SourceTooLargeError,
)
from include.source.backoff import Uniform, uniform
from scorebook import settings
from scorebook.queues import FETCH
from scorebook.typed_retry_policy import TypedRetryPolicy

# An item that the source has not finished is a PayloadError too, but one that time mends.
RETRIED = (IncompletePayloadError,)
HOPELESS = (
    ArchiveBucketMissingError,
    ArchiveForbiddenError,
    ParamError,
    PayloadError,
    QualityError,
    SourceCredentialsError,
    SourceNotFoundError,
    SourceRequestError,
    SourceTooLargeError,
)
# A source that asks for a day is asked again earlier: the circuit answers then, without a request.
LONGEST_WAIT = timedelta(hours=6)


class SourceRetryPolicy(TypedRetryPolicy):
    """For tasks that read a source or the archive.

    A source that refuses us is asked again after a random 30 to 60 minutes (Variable
    `scorebook_blocked_wait_minutes`), or when its circuit closes, if that is later. What another try
    cannot mend fails at once. Everything else waits for `scorebook_retry_delay_seconds`.

    :param draw: the random number between two limits; replaced in tests.
    """

    def __init__(self, draw: Uniform = uniform) -> None:
        self._draw = draw

    def evaluate(
        self,
        exception: BaseException,
        try_number: int,  # noqa: ARG002
        max_tries: int,  # noqa: ARG002
        context: Context | None = None,  # noqa: ARG002
    ) -> RetryDecision:
        error = _own_error(exception)
        if isinstance(error, SourceBlockedError):
            return RetryDecision.retry(self._blocked_delay(error.until), reason=str(error))
        if is_hopeless(error):
            return RetryDecision.fail(reason=f"{type(error).__name__}: another try cannot mend this. {error}")
        return RetryDecision.retry(settings.retry_delay())

    def _blocked_delay(self, until: datetime | None) -> timedelta:
        shortest, longest = settings.blocked_wait()
        drawn = timedelta(seconds=self._draw(shortest.total_seconds(), longest.total_seconds()))
        if until is None:
            return drawn
        # Spread over the same range behind the moment, so that all tasks do not come back in it.
        spread = drawn - shortest
        return max(drawn, min(until - datetime.now(UTC) + spread, LONGEST_WAIT))


def is_hopeless(error: BaseException) -> bool:
    """Whether another try cannot mend it."""
    return isinstance(error, HOPELESS) and not isinstance(error, RETRIED)


def _own_error(exception: BaseException) -> BaseException:
    """The exception, or the error of ours that it was raised from."""
    error: BaseException | None = exception
    while error is not None:
        if isinstance(error, ScorebookError):
            return error
        error = error.__cause__
    return exception


def source_retry_policy() -> SourceRetryPolicy:
    """The policy for every task that reads a source or the archive."""
    return SourceRetryPolicy()


# The layers multiply: 4 requests an address in the hook (16 if each is redirected 3 times) x 4 tries of
# the task = 16 (64) requests at most; a source that refuses us gets fewer, for 5 refusals in a row open its
# circuit. S3: 3 attempts of boto3 (in the connection) x 4 = 12. A killed worker never asks
# the policy: it costs one of the same 4 tries after `retry_delay`. Waits: at most 3 x 6 h.
SOURCE_TASK_DEFAULTS: dict[str, Any] = {
    "queue": FETCH,
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_policy": source_retry_policy(),
    "execution_timeout": timedelta(minutes=60),
}
