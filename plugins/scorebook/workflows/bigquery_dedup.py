"""The steps of `bigquery_dedup_cleanup` around the clean-up of each day."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.errors import ParamError
from include.predictions.buffer import look_at
from include.predictions.days import run_days
from include.predictions.identifiers import TableName
from include.predictions.params import DedupParams, read_params
from include.predictions.report import CHECK, DATASET, day_rows, quality_results
from include.predictions.statements import Statements
from include.quality.record import replace
from scorebook import settings
from scorebook.bigquery_jobs import open_jobs
from scorebook.hooks.bigquery import bigquery_client
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.operators.bigquery_deduplicate import FIGURES_KEY

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params and days, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    run: Any = context["dag_run"]
    try:
        params = read_params(context["params"])
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    is_by_schedule = run.run_type in ("scheduled", "backfill")
    days = run_days(
        params,
        interval_end=run.data_interval_end if is_by_schedule else None,
        asked_at=run.logical_date or run.run_after or datetime.now(UTC),
        is_backfill=run.run_type == "backfill",
    )
    checked = {
        "own": [str(day) for day in days.own],
        "earlier": [str(day) for day in days.earlier],
        "params": msgspec.to_builtins(params),
    }
    log.info("run=%s own=%s earlier=%s params=%s", run.run_id, *checked.values())
    return checked


def find_days(checked: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return what the clean-up of each day takes: the run's own days, and earlier ones with duplicates.

    One count over all earlier days finds these; the table is looked at before.

    :raises BigQueryError: typed by what it means; a wrong location is told as such.
    """
    params = msgspec.convert(checked["params"], DedupParams)
    place = settings.predictions_table()
    statements = Statements(TableName(place.project, place.dataset, place.table), params.key_columns)
    earlier = [date.fromisoformat(day) for day in checked["earlier"]]
    found: list[str] = []
    with bigquery_client(project=place.project) as client:
        look_at(client, statements.table).check(statements.table, place.location, statements.key_columns)
        if earlier:
            purpose = f"dedup_{earlier[0]}_{earlier[-1]}"
            jobs = open_jobs(client, purpose, context, statements, location=place.location)
            rows = jobs.run(statements.look_back(earlier[0], earlier[-1])).rows
            for row in rows:
                log.info(
                    "run=%s day=%s duplicates=%d", context["run_id"], row["game_date"], row["duplicates"]
                )
            found = [str(row["game_date"]) for row in rows]
    return [
        {
            "day": day,
            "key_columns": list(params.key_columns),
            "wait_for_buffer_minutes": params.wait_for_buffer_minutes,
            "plan_only": params.dry_run,
        }
        for day in [*found, *checked["own"]]
    ]


def finish_run(context: Context) -> list[dict[str, Any]]:
    """End a run, also a failed one: note what became of each day, and return it.

    A dry run, and one whose params were refused, only reports.
    """
    ti: Any = context["ti"]
    checked = ti.xcom_pull(task_ids="check_params")
    if checked is None:
        raise AirflowSkipException("the params were refused: nothing was asked")
    planned = ti.xcom_pull(task_ids="find_days")
    days = checked["own"] if planned is None else [one["day"] for one in planned]
    # By index: a plan made anew after a clear leaves the figures of instances that it no longer has.
    told = ti.xcom_pull(task_ids="clean", map_indexes=range(len(days)), key=FIGURES_KEY) if planned else []
    rows = day_rows(days, list(told or []))
    for row in rows:
        log.info("run=%s %s", context["run_id"], " ".join(f"{name}={value}" for name, value in row.items()))
    if checked["params"]["dry_run"]:
        ti.xcom_push(key="return_value", value=rows)
        raise AirflowSkipException("dry run: nothing was changed, nothing is to be noted")
    results = quality_results(rows, run_id=context["run_id"], checked_at=datetime.now(UTC))
    with WarehouseHook().connect() as connection:
        replace(connection, DATASET, [CHECK], context["run_id"], results)
    return rows
