"""What BigQuery's answers mean: only the exact streaming-buffer error means "not yet"."""

from __future__ import annotations

import pytest
import requests
from google.api_core import exceptions as google
from google.auth.exceptions import RefreshError

from include.predictions import errors
from include.predictions.answers import bigquery_errors, error_of

LOCKED = (
    "UPDATE or DELETE statement over table p-roject.d.t would affect rows in the streaming buffer, "
    "which is not supported"
)


def meaning(reason: str, message: str = "no", status: int | None = 400) -> type[errors.BigQueryError]:
    return type(error_of(reason, message, status, "count"))


def test_the_streaming_buffer_error_means_not_yet() -> None:
    assert meaning("invalidQuery", LOCKED) is errors.StreamingBufferError
    assert meaning("invalidQuery", f"Query error: {LOCKED} at [1:1]") is errors.StreamingBufferError


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("invalidQuery", "Unrecognized name: streaming buffer"),
        ("invalidQuery", "Table t has a streaming buffer"),
        ("accessDenied", LOCKED),
        ("", LOCKED),
    ],
)
def test_nothing_else_does(reason: str, message: str) -> None:
    assert meaning(reason, message) is not errors.StreamingBufferError


@pytest.mark.parametrize(
    ("reason", "status", "expected"),
    [
        ("accessDenied", 403, errors.BigQueryForbiddenError),
        ("", 403, errors.BigQueryForbiddenError),
        ("", 401, errors.BigQueryForbiddenError),
        ("quotaExceeded", 403, errors.BigQueryQuotaError),
        ("rateLimitExceeded", 403, errors.BigQueryQuotaError),
        ("", 429, errors.BigQueryQuotaError),
        ("invalidQuery", 400, errors.BigQueryStatementError),
        ("", 404, errors.BigQueryStatementError),
        ("backendError", 503, errors.BigQueryUnavailableError),
        ("", 502, errors.BigQueryUnavailableError),
        ("somethingNew", 409, errors.BigQueryError),
        ("somethingNew", None, errors.BigQueryError),
    ],
)
def test_every_answer_has_its_class(
    reason: str, status: int | None, expected: type[errors.BigQueryError]
) -> None:
    assert meaning(reason, status=status) is expected


def test_a_wrong_location_names_the_variable() -> None:
    error = error_of("notFound", "Dataset p:d was not found in location EU", 404, "count")
    assert type(error) is errors.BigQueryLocationError
    assert "scorebook_predictions_location" in str(error)


@pytest.mark.parametrize(
    ("reason", "what_to_do"),
    [
        ("accessDenied", "The Airflow connection google_cloud_default needs the roles BigQuery Job User"),
        ("bytesBilledLimitExceeded", "Raise the Airflow Variable scorebook_maximum_bytes_billed_gb"),
        ("quotaExceeded", "Clear the task once the quota has room"),
        (
            "notFound",
            "The Airflow Variables scorebook_predictions_project, _dataset and _table name the table",
        ),
    ],
)
def test_a_refusal_says_what_to_do(reason: str, what_to_do: str) -> None:
    assert what_to_do in str(error_of(reason, "no", None, "count"))


def test_credentials_that_google_refuses_are_forbidden() -> None:
    with pytest.raises(errors.BigQueryForbiddenError, match="google_cloud_default"), bigquery_errors("count"):
        raise RefreshError("invalid_grant: account not found")


@pytest.mark.parametrize(
    "raised",
    [
        RefreshError("busy", retryable=True),
        requests.exceptions.ConnectionError("reset"),
        requests.exceptions.ReadTimeout("slow"),
        ConnectionResetError("reset"),
        google.RetryError("tried for long", cause=requests.exceptions.ConnectionError("reset")),
        google.RetryError("tried for long", cause=google.ServiceUnavailable("busy")),
        google.ServiceUnavailable("busy"),
    ],
)
def test_no_answer_is_unavailable(raised: Exception) -> None:
    with pytest.raises(errors.BigQueryUnavailableError), bigquery_errors("count"):
        raise raised


def test_a_quota_that_was_asked_for_again_and_again_stays_a_quota() -> None:
    refusal = google.Forbidden("slow down", errors=[{"reason": "rateLimitExceeded", "message": "slow down"}])
    with pytest.raises(errors.BigQueryQuotaError, match="slow down"), bigquery_errors("count"):
        raise google.RetryError("tried for long", cause=refusal)


def test_other_exceptions_pass() -> None:
    with pytest.raises(KeyError), bigquery_errors("count"):
        raise KeyError("a bug")
