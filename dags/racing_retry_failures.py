"""
### racing_retry_failures: races that failed, again

**Makes** of the races that could not be fetched or read in the last 48 hours what `racing_rescrape_7_days`
makes: their raw answers, the day's CSV, and the partition, merged. The recovered rows stand beside the CSV as
`YYYY_MM_DD_retry.csv`; when none of a day's races is missing any more, its `_failures.log` becomes
`_failures_resolved.log`. Every 6 hours, with at most 2 days a task.

**By hand**: empty for the last 48 hours; with `country`, with `date`, or with `all` for failures of any age;
`dry_run` names them.

**When red**: some races still fail; the rows of `finish_run` say which and since when, the log of `plan` why,
and which other races are missing. Clear the failed task,
or wait: the next run tries again. Older failures are left to the daily rescrape, which looks 7 days back;
after that only a person asks for them again, with `all`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, CronTriggerTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS
from scorebook.workflows.racing_task_group import racing_days

RACING = Asset("racing")


@dag(
    schedule=CronTriggerTimetable("0 */6 * * *", timezone="Europe/London"),
    start_date=catch_up.start_date("Europe/London"),
    catchup=False,
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["racing", "tier:2", "zone:Europe/London"],
    params={
        "country": dag_params.optional_choice(("gb", "ire", "fr"), "Only this country. Empty: all."),
        "date": dag_params.day("Only this London day. Empty: failures of the last 48 hours."),
        "all": dag_params.flag("Failures of any age."),
        "dry_run": dag_params.dry_run(),
        "retention_hours": dag_params.retention_hours(),
    },
)
def racing_retry_failures() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import racing_retry as steps

        return steps.check_params(get_current_context())

    @task
    def plan(checked: dict[str, Any]) -> list[Any]:
        from scorebook.workflows import racing_retry as steps

        return steps.plan(checked, get_current_context())

    racing_days(plan(check_params()), RACING)


racing_retry_failures()
