"""
### racing_rescrape_7_days: late ratings arrive, and no race is lost

**Makes** for each London day and each of gb, ire and fr every race in S3 as the source gave it, below
`racing_raw/`, the day as CSV in `data/dates/{country}/`, and the partition
`datasets/rpscrape/country=../date=../part-0.parquet` of the Glue table `rpscrape`, replaced whole and never
by less. Daily at 00:30 London time, for the 7 days that ended yesterday: 21 partitions.

**By hand**: with `start_date` and `end_date` (at most 31 days), or empty for the last 7 days; `publish_only`
publishes what is stored, of any range, without asking the source: archived answers, else the day's CSV in S3
or on the worker of `publish`, also of another program; `read_from` says what it found (docs/RACING_CSV.md);
`dry_run` tells what it would ask for. A range of more days is a backfill:
`make backfill DAG=racing_rescrape_7_days FROM=2025-10-01 TO=2025-11-07`.

**When red**: clear the failed task, at any time; only races that did not come are asked for again, and
`racing_retry_failures` does that by itself every 6 hours. `SourceBlockedError` is asked again in 30-60
minutes. What failed stands in `data/dates/{country}/YYYY_MM_DD_failures.log` and in `ops.ingest_ledger`, data
set `racing`; the last good rows of these races stay. `PartitionShrinkError`: the source lists less than
before; if that is right, run that day with `allow_shrink`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, CronDataIntervalTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS
from scorebook.workflows.racing_task_group import racing_days

RACING = Asset("racing")


@dag(
    schedule=CronDataIntervalTimetable("30 0 * * *", timezone="Europe/London"),
    start_date=catch_up.start_date("Europe/London"),
    catchup=False,
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["racing", "tier:1", "zone:Europe/London"],
    params={
        "start_date": dag_params.day("First London day. Empty with end_date: the run's own days."),
        "end_date": dag_params.day("Last London day, at most 31 days. Empty: the last full day."),
        "countries": dag_params.choices(("gb", "ire", "fr"), "Countries, one a line: gb, ire, fr."),
        "force": dag_params.flag(
            "Fetch races that are stored, too: they may have ratings now.", default=True
        ),
        "allow_shrink": dag_params.flag("Let a partition lose races and ratings that the source took back."),
        "publish_only": dag_params.flag("Publish what is stored: answers, else CSVs; the report says which."),
        "dry_run": dag_params.dry_run(),
        "retention_hours": dag_params.retention_hours(),
    },
)
def racing_rescrape_7_days() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import racing_rescrape as steps

        return steps.check_params(get_current_context())

    @task
    def plan(checked: dict[str, Any]) -> list[Any]:
        from scorebook.workflows import racing_rescrape as steps

        return steps.plan(checked, get_current_context())

    racing_days(plan(check_params()), RACING)


racing_rescrape_7_days()
