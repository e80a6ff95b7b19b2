"""
### bigquery_dedup_cleanup: one active prediction per key, and never a silent failure

**Makes** of the active rows of `player_prop_predictions` that share `game_id`, `player_lookup` and
`system_id` one: the newest stays, the others get `is_active = FALSE` and `superseded_by`. No row is lost.
Daily at 10:00 New York time, for the run's own day and for those of the 10 days before that have duplicates.
Which row stays is written in `docs/DEDUP.md`. What became of each day stands in `ops.quality_results`, data
set `predictions`, check `duplicates`.

**By hand**: with `game_date` (`TODAY`, `YESTERDAY` or a day) and `lookback_days`, or with `from_date` and
`to_date`; empty for today. `dry_run` counts and tells what would be read. A range of runs is a backfill:
`make backfill DAG=bigquery_dedup_cleanup FROM=2026-03-01 TO=2026-03-09`.

**When red**: clear the failed task, at any time; it counts anew and changes only what is left.
`StreamingBufferError` says how many rows BigQuery has locked and since when: they are usually free within 90
minutes. `BigQueryForbiddenError` and `BigQueryLocationError` name what to mend in the connection
`google_cloud_default` or the Variables `scorebook_predictions_*`, `BigQueryQuotaError` the limit.
`DuplicatesRemainError`: rows came in between the clean-up and its proof. `RowsLostError`: rows are gone that
the clean-up never deletes; it names the moment of BigQuery's time travel to compare with.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.bigquery_retry_policy import BIGQUERY_TASK_DEFAULTS
from scorebook.operators.bigquery_deduplicate import BigQueryDeduplicateOperator
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS

DAY = r"^(TODAY|YESTERDAY|\d{4}-\d{2}-\d{2})?$"
KEY = ["game_id", "player_lookup", "system_id"]


@dag(
    # Without a data interval of its own: the run at 10:00 of a day ends on that day and cleans it.
    schedule=CronTriggerTimetable("0 10 * * *", timezone="America/New_York"),
    start_date=catch_up.start_date("America/New_York"),
    catchup=False,
    max_active_runs=1,
    default_args=BIGQUERY_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["predictions", "tier:1", "zone:America/New_York"],
    params={
        "game_date": dag_params.text(
            "TODAY, YESTERDAY or a New York day, YYYY-MM-DD. Empty: the run's.", DAY
        ),
        "from_date": dag_params.day("First day of a range of at most 60, instead of game_date."),
        "to_date": dag_params.day("Last day of the range."),
        "dry_run": dag_params.dry_run(),
        "key_columns": Param(
            KEY,
            type="array",
            items={"type": "string"},
            minItems=1,
            description="Columns that make two rows the same prediction, one a line.",
        ),
        "wait_for_buffer_minutes": dag_params.number(
            90, 0, 720, "How long to wait for rows that BigQuery has locked. 0: do not wait."
        ),
        "lookback_days": dag_params.number(
            10, 0, 60, "Days before game_date that are cleaned, too, where they have duplicates."
        ),
    },
)
def bigquery_dedup_cleanup() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import bigquery_dedup as steps

        return steps.check_params(get_current_context())

    @task
    def find_days(checked: dict[str, Any]) -> list[Any]:
        from scorebook.workflows import bigquery_dedup as steps

        return steps.find_days(checked, get_current_context())

    @task(**SOURCE_TASK_DEFAULTS)
    def finish_run() -> list[dict[str, Any]]:
        from scorebook.workflows import bigquery_dedup as steps

        return steps.finish_run(get_current_context())

    clean = BigQueryDeduplicateOperator.partial(
        task_id="clean",
        pool="bigquery",
        map_index_template="{{ task.day }}",
    ).expand_kwargs(find_days(check_params()))
    clean >> finish_run().as_teardown()


bigquery_dedup_cleanup()
