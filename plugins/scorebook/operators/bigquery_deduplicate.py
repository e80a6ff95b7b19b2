"""`BigQueryDeduplicateOperator`: one active prediction per key on one day, proven by a query."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import TaskDeferred

from include.errors import ParamError, ScorebookError
from include.predictions.errors import BigQueryError, StreamingBufferError
from include.predictions.identifiers import DEFAULT_KEY, TableName, check_key
from include.predictions.params import is_day
from include.predictions.report import DayFigures
from scorebook import settings
from scorebook.bigquery_jobs import open_jobs

if TYPE_CHECKING:
    from airflow.sdk import Context
    from google.cloud import bigquery

    from include.predictions.cleaning import Counted, DayCleanUp

log = logging.getLogger(__name__)

FIGURES_KEY = "figures"
"""XCom under which a task leaves its figures, also when it fails or waits."""
LONGEST_POLL_SECONDS = 60.0


class BigQueryDeduplicateOperator(BaseOperator):
    """Switch off all but the newest active row of each key of one day.

    Returns `include.predictions.report.DayFigures` as a mapping, which stands under the XCom `figures` also
    when the task fails. It counts, and is done where there are no duplicates; else it runs one statement that
    modifies, and proves by a query that each key has exactly one active row. A second run finds nothing to do
    and modifies nothing. A retry joins the jobs that an earlier try started, by their ids; a cleared task
    starts new ones. Where BigQuery refuses because of rows in its streaming buffer, the task waits deferred
    and tries again until the limit, then fails. Every other error fails at once.

    :param day: the partition to clean, YYYY-MM-DD. (templated)
    :param key_columns: what makes two rows the same prediction. (templated)
    :param wait_for_buffer_minutes: how long rows may be locked after the count; 0: do not wait. (templated)
    :param plan_only: count, and tell what the clean-up would read; send nothing that modifies. (templated)
    :param table: PROJECT.DATASET.TABLE; empty means the Variables `scorebook_predictions_*`. (templated)
    :param location: of the data set; empty means the Variable. (templated)
    """

    template_fields: Sequence[str] = (
        "day",
        "key_columns",
        "wait_for_buffer_minutes",
        "plan_only",
        "table",
        "location",
    )

    def __init__(
        self,
        *,
        day: str,
        key_columns: Sequence[str] = DEFAULT_KEY,
        wait_for_buffer_minutes: int = 90,
        plan_only: bool = False,
        table: str = "",
        location: str = "",
        gcp_conn_id: str = "google_cloud_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.day = day
        self.key_columns = key_columns
        self.wait_for_buffer_minutes = wait_for_buffer_minutes
        self.plan_only = plan_only
        self.table = table
        self.location = location
        self.gcp_conn_id = gcp_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        # Here, not at the top: it would be paid at every parse of a DAG file.
        from scorebook.hooks.bigquery import bigquery_client

        self._check()
        told = _Told(context, DayFigures(day=self.day, status="failed"))
        try:
            with bigquery_client(self.gcp_conn_id, project=self._table().project) as client:
                self._clean(client, context, told)
        except StreamingBufferError as error:
            told.tell(status="in_streaming_buffer", message=str(error))
            raise
        except ScorebookError as error:
            told.tell(status="failed", message=str(error))
            raise
        return told.figures.as_dict()

    def resume(self, context: Context, event: dict[str, Any]) -> dict[str, Any]:
        """Go on after the wait for the streaming buffer.

        :raises BigQueryError: the wait ended with an error.
        """
        from scorebook.triggers.streaming_buffer import raise_error

        try:
            raise_error(event)
        except BigQueryError as error:
            _Told(context, DayFigures(day=self.day, status="failed")).tell(
                status="failed", message=str(error)
            )
            raise
        self.log.info("run=%s day=%s wait ended: %s", context["run_id"], self.day, event["ended"])
        return self.execute(context)

    def _clean(self, client: bigquery.Client, context: Context, told: _Told) -> None:
        from include.predictions.buffer import look_at

        clean_up = self._clean_up(client, context)
        state = look_at(client, clean_up.statements.table)
        state.check(clean_up.statements.table, clean_up.jobs.location, clean_up.statements.key_columns)
        counted = clean_up.count()
        told.tell(total=counted.total, duplicates=counted.duplicates, remaining=counted.duplicates)
        if not counted.duplicates:
            told.tell(status="clean")
        elif self.plan_only:
            told.tell(status="would_clean", bytes=clean_up.estimate())
        else:
            try:
                changed = clean_up.switch_off(counted, state.columns)
            except StreamingBufferError as error:
                self._wait(client, clean_up, counted, told, error)
            verified = clean_up.verify(counted)
            told.tell(
                deactivated=verified.switched_off if changed is None else changed,
                remaining=verified.remaining,
            )
            verified.check()
            told.tell(status="cleaned")

    def _wait(
        self,
        client: bigquery.Client,
        clean_up: DayCleanUp,
        counted: Counted,
        told: _Told,
        refusal: StreamingBufferError,
    ) -> NoReturn:
        """Defer until the locked rows may have left the buffer.

        :raises StreamingBufferError: the limit is reached, or BigQuery shows no buffer to wait for.
        """
        from include.predictions.buffer import look_at
        from scorebook.triggers.streaming_buffer import StreamingBufferTrigger

        now = datetime.now(UTC)
        until = counted.at + timedelta(minutes=self.wait_for_buffer_minutes)
        buffer = look_at(client, clean_up.statements.table).buffer
        told.tell(locked=buffer.rows if buffer else None)
        shown = str(buffer) if buffer else "BigQuery shows no streaming buffer"
        found = f"{counted.duplicates} duplicates of {self.day} are locked"
        if now >= until:
            raise StreamingBufferError(
                f"{found}: {shown}. The limit of {self.wait_for_buffer_minutes} minutes after the count, "
                f"{counted.at:%Y-%m-%d %H:%M:%S} UTC, is reached and nothing was changed; clear the task "
                "once the rows have left the buffer"
            ) from refusal
        if buffer is None or buffer.rows == 0:
            raise StreamingBufferError(
                f"{found}: {shown}. Tried again until {until}", until=until
            ) from refusal
        told.tell(status="in_streaming_buffer", message=f"{found}: {shown}")
        trigger = StreamingBufferTrigger(
            table=str(clean_up.statements.table),
            until=until.isoformat(),
            poll_seconds=min(LONGEST_POLL_SECONDS, max(0.1, settings.retry_delay().total_seconds())),
            seen_at=now.isoformat(),
            seen_oldest=buffer.oldest.isoformat() if buffer.oldest else None,
            gcp_conn_id=self.gcp_conn_id,
        )
        raise TaskDeferred(trigger=trigger, method_name="resume")

    def _clean_up(self, client: bigquery.Client, context: Context) -> DayCleanUp:
        from include.predictions.cleaning import DayCleanUp
        from include.predictions.statements import Statements

        statements = Statements(self._table(), self.key_columns)
        jobs = open_jobs(
            client, f"dedup_{self.day}", context, statements, location=self._location(), day=self.day
        )
        return DayCleanUp(date.fromisoformat(self.day), statements, jobs)

    def _table(self) -> TableName:
        return TableName.parse(self.table or str(settings.predictions_table()))

    def _location(self) -> str:
        return self.location or settings.predictions_table().location

    def _check(self) -> None:
        check_key(self.key_columns)
        if not isinstance(self.plan_only, bool):
            raise ParamError(f"plan_only must be true or false, got {self.plan_only!r}")
        if isinstance(self.wait_for_buffer_minutes, bool) or not isinstance(
            self.wait_for_buffer_minutes, int
        ):
            raise ParamError(
                f"wait_for_buffer_minutes must be a number, got {self.wait_for_buffer_minutes!r}"
            )
        if not is_day(self.day):
            raise ParamError(f"day must be a day as YYYY-MM-DD, got {self.day!r:.80}")


class _Told:
    """The figures of a day as far as they are known, always in XCom."""

    def __init__(self, context: Context, figures: DayFigures) -> None:
        self._context = context
        self.figures = figures

    def tell(self, **changes: Any) -> None:
        self.figures = replace(self.figures, **changes)
        values = self.figures.as_dict()
        self._context["ti"].xcom_push(key=FIGURES_KEY, value=values)
        # In XCom a day has failed until it is known what became of it; a log that says so would mislead.
        known = [name for name in values if name != "status" or "status" in changes]
        shown = " ".join(f"{name}={values[name]}" for name in known)
        log.info("run=%s %s", self._context["run_id"], shown)
