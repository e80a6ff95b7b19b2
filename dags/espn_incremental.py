"""
### espn_incremental: every finished NBA game, once, in S3

**Makes** for each New York day its scoreboard, `espn_schedules/{YYYYMMDD}.json`, and of each finished game
the whole payload as `espn_box_scores/`, `espn_team_stats/` and, last, `espn_play_by_play/{game_id}.json`,
which means the game is whole. Daily at 02:00 New York time, for the day that just ended and the 3 before it.

**By hand**: with `days`, or empty for the last full day and the `lookback_days` before it; `dry_run` names
what it would fetch. A range: `make backfill DAG=espn_incremental FROM=2025-11-01 TO=2025-11-07`.

**When red**: clear the failed task, at any time; it asks only for what is not stored. A source that refuses
us (`SourceBlockedError`) is asked again by itself in 30-60 minutes. `ArchiveForbiddenError` and
`SourceCredentialsError` name the connection to mend, a `PayloadError` the game or day; its address is in
`ops.ingest_ledger`, data set `espn_raw`. A final without a box score stays `pending` while runs look
back to it, then `failed` (`incomplete_at_source`); that turns no run red. An event of a scoreboard that
cannot be read is `failed` under its id (`ListedItemError`), and the day's other games are fetched.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, CronDataIntervalTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.operators.espn_discover import EspnDiscoverOperator
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.operators.s3_missing_keys import S3MissingKeysOperator
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS

ESPN_GAMES = Asset("espn_raw")
GAME_PREFIXES = [
    "{{ var.value.get('scorebook_prefix_espn_box_scores', 'espn_box_scores') }}",
    "{{ var.value.get('scorebook_prefix_espn_team_stats', 'espn_team_stats') }}",
    "{{ var.value.get('scorebook_prefix_espn_play_by_play', 'espn_play_by_play') }}",
]


@dag(
    schedule=CronDataIntervalTimetable("0 2 * * *", timezone="America/New_York"),
    start_date=catch_up.start_date("America/New_York"),
    catchup=catch_up.catches_up(),
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["espn", "tier:1", "zone:America/New_York"],
    params={
        "days": dag_params.days(
            "New York days, YYYY-MM-DD. Empty: the last full day (by schedule: the run's) and its look-back."
        ),
        "lookback_days": dag_params.number(3, 0, 30, "Days before the run's own day. A backfill takes 0."),
        "force": dag_params.flag("Fetch games that are stored, too."),
        "dry_run": dag_params.dry_run(),
        "refresh_days": dag_params.number(3, 0, 30, "Games that young are asked for again daily. 0: never."),
        "retention_hours": dag_params.retention_hours(),
    },
)
def espn_incremental() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import espn_incremental as steps

        return steps.check_params(get_current_context())

    @task
    def plan(checked: dict[str, Any], listings: list[dict[str, Any]], absent: list[str]) -> list[Any]:
        from scorebook.workflows import espn_incremental as steps

        return steps.plan(checked, listings, absent, get_current_context())

    @task(outlets=[ESPN_GAMES])
    def finish_run() -> list[dict[str, Any]]:
        from scorebook.workflows import espn_incremental as steps

        return steps.finish_run(get_current_context(), ESPN_GAMES)

    checked = check_params()
    listed = EspnDiscoverOperator(task_id="discover", checked=checked, pool="espn_source").output
    missing = S3MissingKeysOperator(
        task_id="missing",
        ids=listed["final"],
        prefixes=GAME_PREFIXES,
        bucket="{{ var.value.scorebook_bucket }}",
    )
    groups = plan(checked, listed["listings"], missing.output)
    fetch = FetchToArchiveOperator.partial(
        task_id="fetch",
        dataset="espn_raw",
        verify="include.espn.archive.verify_game",
        source_conn_id="espn_api",
        retention_hours="{{ params.retention_hours or '' }}",
        pool="espn_source",
        map_index_template="{{ task.group['label'] }}",
    ).expand(group=groups)
    fetch >> finish_run().as_teardown()


espn_incremental()
