"""Rows in the streaming buffer mean "not yet", up to a limit; nothing else does."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc
import pytest
from airflow.sdk.exceptions import TaskDeferred

from include.devstack.predictions import Day, day_rows
from include.predictions import errors
from include.predictions.errors import StreamingBufferError
from scorebook.triggers.streaming_buffer import EMPTY, ERROR, LIMIT
from tests.integration.predictions.running import DAY, Cleaning
from tests.integration.predictions.test_survivors import TODAY

pytestmark = pytest.mark.integration
BATCH = Day(day=TODAY, keys=8)


@pytest.fixture
def locked(cleaning: Cleaning) -> Cleaning:
    """A day whose first batch was streamed just now and whose second one was loaded."""
    rows = day_rows(Day(day=TODAY, keys=8, duplicates=8))
    is_first = pc.equal(rows["created_at"], pc.min(rows["created_at"]))
    cleaning.predictions.stream(rows.filter(is_first))
    cleaning.predictions.load(rows.filter(pc.invert(is_first)))
    return cleaning


def ended(how: str) -> dict[str, Any]:
    return {"ended": how, "rows": None, "oldest": None, "error": "BigQueryForbiddenError: no"}


def test_a_locked_day_defers_until_the_limit(locked: Cleaning) -> None:
    with pytest.raises(TaskDeferred) as deferred:
        locked.run()
    _, wait = deferred.value.trigger.serialize()
    assert wait["table"] == locked.predictions.table
    assert deferred.value.method_name == "resume"
    assert locked.figures | {"message": ""} == {
        "day": DAY,
        "status": "in_streaming_buffer",
        "total": 16,
        "duplicates": 8,
        "deactivated": 0,
        "locked": 8,
        "remaining": 8,
        "message": "",
    }


def test_after_the_wait_it_is_cleaned_in_four_jobs(locked: Cleaning) -> None:
    with pytest.raises(TaskDeferred):
        locked.run()
    locked.predictions.control.post("/flush")
    told = locked.run(event=ended(EMPTY))
    assert (told["status"], told["deactivated"], told["locked"]) == ("cleaned", 8, 0)
    assert locked.kinds() == [
        ("select", "done"),
        ("update", "failed"),
        ("update", "done"),
        ("select", "done"),
    ]


def test_beyond_the_limit_it_fails_with_the_locked_rows_and_since_when(locked: Cleaning) -> None:
    before = locked.rows()
    pattern = (
        r"8 duplicates of 2026-03-09 are locked: about 8 rows of the table are in the streaming buffer, the "
        r"oldest since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC. The limit of 0 minutes"
    )
    with pytest.raises(StreamingBufferError, match=pattern) as error:
        locked.run(wait_for_buffer_minutes=0)
    assert error.value.until is None
    assert locked.figures["status"] == "in_streaming_buffer"
    assert locked.rows() == before


def test_a_day_that_failed_at_the_limit_is_cleaned_when_it_is_cleared_later(locked: Cleaning) -> None:
    with pytest.raises(StreamingBufferError):
        locked.run(wait_for_buffer_minutes=0)
    locked.predictions.control.post("/flush")
    assert locked.run(wait_for_buffer_minutes=0, clears=1)["deactivated"] == 8


def test_a_resumed_task_waits_no_longer_than_the_first_limit(locked: Cleaning) -> None:
    limits = []
    for event in (None, ended(LIMIT)):
        with pytest.raises(TaskDeferred) as deferred:
            locked.run(event=event)
        limits.append(deferred.value.trigger.serialize()[1]["until"])
    assert limits[0] == limits[1]


def test_a_day_without_locked_rows_is_cleaned_while_another_is_streamed(cleaning: Cleaning) -> None:
    cleaning.predictions.stream(Day(day=TODAY.replace(day=8), keys=5))
    cleaning.predictions.load(Day(day=TODAY, keys=5, duplicates=5))
    assert cleaning.run()["status"] == "cleaned"


def test_a_clean_day_waits_for_nothing(cleaning: Cleaning) -> None:
    cleaning.predictions.stream(BATCH)
    assert cleaning.run()["status"] == "clean"


def test_a_refusal_without_a_visible_buffer_is_left_to_the_retry_policy(cleaning: Cleaning) -> None:
    cleaning.predictions.load(Day(day=TODAY, keys=5, duplicates=5))
    message = (
        "UPDATE or DELETE statement over table scorebook-local.d.t would affect rows in the streaming "
        "buffer, which is not supported"
    )
    fault = {"kind": "error", "statement": "update", "reason": "invalidQuery", "message": message}
    cleaning.predictions.control.post("/faults", fault | {"at": "job", "count": 1})
    with pytest.raises(StreamingBufferError) as error:
        cleaning.run()
    assert error.value.until is not None
    assert cleaning.run()["deactivated"] == 5


def test_exact_copies_that_are_locked_wait_as_well(cleaning: Cleaning) -> None:
    rows = cleaning.predictions.load(BATCH)
    cleaning.predictions.stream(rows)
    with pytest.raises(TaskDeferred):
        cleaning.run()
    cleaning.predictions.control.post("/flush")
    assert cleaning.run(event=ended(EMPTY))["deactivated"] == 8


def test_a_wait_that_ended_with_an_error_fails(locked: Cleaning) -> None:
    with pytest.raises(errors.BigQueryError, match="BigQueryForbiddenError: no"):
        locked.run(event=ended(ERROR))
    assert locked.figures["status"] == "failed"


@pytest.mark.parametrize(
    ("reason", "statement", "at", "expected"),
    [
        ("accessDenied", "select", "insert", errors.BigQueryForbiddenError),
        ("accessDenied", "update", "job", errors.BigQueryForbiddenError),
        ("quotaExceeded", "select", "job", errors.BigQueryQuotaError),
        ("quotaExceeded", "update", "insert", errors.BigQueryQuotaError),
        ("bytesBilledLimitExceeded", "update", "job", errors.BigQueryQuotaError),
        ("invalidQuery", "select", "insert", errors.BigQueryStatementError),
        ("invalidQuery", "update", "job", errors.BigQueryStatementError),
        ("stopped", "update", "job", errors.BigQueryError),
    ],
)
def test_every_other_error_is_told_by_its_kind_and_never_as_no_duplicates(
    cleaning: Cleaning, reason: str, statement: str, at: str, expected: type[Exception]
) -> None:
    cleaning.predictions.load(Day(day=TODAY, keys=3, duplicates=2))
    cleaning.predictions.control.post(
        "/faults", {"kind": "error", "reason": reason, "statement": statement, "at": at}
    )
    with pytest.raises(errors.BigQueryError) as error:
        cleaning.run()
    assert type(error.value) is expected
    assert cleaning.figures["status"] == "failed"
    assert cleaning.figures["duplicates"] == (None if statement == "select" else 2)
    assert reason in cleaning.figures["message"]


def test_a_table_that_is_not_there_is_an_error(cleaning: Cleaning) -> None:
    cleaning.predictions.client.delete_table(cleaning.predictions.table)
    with pytest.raises(errors.BigQueryStatementError, match="Not found: table"):
        cleaning.run()


def test_a_wrong_location_is_told_as_such(cleaning: Cleaning) -> None:
    with pytest.raises(
        errors.BigQueryLocationError, match="is in US, not in EU: set the Airflow Variable scorebook_pred"
    ):
        cleaning.run(location="EU")
