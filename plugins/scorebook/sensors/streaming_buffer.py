"""`StreamingBufferSensor`: go on once a table's streaming buffer is empty, or a limit is reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator
from airflow.sdk.exceptions import TaskDeferred

from include.errors import ParamError

if TYPE_CHECKING:
    from airflow.sdk import Context


class StreamingBufferSensor(BaseSensorOperator):
    """Wait, deferred, while a BigQuery table has rows in its streaming buffer.

    Returns how the wait ended: ``empty`` or ``limit``. The limit is no failure: the buffer is that of the
    whole table, and steady streaming never empties it, so whoever needs certain rows tries then. Nothing is
    changed, run it as often as you like. An error of BigQuery fails at once.

    :param table: PROJECT.DATASET.TABLE. (templated)
    :param wait_minutes: the limit; 0 only looks. (templated)
    """

    template_fields: Sequence[str] = ("table", "wait_minutes")

    def __init__(
        self,
        *,
        table: str,
        wait_minutes: float | str = 90,
        poll_seconds: float = 60,
        gcp_conn_id: str = "google_cloud_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.wait_minutes = wait_minutes
        self.poll_seconds = poll_seconds
        self.gcp_conn_id = gcp_conn_id

    def execute(self, context: Context) -> str:  # noqa: ARG002
        from scorebook.triggers.streaming_buffer import EMPTY, LIMIT, StreamingBufferTrigger

        wait = self._checked_wait()
        if self._is_empty():
            return EMPTY
        if not wait:
            return LIMIT
        trigger = StreamingBufferTrigger(
            table=self.table,
            until=(datetime.now(UTC) + wait).isoformat(),
            poll_seconds=self.poll_seconds,
            gcp_conn_id=self.gcp_conn_id,
        )
        self.log.info("table=%s waits until %s at the latest", self.table, trigger.until)
        raise TaskDeferred(trigger=trigger, method_name="resume")

    def resume(self, context: Context, event: dict[str, Any]) -> str:  # noqa: ARG002
        """Go on after the wait.

        :raises BigQueryError: BigQuery refused to tell the buffer.
        """
        from scorebook.triggers.streaming_buffer import raise_error

        raise_error(event)
        return str(event["ended"])

    def _is_empty(self) -> bool:
        from include.predictions.buffer import look_at
        from include.predictions.identifiers import TableName
        from scorebook.hooks.bigquery import bigquery_client

        with bigquery_client(self.gcp_conn_id) as client:
            buffer = look_at(client, TableName.parse(self.table)).buffer
        return buffer is None or buffer.rows == 0

    def _checked_wait(self) -> timedelta:
        try:
            minutes = float(self.wait_minutes)
        except ValueError as error:
            raise ParamError(f"wait_minutes is {self.wait_minutes!r}: give a number of minutes") from error
        if not 0 <= minutes <= 24 * 60:
            raise ParamError(f"wait_minutes must be between 0 and 1440, got {minutes:g}")
        return timedelta(minutes=minutes)
