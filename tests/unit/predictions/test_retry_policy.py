"""Which failed BigQuery task is tried again: locked rows until their limit, and a BigQuery out of reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from airflow.sdk.definitions.retry_policy import RetryAction
from airflow.sdk.exceptions import AirflowTaskTimeout

from include.errors import ParamError
from include.predictions import errors
from scorebook.bigquery_retry_policy import BIGQUERY_TASK_DEFAULTS, BigQueryRetryPolicy


@pytest.fixture(autouse=True)
def delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_DELAY_SECONDS", "60")


def decide(error: BaseException, try_number: int = 1) -> Any:
    return BigQueryRetryPolicy().evaluate(error, try_number=try_number, max_tries=3)


@pytest.mark.parametrize(("try_number", "minutes"), [(1, 30), (2, 45), (3, 90)])
def test_locked_rows_are_tried_again_so_that_the_last_try_is_at_the_limit(
    try_number: int, minutes: int
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=90)
    decision = decide(errors.StreamingBufferError("locked", until=until), try_number)
    assert decision.action is RetryAction.RETRY
    assert abs(decision.retry_delay - timedelta(minutes=minutes)) < timedelta(minutes=1)


def test_locked_rows_are_not_asked_for_more_often_than_the_variable_says() -> None:
    until = datetime.now(UTC) + timedelta(seconds=3)
    assert decide(errors.StreamingBufferError("locked", until=until)).retry_delay == timedelta(minutes=1)


@pytest.mark.parametrize("until", [None, datetime(2026, 1, 1, tzinfo=UTC)])
def test_beyond_the_limit_they_fail(until: datetime | None) -> None:
    decision = decide(errors.StreamingBufferError("8 rows locked", until=until))
    assert (decision.action, decision.reason) == (RetryAction.FAIL, "8 rows locked")


@pytest.mark.parametrize("error", [errors.BigQueryUnavailableError("503"), AirflowTaskTimeout("an hour")])
def test_what_may_have_gone_on_without_us_is_asked_again(error: BaseException) -> None:
    decision = decide(error)
    assert (decision.action, decision.retry_delay) == (RetryAction.RETRY, timedelta(minutes=1))


@pytest.mark.parametrize(
    "error",
    [
        errors.BigQueryError("stopped"),
        errors.BigQueryForbiddenError("403"),
        errors.BigQueryLocationError("EU"),
        errors.BigQueryQuotaError("quota"),
        errors.BigQueryStatementError("bad SQL"),
        errors.DuplicatesRemainError("3"),
        ParamError("bad"),
        RuntimeError("a bug"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_everything_else_fails_at_once(error: BaseException) -> None:
    decision = decide(error)
    assert decision.action is RetryAction.FAIL
    assert type(error).__name__ in decision.reason


def test_it_survives_serialization() -> None:
    policy = BIGQUERY_TASK_DEFAULTS["retry_policy"]
    assert BigQueryRetryPolicy.deserialize(policy.serialize()) == policy
    with pytest.raises(ValueError, match="Expected a serialized BigQueryRetryPolicy"):
        BigQueryRetryPolicy.deserialize({"__type": "Other"})
