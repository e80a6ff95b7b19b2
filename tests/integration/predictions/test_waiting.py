"""The trigger against a BigQuery whose buffer is emptied while it waits."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from include.devstack.predictions import Day
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
        table=cleaning.predictions.table,
        until=limit.isoformat(),
        poll_seconds=0.05,
        seen_at=limit.isoformat(),
        seen_oldest=None,
    )

    async def first() -> Any:
        return await asyncio.wait_for(anext(aiter(wait.run())), 180)

    assert asyncio.run(first()).payload["ended"] == "empty"
    assert [buffer and buffer.rows for buffer in seen] == [4, 4, None]
