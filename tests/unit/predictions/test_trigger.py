"""How long the wait for the streaming buffer takes: until it is empty, has moved on, or the limit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.predictions import errors
from include.predictions.buffer import StreamingBuffer, TableState
from scorebook.triggers.streaming_buffer import StreamingBufferTrigger

NOW = datetime.now(UTC)
SEEN = StreamingBuffer(8, NOW - timedelta(minutes=5))


def trigger(**wishes: Any) -> StreamingBufferTrigger:
    values = {
        "table": "scorebook-local.d.t",
        "until": (NOW + timedelta(hours=1)).isoformat(),
        "poll_seconds": 0.01,
        "seen_at": NOW.isoformat(),
        "seen_oldest": SEEN.oldest.isoformat() if SEEN.oldest else None,
    }
    return StreamingBufferTrigger(**(values | wishes))


def event(wait: StreamingBufferTrigger, looks: Sequence[Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the trigger fires when BigQuery answers with `looks` one after another."""
    answers = list(looks)

    def look(_: StreamingBufferTrigger) -> StreamingBuffer | None:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    async def first() -> Any:
        return await asyncio.wait_for(anext(aiter(wait.run())), 180)

    monkeypatch.setattr(StreamingBufferTrigger, "_look", look)
    fired = asyncio.run(first()).payload
    assert answers == [], "it asked less often than expected"
    return fired


@pytest.mark.parametrize("last", [None, StreamingBuffer(0, None)])
def test_it_ends_when_the_buffer_is_empty(last: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert event(trigger(), [SEEN, SEEN, last], monkeypatch)["ended"] == "empty"


def test_it_ends_when_all_rows_that_were_there_have_left_though_others_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    younger = StreamingBuffer(20, NOW + timedelta(minutes=1))
    partly = StreamingBuffer(20, NOW - timedelta(minutes=1))
    assert event(trigger(), [SEEN, partly, younger], monkeypatch)["ended"] == "moved_on"


def test_a_clock_of_bigquery_that_is_ahead_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = StreamingBuffer(8, NOW + timedelta(hours=3))
    wait = trigger(seen_oldest=(NOW + timedelta(hours=3)).isoformat())
    assert event(wait, [ahead, ahead, None], monkeypatch)["ended"] == "empty"


def test_where_bigquery_does_not_tell_since_when_only_an_empty_buffer_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert event(trigger(), [StreamingBuffer(20, None), None], monkeypatch)["ended"] == "empty"


def test_the_table_s_own_project_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    @contextmanager
    def client(_: str, *, project: str | None = None) -> Iterator[None]:
        asked.append(project)
        yield

    monkeypatch.setattr("scorebook.hooks.bigquery.bigquery_client", client)
    monkeypatch.setattr("include.predictions.buffer.look_at", lambda *_: TableState("US", (), None))
    trigger()._look()
    assert asked == ["scorebook-local"]


def test_at_the_limit_it_ends_with_the_rows_that_are_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    fired = event(trigger(until=NOW.isoformat()), [SEEN], monkeypatch)
    assert fired == {"ended": "limit", "rows": 8, "oldest": SEEN.oldest.isoformat(), "error": None}  # type: ignore[union-attr]


def test_a_bigquery_that_does_not_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = errors.BigQueryUnavailableError("reset")
    assert event(trigger(), [lost, lost, None], monkeypatch)["ended"] == "empty"


def test_a_bigquery_that_never_answers_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = errors.BigQueryUnavailableError("reset")
    assert event(trigger(until=NOW.isoformat()), [lost], monkeypatch)["ended"] == "limit"


def test_any_other_error_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fired = event(trigger(), [SEEN, errors.BigQueryForbiddenError("no")], monkeypatch)
    assert (fired["ended"], fired["error"]) == ("error", "BigQueryForbiddenError: no")


def test_a_triggerer_that_is_restarted_keeps_the_limit() -> None:
    wait = trigger()
    path, values = wait.serialize()
    assert path == "scorebook.triggers.streaming_buffer.StreamingBufferTrigger"
    again = StreamingBufferTrigger(**values)
    assert again.serialize() == wait.serialize()
    assert again.until == wait.until
