"""The sensor against a BigQuery whose streaming buffer has rows, or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from airflow.sdk.exceptions import TaskDeferred

from include.devstack.predictions import Day
from include.errors import ParamError
from include.predictions.errors import BigQueryError
from scorebook.sensors.streaming_buffer import StreamingBufferSensor
from tests.integration.predictions.running import Cleaning

pytestmark = pytest.mark.integration

ROWS = Day(day=date(2026, 3, 9), keys=4)


def sensor(cleaning: Cleaning, **settings: Any) -> StreamingBufferSensor:
    values = {"task_id": "wait", "table": cleaning.predictions.table} | settings
    return StreamingBufferSensor(**values)


def test_goes_on_at_once_where_the_buffer_is_empty(cleaning: Cleaning) -> None:
    cleaning.predictions.load(ROWS)
    assert sensor(cleaning).execute({}) == "empty"  # type: ignore[typeddict-item]


def test_defers_for_the_rows_that_are_in_it_now(cleaning: Cleaning) -> None:
    cleaning.predictions.stream(ROWS)
    before = datetime.now(UTC)
    with pytest.raises(TaskDeferred) as deferred:
        sensor(cleaning, wait_minutes="30").execute({})  # type: ignore[typeddict-item]
    _, values = deferred.value.trigger.serialize()
    until, seen_at = (datetime.fromisoformat(values[name]) for name in ("until", "seen_at"))
    assert before <= seen_at <= datetime.now(UTC)
    assert until - seen_at == timedelta(minutes=30)
    assert values["seen_oldest"] is not None
    assert deferred.value.method_name == "resume"


def test_tells_how_the_wait_ended(cleaning: Cleaning) -> None:
    assert sensor(cleaning).resume({}, {"ended": "limit"}) == "limit"  # type: ignore[typeddict-item]
    with pytest.raises(BigQueryError, match="forbidden"):
        sensor(cleaning).resume({}, {"ended": "error", "error": "forbidden"})  # type: ignore[typeddict-item]


def test_only_looks_when_it_shall_not_wait(cleaning: Cleaning) -> None:
    cleaning.predictions.stream(ROWS)
    assert sensor(cleaning, wait_minutes=0).execute({}) == "limit"  # type: ignore[typeddict-item]


@pytest.mark.parametrize("settings", [{"wait_minutes": "soon"}, {"wait_minutes": -1}, {"table": "a.b; DROP"}])
def test_refuses_what_it_cannot_use(cleaning: Cleaning, settings: dict[str, Any]) -> None:
    with pytest.raises(ParamError):
        sensor(cleaning, **settings).execute({})  # type: ignore[typeddict-item]
