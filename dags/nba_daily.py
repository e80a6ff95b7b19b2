"""
### nba_daily: yesterday's NBA.com games, from the source to derived metrics

**Makes** for each New York day its final games: box score and play-by-play in S3, below
`nba_raw/{season}/{game_id}/`, their rows in `nba.games`, `nba.team_box_scores`, `nba.player_box_scores` and
`nba.plays`, and what is derived of them in `nba.game_metrics`, `nba.player_game_metrics` and
`nba.team_season`. Daily at 06:00 New York time, for the day before and the 3 before it, which NBA.com may
have corrected.

**By hand**: with `days`, or empty for the last full day; `dry_run` names what it would ask for. A range is a
backfill, `make backfill DAG=nba_daily FROM=2025-11-01 TO=2025-11-07`; a season is `nba_season_backfill`.

**When red**: clear the failed task, at any time; only what is missing is asked for, loaded and derived.
`SourceBlockedError` with HTML: NBA.com refuses honest clients; the owner of the connection `nba_api` can set
headers there, nothing else can. `check_complete` names games that are not in the warehouse; why stands in
`ops.ingest_ledger`, data sets `nba_raw` and `nba_tables`. The watermark (`make watermarks`) stands at the
last day up to which nothing is missing. What box score, plays and schedule of a game say differently makes
nothing red: `SELECT * FROM ops.quality_results WHERE dataset = 'nba_tables'` (`include/nba/checks.py`).
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, CronDataIntervalTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS
from scorebook.workflows.nba_task_group import nba_games

NBA_GAMES = Asset("nba_games")


@dag(
    schedule=CronDataIntervalTimetable("0 6 * * *", timezone="America/New_York"),
    start_date=catch_up.start_date("America/New_York"),
    catchup=catch_up.catches_up(),
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["nba", "tier:1", "zone:America/New_York"],
    params={
        "days": dag_params.days("New York days, YYYY-MM-DD. Empty: the run's own day and its look-back."),
        "refresh_days": dag_params.number(3, 0, 30, "Games that young are asked for again daily. 0: never."),
        "preseason": dag_params.flag("Preseason games, too."),
        "all_star": dag_params.flag("All-Star games, too."),
        "dry_run": dag_params.dry_run(),
        "retention_hours": dag_params.retention_hours(),
    },
)
def nba_daily() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import nba_daily as steps

        return steps.check_params(get_current_context())

    @task
    def plan(checked: dict[str, Any]) -> list[Any]:
        from scorebook.workflows import nba_daily as steps

        return steps.plan(checked, get_current_context())

    nba_games(plan(check_params()), NBA_GAMES)


nba_daily()
