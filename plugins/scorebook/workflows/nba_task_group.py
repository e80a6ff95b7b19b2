"""fetch -> transform -> load -> derive, mapped over chunks of games: what both NBA.com DAGs are made of."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, XComArg, get_current_context, task, task_group

from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.queues import HEAVY

LABEL = "{{ task.op_kwargs['chunk']['label'] }}"
LOAD_LABEL = "{{ task.op_kwargs['transformed']['label'] }}"


def nba_games(chunks: XComArg, asset: Asset) -> None:
    """Add the tasks that follow the plan to the DAG.

    Chunks run side by side, and each one goes on with what it could get: rows are made and loaded also of a
    chunk of which some games failed. `check_complete` waits for all of them and is red if anything is.

    :param chunks: what the task `plan` returns, a group of games each (`include.archive.item.FetchGroup`).
    :param asset: gets an event when the run ends.
    """

    @task_group(group_id="games")
    def games(chunk: Any) -> None:
        fetch = FetchToArchiveOperator(
            task_id="fetch",
            dataset="nba_raw",
            group=chunk,
            verify="include.nba.archive.verify_game",
            source_conn_id="nba_api",
            at_once="{{ params.get('parallel_chunks', '') }}",
            retention_hours="{{ params.retention_hours or '' }}",
            pool="nba_source",
            map_index_template="{{ task.group['label'] }}",
        )

        @task(trigger_rule="all_done", queue=HEAVY, pool="warehouse", map_index_template=LABEL)
        def transform(chunk: dict[str, Any]) -> dict[str, Any]:
            from scorebook.workflows import nba_games as steps

            return steps.transform(chunk, get_current_context())

        @task(queue=HEAVY, pool="warehouse", map_index_template=LOAD_LABEL)
        def load(transformed: dict[str, Any]) -> dict[str, Any]:
            from scorebook.workflows import nba_games as steps

            return steps.load(transformed, get_current_context())

        @task(queue=HEAVY, pool="warehouse", map_index_template=LABEL)
        def derive(chunk: dict[str, Any]) -> dict[str, Any]:
            from scorebook.workflows import nba_games as steps

            return steps.derive(chunk, get_current_context())

        transformed: Any = transform(chunk=chunk)
        fetch >> [transformed, complete]
        load(transformed=transformed) >> derive(chunk=chunk)

    @task(trigger_rule="none_failed")
    def check_complete() -> int:
        from scorebook.workflows import nba_closing as steps

        return steps.check_complete(get_current_context())

    @task(outlets=[asset])
    def finish_run() -> list[dict[str, Any]]:
        from scorebook.workflows import nba_closing as steps

        return steps.finish_run(get_current_context(), asset)

    complete, finished = check_complete(), finish_run().as_teardown()
    chunks_done = games.expand(chunk=chunks)
    # Both wait for the chunks: `check_complete` is decided as soon as one of them fails, while others go on.
    chunks_done >> [complete, finished]
    complete >> finished
