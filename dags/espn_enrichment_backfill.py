"""
### espn_enrichment_backfill: 58 features of every archived game, in the warehouse

**Makes** a row of every whole game of the archive in `raw_data.nba_games`, with its features under
`data.espn_features` and facts about them under `data.metadata.enrichment`; every other key stays as it is.
Woken when `espn_incremental` stored games, and daily at 06:00 New York time as a net.
**By hand**: empty for all games that have no features of their archived payload; `season`, `game_ids`,
`from_game_id` / `to_game_id` or `limit` name fewer. `reprocess` = `changed` takes also those that another
version of the extractor made, `all` everything. `dry_run` tells what there is to do and what it costs, and
which of `dry_run_sample` games would fail.

**When red**: clear the failed task; what is committed is not done again. A game that cannot be read is
`failed` in `ops.ingest_ledger`, data set `espn_features`; the next run tries it again.
`QualityError` in `validate` names the figure; the log has the ten worst games. `unexpected_shares` names
features with fewer or more values than expected: mostly the source renamed a field.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag, get_current_context, task

from scorebook import catch_up, dag_params
from scorebook.queues import HEAVY
from scorebook.retry_policies import SOURCE_TASK_DEFAULTS

SHARD = "{{ task.op_kwargs['shard']['label'] }}"


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 * * *", timezone="America/New_York"),
        assets=[Asset("espn_raw")],
    ),
    start_date=catch_up.start_date("America/New_York"),
    catchup=False,
    max_active_runs=1,
    default_args=SOURCE_TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["espn", "tier:2", "zone:America/New_York"],
    params={
        "game_ids": dag_params.texts("ESPN game ids, one a line. Empty: all games."),
        "season": dag_params.text("Only games of this season, such as 2023-24.", r"^\d{4}-\d{2}$"),
        "from_game_id": dag_params.text("Only from this game id on.", r"^\d+$"),
        "to_game_id": dag_params.text("Only up to this game id, included.", r"^\d+$"),
        "limit": dag_params.optional_number(1, 1_000_000, "At most so many games, lowest ids first."),
        "batch_size": dag_params.number(100, 1, 1000, "Games of one commit."),
        "reprocess": dag_params.choice(("missing", "changed", "all"), "Which games; see above."),
        "dry_run": dag_params.dry_run(),
        "dry_run_sample": dag_params.number(50, 0, 1000, "Games that a dry run reads and extracts."),
        "min_coverage_pct": dag_params.percent(100.0, "Validation: games with features, of those that can."),
        "min_feature_count": dag_params.number(50, 0, 1000, "Validation: of a game with a box score."),
        "min_agreement_pct": dag_params.percent(99.0, "Validation: games that agree with their own sums."),
    },
)
def espn_enrichment_backfill() -> None:
    @task(retries=0)
    def check_params() -> dict[str, Any]:
        from scorebook.workflows import espn_enrichment as steps

        return steps.check_params(get_current_context())

    @task(queue=HEAVY)
    def load_games(checked: dict[str, Any]) -> dict[str, Any]:
        from scorebook.workflows import espn_enrichment as steps

        return steps.load_games(checked)

    @task
    def plan(checked: dict[str, Any], loaded: dict[str, Any]) -> list[Any]:
        from scorebook.workflows import espn_enrichment as steps

        return steps.plan(checked, loaded, get_current_context())

    @task(queue=HEAVY, pool="warehouse", pool_slots=2, map_index_template=SHARD)
    def enrich(checked: dict[str, Any], shard: dict[str, Any]) -> dict[str, Any]:
        from scorebook.workflows import espn_enrichment as steps

        return steps.enrich(checked, shard, get_current_context())

    @task(trigger_rule="none_failed")
    def validate(checked: dict[str, Any]) -> dict[str, Any]:
        from scorebook.workflows import espn_enrichment as steps

        return steps.validate(checked, get_current_context())

    @task
    def finish_run() -> list[dict[str, Any]]:
        from scorebook.workflows import espn_enrichment as steps

        return steps.finish_run(get_current_context())

    checked = check_params()
    shards = plan(checked, load_games(checked))
    enriched = enrich.partial(checked=checked).expand(shard=shards)
    enriched >> validate(checked) >> finish_run().as_teardown()


espn_enrichment_backfill()
