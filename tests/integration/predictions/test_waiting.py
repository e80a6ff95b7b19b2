"""The trigger and the sensor against a BigQuery whose buffer is emptied while they wait."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from airflow.sdk.exceptions import TaskDeferred

from include.devstack.predictions import Day
from include.errors import ParamError
from include.predictions.errors import BigQueryError
from scorebook.sensors.streaming_buffer import StreamingBufferSensor
from scorebook.triggers.streaming_buffer import StreamingBufferTrigger
from tests.integration.predictions.running import Cleaning

pytestmark = pytest.mark.integration
ROWS = Day(day=date(2026, 3, 9), keys=4)


def test_the_trigger_waits_until_the_rows_have_left_the_buffer(
    cleaning: Cleaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaning.predictions.stream(ROWS)
    seen: list[Any] = []
    look = StreamingBufferTrigger._look

    def noted(trigger: StreamingBufferTrigger) -> Any:
        found = look(trigger)
        seen.append(found)
        if len(seen) == 2:
            cleaning.predictions.control.post("/flush")
        return found

    monkeypatch.setattr(StreamingBufferTrigger, "_look", noted)
    limit = datetime.now(UTC) + timedelta(minutes=5)
    wait = StreamingBufferTrigger(
        table=cleaning.predictions.table, until=limit.isoformat(), poll_seconds=0.05
    )

    async def first() -> Any:
        return await asyncio.wait_for(anext(aiter(wait.run())), 30)

    assert asyncio.run(first()).payload["ended"] == "empty"
    assert [buffer and buffer.rows for buffer in seen] == [4, 4, None]


def sensor(cleaning: Cleaning, **settings: Any) -> StreamingBufferSensor:
    values = {"task_id": "wait", "table": cleaning.predictions.table} | settings
    return StreamingBufferSensor(**values)


def test_the_sensor_goes_on_at_once_where_the_buffer_is_empty(cleaning: Cleaning) -> None:
    cleaning.predictions.load(ROWS)
    assert sensor(cleaning).execute({}) == "empty"  # type: ignore[typeddict-item]


def test_the_sensor_defers_where_it_is_not(cleaning: Cleaning) -> None:
    cleaning.predictions.stream(ROWS)
    before = datetime.now(UTC)
    with pytest.raises(TaskDeferred) as deferred:
        sensor(cleaning, wait_minutes="30").execute({})  # type: ignore[typeddict-item]
    _, values = deferred.value.trigger.serialize()
    until = datetime.fromisoformat(values["until"])
    assert before + timedelta(minutes=30) <= until <= datetime.now(UTC) + timedelta(minutes=30)
    assert deferred.value.method_name == "resume"


def test_the_sensor_tells_how_the_wait_ended(cleaning: Cleaning) -> None:
    assert sensor(cleaning).resume({}, {"ended": "limit"}) == "limit"  # type: ignore[typeddict-item]
    with pytest.raises(BigQueryError, match="forbidden"):
        sensor(cleaning).resume({}, {"ended": "error", "error": "forbidden"})  # type: ignore[typeddict-item]


def test_the_sensor_only_looks_when_it_shall_not_wait(cleaning: Cleaning) -> None:
    cleaning.predictions.stream(ROWS)
    assert sensor(cleaning, wait_minutes=0).execute({}) == "limit"  # type: ignore[typeddict-item]


@pytest.mark.parametrize("settings", [{"wait_minutes": "soon"}, {"wait_minutes": -1}, {"table": "a.b; DROP"}])
def test_the_sensor_refuses_what_it_cannot_use(cleaning: Cleaning, settings: dict[str, Any]) -> None:
    with pytest.raises(ParamError):
        sensor(cleaning, **settings).execute({})  # type: ignore[typeddict-item]
