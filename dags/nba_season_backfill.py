"""
### nba_season_backfill: a season of NBA.com games, resumable, nothing skipped

**Makes** the same as `nba_daily`, for every final game of a season that is not archived or not loaded.
Sundays at 02:00 New York time for the current season, as the net under the daily runs.

**By hand**: `season` such as 2024-25 (from 2019-20 on), in chunks of `chunk_days` days or, `adaptive`, of
about 54 games; up to `parallel_chunks` of them ask at the same time, within the rate limit of the source.
`since` leaves out games with a lower id, `retry_failed` off leaves out those that failed before. `dry_run`
names the chunks. A chunk that fails does not stop the others.

**When red**: start it again, or clear the failed tasks; what is done is known for each game, so only the
missing ones are asked for. `check_complete` names games that are not in the warehouse; why stands in
`ops.ingest_ledger`, data sets `nba_raw` and `nba_tables`. The watermark (`make watermarks`) is the highest
game id up to which no game of the season is missing. `SourceBlockedError`: see `nba_daily`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, CronTriggerTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS
from scorebook.workflows.nba_task_group import nba_games

NBA_GAMES = Asset("nba_games")


@dag(
    schedule=CronTriggerTimetable("0 2 * * 0", timezone="America/New_York"),
    start_date=catch_up.start_date("America/New_York"),
    catchup=False,
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["nba", "tier:2", "zone:America/New_York"],
    params={
        "season": dag_params.text("Season such as 2024-25. Empty: the current one.", r"^\d{4}-\d{2}$"),
        "since": dag_params.text("Only games from this game id on, such as 0022400500.", r"^\d{10}$"),
        "chunk_days": dag_params.number(7, 1, 31, "Days of a chunk."),
        "adaptive": dag_params.flag("Cut chunks by number of games, about 54, instead of by days."),
        "parallel_chunks": dag_params.number(4, 1, 8, "Chunks that ask the source at the same time."),
        "retry_failed": dag_params.flag("Games that failed in an earlier run, too.", default=True),
        "preseason": dag_params.flag("Preseason games, too."),
        "all_star": dag_params.flag("All-Star games, too."),
        "dry_run": dag_params.dry_run(),
        "retention_hours": dag_params.retention_hours(),
    },
)
def nba_season_backfill() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import nba_season_backfill as steps

        return steps.check_params(get_current_context())

    @task
    def plan(checked: dict[str, Any]) -> list[Any]:
        from scorebook.workflows import nba_season_backfill as steps

        return steps.plan(checked, get_current_context())

    nba_games(plan(check_params()), NBA_GAMES)


nba_season_backfill()
