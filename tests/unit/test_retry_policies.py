import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from airflow.sdk.definitions.retry_policy import RetryAction

from include import errors
from include.source.errors import SourceDisallowedError
from scorebook.retry_policies import (
    LONGEST_WAIT,
    SOURCE_TASK_DEFAULTS,
    SourceRetryPolicy,
    source_retry_policy,
)

MINUTE = timedelta(minutes=1)
HOPELESS = {
    errors.ArchiveBucketMissingError: ("gone",),
    errors.ArchiveForbiddenError: ("no",),
    errors.ParamError: ("bad",),
    errors.QualityError: ("coverage",),
    errors.PayloadError: ("bad",),
    errors.WrongGameError: ("other",),
    errors.SourceCredentialsError: ("401",),
    errors.SourceNotFoundError: ("404",),
    errors.SourceRequestError: ("400",),
    errors.SourceTooLargeError: ("200 MB",),
    SourceDisallowedError: ("robots",),
}
WAIT_AS_USUAL = [
    errors.SourceUnavailableError("500"),
    errors.SourceNotJsonError("html"),
    errors.ArchiveUnavailableError("503"),
    errors.ArchiveConflictError("busy"),
    errors.IncompletePayloadError("empty box score"),
    psycopg.OperationalError("server closed the connection"),
    RuntimeError("a bug"),
]


def lowest(low: float, high: float) -> float:
    return low


def highest(low: float, high: float) -> float:
    return high


def decide(error: BaseException, policy: SourceRetryPolicy | None = None) -> Any:
    return (policy or source_retry_policy()).evaluate(error, try_number=1, max_tries=3)


@pytest.mark.parametrize("cls", HOPELESS, ids=lambda cls: cls.__name__)
def test_what_another_try_cannot_mend_fails_at_once(cls: type[errors.ScorebookError]) -> None:
    decision = decide(cls(*HOPELESS[cls]))
    assert decision.action is RetryAction.FAIL
    assert cls.__name__ in decision.reason


@pytest.mark.parametrize("error", WAIT_AS_USUAL, ids=lambda error: type(error).__name__)
def test_everything_else_waits_as_the_variable_says(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_DELAY_SECONDS", "7")
    decision = decide(error)
    assert (decision.action, decision.retry_delay) == (RetryAction.RETRY, timedelta(seconds=7))


@pytest.mark.parametrize("cls", [errors.SourceBlockedError, errors.SourcePausedError])
@pytest.mark.parametrize(("draw", "wait"), [(lowest, 30 * MINUTE), (highest, 60 * MINUTE)])
def test_a_refusing_source_waits_30_to_60_minutes(
    cls: type[errors.SourceBlockedError], draw: Any, wait: timedelta
) -> None:
    decision = decide(cls("406"), SourceRetryPolicy(draw))
    assert (decision.action, decision.retry_delay) == (RetryAction.RETRY, wait)


def test_waits_are_random() -> None:
    assert len({decide(errors.SourceBlockedError("406")).retry_delay for _ in range(20)}) > 15


def test_the_wait_is_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_BLOCKED_WAIT_MINUTES", "0.05-0.1")
    assert (
        timedelta(seconds=3) <= decide(errors.SourceBlockedError("406")).retry_delay <= timedelta(seconds=6)
    )


def test_waits_for_the_circuit_when_that_closes_later() -> None:
    error = errors.SourceBlockedError("429", until=datetime.now(UTC) + 120 * MINUTE)
    wait = decide(error, SourceRetryPolicy(lowest)).retry_delay
    assert 119 * MINUTE < wait <= 120 * MINUTE


def test_spreads_tasks_behind_the_circuit() -> None:
    error = errors.SourceBlockedError("429", until=datetime.now(UTC) + 120 * MINUTE)
    wait = decide(error, SourceRetryPolicy(highest)).retry_delay
    assert 149 * MINUTE < wait <= 150 * MINUTE


def test_never_waits_longer_than_the_cap() -> None:
    error = errors.SourcePausedError("paused", until=datetime.now(UTC) + timedelta(days=30))
    assert decide(error).retry_delay == LONGEST_WAIT


def test_an_open_circuit_that_closes_soon_does_not_shorten_the_wait() -> None:
    error = errors.SourceBlockedError("429", until=datetime.now(UTC) + MINUTE)
    assert decide(error, SourceRetryPolicy(lowest)).retry_delay == 30 * MINUTE


def test_an_error_raised_from_ours_is_judged_by_ours() -> None:
    wrapper = RuntimeError("the operator failed")
    wrapper.__cause__ = errors.SourceCredentialsError("401")
    assert decide(wrapper).action is RetryAction.FAIL


def test_survives_serialization() -> None:
    stored = json.loads(json.dumps(source_retry_policy().serialize()))
    assert SourceRetryPolicy.deserialize(stored) == source_retry_policy()


def test_another_policy_s_data_is_refused() -> None:
    with pytest.raises(ValueError, match="SourceRetryPolicy"):
        SourceRetryPolicy.deserialize({"__type": "ExceptionRetryPolicy", "rules": []})


def test_serializing_a_dag_twice_gives_the_same() -> None:
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.sdk import DAG
    from airflow.serialization.serialized_objects import DagSerialization

    def serialized() -> str:
        with DAG("policy_probe", schedule=None, default_args=dict(SOURCE_TASK_DEFAULTS)) as dag:
            EmptyOperator(task_id="plain")
            EmptyOperator.partial(task_id="mapped").expand(doc_md=["a", "b"])
        return json.dumps(DagSerialization.to_dict(dag), sort_keys=True, default=str)

    first = serialized()
    assert first == serialized()
    assert "has_retry_policy" in first
    assert " at 0x" not in first
