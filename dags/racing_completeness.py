"""
### racing_completeness: is every race there that should be

**Makes** for each London day and each of gb, ire and fr a judgement in `ops.quality_results` (data set
`racing`): `completeness_exact` compares the races that the source listed with those of the lake,
`completeness_model` their number with what the country's weekdays and season lead to expect, and on demand
`completeness_fixed` the day's total with a fixed minimum. While the model has less than 8 weeks of history,
the fixed minimum judges each country's own number; the report says so under `rule`. A chart of races a day
against the expected range lies in S3, `reports/racing_completeness/`, behind the button Chart of the task
`count`. Daily at 06:00 London time, for the 7 days that ended yesterday; on the 1st for the whole past month,
and then with `check_local`.

**By hand**: with `start_date` and `end_date` (at most 400 days), or empty for the last 7 days. `check_local`
compares the rows of the CSVs, in S3 and on the worker that ran it, too. `send_to_rescrape` starts one run of
`racing_rescrape_7_days` from the first to the last suspicious day (at most 31 days, the newest).

**When red**: `check_complete` names the suspicious days. `listed races missing`: why stands in
`ops.ingest_ledger`, data set `racing`; `racing_retry_failures` asks for them every 6 hours, or run this DAG
for these days with `send_to_rescrape`. `nobody listed this day`: the source's list failed or was never asked
for; run `racing_rescrape_7_days` for it. A day on which the source itself lists no race, or calls all of them
off, is not suspicious. `fixed rule: only 3 of 8 weeks of history`: look at the day; where so few races are
usual, give a smaller `fixed_minimum`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronDataIntervalTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.links import ChartLink
from scorebook.queues import HEAVY
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS


@dag(
    schedule=CronDataIntervalTimetable("0 6 * * *", timezone="Europe/London"),
    start_date=catch_up.start_date("Europe/London"),
    catchup=False,
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["racing", "tier:2", "zone:Europe/London"],
    params={
        "start_date": dag_params.day("First London day. Empty with end_date: the run's own days."),
        "end_date": dag_params.day("Last London day, at most 400 days. Empty: the last full day."),
        "countries": dag_params.choices(("gb", "ire", "fr"), "Countries."),
        "rule": dag_params.choice(("model", "fixed", "both"), "What judges the number of races."),
        "fixed_minimum": dag_params.number(5, 0, 1000, "Fixed rule: fewer races are too few."),
        "check_local": dag_params.flag("Compare the CSVs in S3 and on the worker's disk, too."),
        "send_to_rescrape": dag_params.flag("Scrape the suspicious days again."),
        "fail_on_suspicious": dag_params.flag("End red when days are suspicious.", default=True),
        "dry_run": dag_params.dry_run(),
    },
)
def racing_completeness() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import racing_completeness as steps

        return steps.check_params(get_current_context())

    @task(queue=HEAVY)
    def count(checked: dict[str, Any]) -> dict[str, Any]:
        from scorebook.workflows import racing_completeness as steps

        return steps.count(checked, get_current_context())

    @task
    def rescrape(checked: dict[str, Any], counted: dict[str, Any]) -> None:
        from scorebook.workflows import racing_completeness as steps

        steps.rescrape(checked, counted, get_current_context())

    @task(trigger_rule="none_failed")
    def check_complete(checked: dict[str, Any], counted: dict[str, Any]) -> int:
        from scorebook.workflows import racing_completeness as steps

        return steps.check_complete(checked, counted)

    @task
    def finish_run() -> list[dict[str, Any]]:
        from scorebook.workflows import racing_completeness as steps

        return steps.finish_run(get_current_context())

    checked = check_params()
    counted: Any = count(checked)
    counted.operator.operator_extra_links = (ChartLink(),)
    rescrape(checked, counted) >> check_complete(checked, counted) >> finish_run().as_teardown()


racing_completeness()
