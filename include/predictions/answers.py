"""What an error that BigQuery answered with means: one class for each thing that can be done about it.

The reasons: cloud.google.com/bigquery/docs/error-messages
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from include.predictions.errors import (
    BigQueryError,
    BigQueryForbiddenError,
    BigQueryLocationError,
    BigQueryQuotaError,
    BigQueryStatementError,
    BigQueryUnavailableError,
    StreamingBufferError,
)

_STREAMING_BUFFER = re.compile(
    r"UPDATE or DELETE statement over table \S+ would affect rows in the streaming buffer, "
    r"which is not supported"
)
_OTHER_LOCATION = re.compile(r"was not found in location")
_CLASS_OF = {
    "accessDenied": BigQueryForbiddenError,
    "forbidden": BigQueryForbiddenError,
    "quotaExceeded": BigQueryQuotaError,
    "rateLimitExceeded": BigQueryQuotaError,
    "jobRateLimitExceeded": BigQueryQuotaError,
    "bytesBilledLimitExceeded": BigQueryQuotaError,
    "billingTierLimitExceeded": BigQueryQuotaError,
    "billingNotEnabled": BigQueryForbiddenError,
    "invalidQuery": BigQueryStatementError,
    "invalid": BigQueryStatementError,
    "notFound": BigQueryStatementError,
    "stopped": BigQueryError,
    "backendError": BigQueryUnavailableError,
    "internalError": BigQueryUnavailableError,
    "jobBackendError": BigQueryUnavailableError,
    "jobInternalError": BigQueryUnavailableError,
}
_ADVICE: dict[type[BigQueryError], str] = {
    BigQueryForbiddenError: (
        ". The Airflow connection google_cloud_default needs the roles BigQuery Job User, and BigQuery Data "
        "Editor on the data set: mend it, then clear the task"
    ),
    BigQueryQuotaError: ". Clear the task once the quota has room, or have it raised",
}
_ADVICE_OF = {
    "bytesBilledLimitExceeded": (
        ". Raise the Airflow Variable scorebook_maximum_bytes_billed_gb if so much is meant, then clear "
        "the task"
    ),
    "notFound": (
        ". The Airflow Variables scorebook_predictions_project, _dataset and _table name the table: set "
        "them, then clear the task"
    ),
}
_CLASS_OF_STATUS = {
    400: BigQueryStatementError,
    401: BigQueryForbiddenError,
    403: BigQueryForbiddenError,
    404: BigQueryStatementError,
    429: BigQueryQuotaError,
}


def error_of(reason: str, message: str, status: int | None, doing: str) -> BigQueryError:
    """Return the error that an answer of BigQuery means.

    :param reason: BigQuery's short name of it, such as `invalidQuery`; empty where it gave none.
    :param doing: what was being done, for the message.
    """
    text = f"BigQuery refused to {doing}: {message} (reason {reason or 'not given'})"
    if reason == "invalidQuery" and _STREAMING_BUFFER.search(message):
        return StreamingBufferError(text)
    if reason == "notFound" and _OTHER_LOCATION.search(message):
        return BigQueryLocationError(
            f"{text}. Set the Airflow Variable scorebook_predictions_location to where the data set is."
        )
    known = _CLASS_OF.get(reason) or _CLASS_OF_STATUS.get(status or 0)
    if known is None and status is not None and status >= 500:
        known = BigQueryUnavailableError
    known = known or BigQueryError
    return known(text + _ADVICE_OF.get(reason, _ADVICE.get(known, "")))


@contextmanager
def bigquery_errors(doing: str) -> Iterator[None]:
    """Turn what the client library raises into errors of ours; other exceptions pass."""
    import requests
    from google.api_core.exceptions import GoogleAPICallError, RetryError
    from google.auth.exceptions import GoogleAuthError, TransportError

    try:
        yield
    except GoogleAPICallError as error:
        reason, message = _first(error)
        raise error_of(reason, message, error.code, doing) from error
    except RetryError as error:
        if isinstance(error.cause, GoogleAPICallError):
            reason, message = _first(error.cause)
            raise error_of(reason, message, error.cause.code, doing) from error
        raise _unreachable(doing, error) from error
    except (requests.exceptions.RequestException, ConnectionError, TransportError) as error:
        raise _unreachable(doing, error) from error
    except GoogleAuthError as error:
        if error.retryable:
            raise _unreachable(doing, error) from error
        text = f"Google refused the credentials to {doing}: {error}"
        raise BigQueryForbiddenError(f"{text}{_ADVICE[BigQueryForbiddenError]}") from error


def _unreachable(doing: str, error: Exception) -> BigQueryUnavailableError:
    return BigQueryUnavailableError(f"BigQuery could not be reached to {doing}: {error}")


def _first(error: Any) -> tuple[str, str]:
    """Reason and message of the first entry of an answer; an entry may lack either."""
    entries = [entry for entry in error.errors or () if isinstance(entry, dict)]
    entry = entries[0] if entries else {}
    return str(entry.get("reason") or ""), str(entry.get("message") or error.message)
