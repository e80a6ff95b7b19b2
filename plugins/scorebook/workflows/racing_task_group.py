"""list_races -> scrape -> publish, mapped over countries and days: what both racing DAGs are made of."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, XComArg, get_current_context, task, task_group

from scorebook.operators.partition_overwrite import PartitionOverwriteOperator
from scorebook.operators.racing_scrape import RacingScrapeOperator
from scorebook.queues import HEAVY
from scorebook.workflows.racing_publish import DATABASE, PREFIX, TABLE


def racing_days(groups: XComArg, asset: Asset) -> None:
    """Add the tasks that follow the plan to the DAG.

    Days run side by side, each goes on with what it could get. `verify` looks at all of them also when some
    failed, and `check_complete` is green only if everything is.

    :param groups: what the task `plan` returns, a country and its days each (`include.racing.groups`).
    :param asset: gets an event when the run ends.
    """

    @task_group(group_id="days")
    def days(group: Any) -> None:
        @task(pool="racing_source", map_index_template="{{ task.op_kwargs['group']['label'] }}")
        def list_races(group: dict[str, Any]) -> dict[str, Any]:
            from scorebook.workflows import racing_days as steps

            return steps.list_races(group, get_current_context())

        listed: Any = list_races(group=group)
        scrape = RacingScrapeOperator(
            task_id="scrape",
            dataset="racing",
            group=listed["group"],
            partitions=listed["partitions"],
            options=listed["options"],
            verify="include.racing.archive.verify_race",
            source_conn_id="racing_source",
            retention_hours="{{ params.retention_hours or '' }}",
            pool="racing_source",
            map_index_template="{{ task.group['label'] }}",
        )
        publish = PartitionOverwriteOperator(
            task_id="publish",
            database=DATABASE,
            prefix=PREFIX,
            **TABLE,
            partitions=listed["partitions"],
            options=listed["options"],
            allow_shrink="{{ params.get('allow_shrink', False) }}",
            dry_run="{{ params.dry_run }}",
            queue=HEAVY,
            pool="lake",
            map_index_template="{{ task.options['label'] }}",
        )
        scrape >> publish

    @task(trigger_rule="all_done", queue=HEAVY, pool="lake")
    def verify() -> int:
        from scorebook.workflows import racing_closing as steps

        return steps.verify(get_current_context())

    @task(trigger_rule="none_failed")
    def check_complete(partitions: int) -> int:
        return partitions

    @task(outlets=[asset])
    def finish_run() -> list[dict[str, Any]]:
        from scorebook.workflows import racing_closing as steps

        return steps.finish_run(get_current_context(), asset)

    days_done = days.expand(group=groups)
    verified: Any = verify()
    complete, finished = check_complete(verified), finish_run().as_teardown()
    days_done >> [verified, complete]
    complete >> finished
    verified >> finished
