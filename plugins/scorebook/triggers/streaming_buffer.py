"""`StreamingBufferTrigger`: wait until rows have left BigQuery's streaming buffer, holding no worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseTrigger, TriggerEvent
from asgiref.sync import sync_to_async

from include.predictions.errors import BigQueryError, BigQueryUnavailableError

if TYPE_CHECKING:
    from include.predictions.buffer import StreamingBuffer

EMPTY, MOVED_ON, LIMIT, ERROR = "empty", "moved_on", "limit", "error"


class StreamingBufferTrigger(BaseTrigger):
    """Fires when the buffer is empty, when all rows that were in it have left it, or at the limit.

    The event is ``{"ended": "empty" | "moved_on" | "limit" | "error", "rows", "oldest", "error"}``. The limit
    is a moment, not a duration, so a triggerer that is restarted does not begin to wait anew. The buffer is
    that of the whole table: where other days are streamed into it all the time it never empties, so it also
    counts when the oldest row in it came after `seen_at`. A BigQuery that does not answer is asked again
    until the limit; any other error ends the wait.

    :param table: PROJECT.DATASET.TABLE.
    :param until: the limit, ISO 8601 with its zone.
    :param seen_at: when rows were found to be locked, ISO 8601.
    :param seen_oldest: since when the oldest row was in the buffer then, ISO 8601; None: it was not told.
    """

    def __init__(
        self,
        *,
        table: str,
        until: str,
        poll_seconds: float,
        seen_at: str,
        seen_oldest: str | None,
        gcp_conn_id: str = "google_cloud_default",
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.table = table
        self.until = until
        self.poll_seconds = poll_seconds
        self.seen_at = seen_at
        self.seen_oldest = seen_oldest
        self.gcp_conn_id = gcp_conn_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        names = ("table", "until", "poll_seconds", "seen_at", "seen_oldest", "gcp_conn_id")
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, {name: getattr(self, name) for name in names}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        until = datetime.fromisoformat(self.until)
        while True:
            buffer: StreamingBuffer | None = None
            try:
                buffer = await sync_to_async(self._look)()
                ended = self._ended(buffer)
            except BigQueryUnavailableError as error:
                self.log.warning("the buffer of %s is asked for again: %s", self.table, error)
                ended = None
            except BigQueryError as error:
                yield _event(ERROR, error=f"{type(error).__name__}: {error}")
                return
            if ended is None and datetime.now(UTC) >= until:
                ended = LIMIT
            if ended is not None:
                self.log.info("table=%s wait ended: %s", self.table, ended)
                yield _event(ended, buffer)
                return
            left = (until - datetime.now(UTC)).total_seconds()
            await asyncio.sleep(max(0.05, min(self.poll_seconds, left)))

    def _look(self) -> StreamingBuffer | None:
        from include.predictions.buffer import look_at
        from include.predictions.identifiers import TableName
        from scorebook.hooks.bigquery import bigquery_client

        table = TableName.parse(self.table)
        with bigquery_client(self.gcp_conn_id, project=table.project) as client:
            return look_at(client, table).buffer

    def _ended(self, buffer: StreamingBuffer | None) -> str | None:
        if buffer is None or buffer.rows == 0:
            return EMPTY
        if buffer.oldest is None:
            return None
        # Both, for the clock here may differ from BigQuery's.
        known = [datetime.fromisoformat(text) for text in (self.seen_at, self.seen_oldest) if text]
        return MOVED_ON if buffer.oldest > max(known) else None


def _event(ended: str, buffer: StreamingBuffer | None = None, error: str | None = None) -> TriggerEvent:
    values = {
        "ended": ended,
        "rows": buffer.rows if buffer else None,
        "oldest": buffer.oldest.isoformat() if buffer and buffer.oldest else None,
        "error": error,
    }
    return TriggerEvent(values)  # type: ignore[no-untyped-call]


def raise_error(event: dict[str, Any]) -> None:
    """Raise what ended the wait, if that was an error.

    :raises BigQueryError: BigQuery refused to tell the buffer.
    """
    if event["ended"] == ERROR:
        raise BigQueryError(f"The wait for the streaming buffer ended with an error: {event['error']}")
