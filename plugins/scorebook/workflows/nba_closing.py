"""How a run of the NBA.com workflows ends: is it complete, what did it do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from include.archive.item import group_from_mapping
from include.errors import QualityError
from include.nba import watermark
from include.nba.archive import DATASET
from include.nba.completeness import missing_games
from include.nba.report import CATEGORY, UNITS, chunk_rows, metric_values
from include.nba.transform import TABLES
from include.warehouse import metrics
from scorebook.closing import clean_data_dir
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.operators.fetch_to_archive import TALLY_KEY
from scorebook.workflows.nba_shared import PLANNED_KEY, advance

if TYPE_CHECKING:
    from airflow.sdk import Asset, Context

log = logging.getLogger(__name__)

GROUP = "games"
MOST_EVENT_IDS = 500
MOST_SHOWN = 10


def check_complete(context: Context) -> int:
    """Move the watermark also where nothing was to be done, and return the number of games of the run.

    :raises AirflowSkipException: in a dry run.
    :raises QualityError: a game of the run is missing in the warehouse.
    """
    plan = context["ti"].xcom_pull(task_ids="plan", key=PLANNED_KEY)
    if plan["dry_run"]:
        raise AirflowSkipException("dry run: nothing was asked for, nothing is to be complete")
    game_ids = [item.id for group in plan["groups"] for item in group_from_mapping(group).items]
    with WarehouseHook().connect(autocommit=True) as connection:
        with connection.transaction():
            advance(context)(connection)
        absent = missing_games(connection, game_ids)
    if absent:
        shown = ", ".join(absent[:MOST_SHOWN]) + (" and others" if len(absent) > MOST_SHOWN else "")
        raise QualityError(
            f"{len(absent)} of {len(game_ids)} games are not in the warehouse as NBA.com has them: {shown}. "
            f"Why stands in ops.ingest_ledger, data sets {DATASET} and {TABLES}; the next run tries again"
        )
    return len(game_ids)


def finish_run(context: Context, asset: Asset) -> list[dict[str, Any]]:
    """End a run, also a failed one: clean the buffers, record metrics, tell the asset, return the figures."""
    ti: Any = context["ti"]
    plan = ti.xcom_pull(task_ids="plan", key=PLANNED_KEY)
    if plan is None:
        raise AirflowSkipException("the run ended before there was a plan: nothing is to be cleaned")
    groups = [group_from_mapping(group) for group in plan["groups"]]
    steps = {
        task: _told(ti, f"{GROUP}.{task}", key, len(groups))
        for task, key in (
            ("fetch", TALLY_KEY),
            ("transform", "return_value"),
            ("load", "return_value"),
            ("derive", "return_value"),
        )
    }
    rows = chunk_rows(groups, steps, dry_run=plan["dry_run"])
    for row in rows:
        log.info("run=%s %s", context["run_id"], " ".join(f"{name}={value}" for name, value in row.items()))
    if plan["dry_run"]:
        ti.xcom_push(key="return_value", value=rows)
        raise AirflowSkipException("dry run: nothing was written, nothing is to be cleaned")
    clean_data_dir(context["params"]["retention_hours"])
    with WarehouseHook().connect() as connection:
        values = metric_values(rows, watermark.count_open(connection))
        metrics.record(connection, CATEGORY, values, run_id=context["run_id"], units=UNITS)
    stored = [game_id for tally in steps["fetch"] if tally for game_id in tally["stored_ids"]]
    context["outlet_events"][asset].extra = {
        **{name: value for name, value in plan["scope"].items() if name != "over"},
        "count": len(stored),
        "ids": stored[:MOST_EVENT_IDS],
    }
    return rows


def _told(ti: Any, task_id: str, key: str, count: int) -> list[Any]:
    """What the instances of a mapped task left, in order; None for one that left nothing."""
    return list(ti.xcom_pull(task_ids=task_id, map_indexes=range(count), key=key) or [])
