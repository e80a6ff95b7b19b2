"""`StreamingBufferSensor`: go on once rows that were streamed into a BigQuery table can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator
from airflow.sdk.exceptions import TaskDeferred

from include.errors import ParamError

if TYPE_CHECKING:
    from airflow.sdk import Context

LONGEST_WAIT_MINUTES = 24 * 60


class StreamingBufferSensor(BaseSensorOperator):
    """Wait, deferred, until the rows that are in a table's streaming buffer now have left it.

    For DAGs with DML of their own; `BigQueryDeduplicateOperator` waits by itself, and only if it is refused.
    Returns how the wait ended: ``empty``, ``moved_on`` (younger rows are in the buffer) or ``limit``. The
    limit is no failure: whoever needs certain rows tries then. Nothing is changed, run it as often as you
    like. An error of BigQuery fails at once.

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
        # Here, not at the top: it would be paid at every parse of a DAG file.
        from include.predictions.buffer import look_at
        from include.predictions.identifiers import TableName
        from scorebook.hooks.bigquery import bigquery_client
        from scorebook.triggers.streaming_buffer import EMPTY, LIMIT, StreamingBufferTrigger

        wait, table = self._checked_wait(), TableName.parse(self.table)
        with bigquery_client(self.gcp_conn_id, project=table.project) as client:
            buffer = look_at(client, table).buffer
        if buffer is None or buffer.rows == 0:
            return EMPTY
        if not wait:
            return LIMIT
        now = datetime.now(UTC)
        trigger = StreamingBufferTrigger(
            table=self.table,
            until=(now + wait).isoformat(),
            poll_seconds=self.poll_seconds,
            seen_at=now.isoformat(),
            seen_oldest=buffer.oldest.isoformat() if buffer.oldest else None,
            gcp_conn_id=self.gcp_conn_id,
        )
        self.log.info("table=%s %s, waits until %s at the latest", self.table, buffer, trigger.until)
        raise TaskDeferred(trigger=trigger, method_name="resume")

    def resume(self, context: Context, event: dict[str, Any]) -> str:  # noqa: ARG002
        """Go on after the wait.

        :raises BigQueryError: BigQuery refused to tell the buffer.
        """
        from scorebook.triggers.streaming_buffer import raise_error

        raise_error(event)
        return str(event["ended"])

    def _checked_wait(self) -> timedelta:
        try:
            minutes = float(self.wait_minutes)
        except ValueError as error:
            raise ParamError(f"wait_minutes is {self.wait_minutes!r}: give a number of minutes") from error
        if not 0 <= minutes <= LONGEST_WAIT_MINUTES:
            raise ParamError(f"wait_minutes must be between 0 and {LONGEST_WAIT_MINUTES}, got {minutes:g}")
        return timedelta(minutes=minutes)
