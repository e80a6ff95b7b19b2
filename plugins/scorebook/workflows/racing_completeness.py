"""The steps of `racing_completeness`: count what is stored, judge it, tell of it, ask for it again."""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, DagRunTriggerException

from include.control.output import table
from include.errors import ParamError, QualityError
from include.lake.publish import put_document
from include.lake.read_partitions import read_partitions
from include.quality import record
from include.racing.blank_days import read_blank
from include.racing.completeness import DATASET, DayKey, read_heard, read_listed, read_stored
from include.racing.completeness_chart import chart, chart_key
from include.racing.completeness_files import compare_files, file_results
from include.racing.completeness_judging import JudgedDay, history_days, judge
from include.racing.completeness_params import (
    CompletenessParams,
    read_params,
    target_days,
    with_files_of_month,
)
from include.racing.completeness_report import (
    CHECKS,
    country_rows,
    day_rows,
    rescrape_conf,
    results,
    sentence,
    suspicious_rows,
)
from include.racing.verification import TABLE
from include.warehouse.quality import QualityResult
from scorebook import settings
from scorebook.hooks.glue import glue_client
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)

CHART_KEY = "chart"
RESCRAPE = "racing_rescrape_7_days"
MOST_ROWS = 200
"""Suspicious days that a run's report names; the log and `ops.quality_results` have all."""


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params and days, checked, before anything is read or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    run: Any = context["dag_run"]
    is_by_schedule = run.run_type in ("scheduled", "backfill")
    try:
        params = read_params(context["params"])
        days = target_days(
            params,
            interval_start=run.data_interval_start if is_by_schedule else None,
            now=run.logical_date or datetime.now(UTC),
            is_backfill=run.run_type == "backfill",
        )
        params = with_files_of_month(params, days, is_by_hand=run.run_type != "scheduled")
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    log.info("run=%s days=%s..%s params=%s", run.run_id, days[0], days[-1], msgspec.to_builtins(params))
    return {"days": [str(day) for day in days], "params": msgspec.to_builtins(params)}


def count(checked: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Count, judge, and note the results, which replace those of an earlier try of the same run.

    :returns: `suspicious`: a row a suspicious day; `countries`: a row a country; `sentence` that names the
        suspicious days and `rescrape`, the params of a rescrape of them, both None without any.
    """
    params = msgspec.convert(checked["params"], CompletenessParams)
    days = [date.fromisoformat(day) for day in checked["days"]]
    run_id, now = context["run_id"], datetime.now(UTC)
    s3, bucket = s3_client(), settings.bucket()
    lake = (s3, glue_client(), settings.racing_glue_database(), TABLE)
    keys = [(country, day) for day in history_days(days) for country in params.countries]
    with WarehouseHook().connect(autocommit=True) as connection:
        listed = read_listed(connection, params.countries, days[0], days[-1])
        heard = read_heard(connection, params.countries, days[0], days[-1])
        blank = read_blank(connection, params.countries, days[0], days[-1])
        blank |= {key for key, is_off in heard.items() if is_off}
        stored = read_stored(lambda wanted: read_partitions(*lake, wanted, ["race_id"]), keys)
        files: list[QualityResult] = []
        reasons: dict[DayKey, str] = {}
        if params.check_local:
            host, own = socket.gethostname(), [key for key in keys if key[1] >= days[0]]
            log.info("run=%s host=%s data_dir=%s: its files are compared", run_id, host, settings.data_dir())
            found = compare_files(
                s3, bucket, settings.prefix("racing_dates"), settings.data_dir(), own, stored
            )
            files, reasons = file_results(found, host, run_id=run_id, now=now)
        judged = judge(params, days, stored, listed, blank, reasons, heard)
        _tell(run_id, judged)
        if not params.dry_run:
            rows = results(judged, params, files, run_id=run_id, now=now)
            record.replace(connection, DATASET, CHECKS, run_id, rows)
    if not params.dry_run:
        key = chart_key(run_id)
        put_document(s3, bucket, key, chart(judged), content_type="image/png")
        context["ti"].xcom_push(key=CHART_KEY, value={"bucket": bucket, "key": key})
    wrong = suspicious_rows(judged)
    log.info("run=%s partitions=%d judged=%d suspicious=%d", run_id, len(stored), len(judged), len(wrong))
    return {
        "suspicious": wrong[:MOST_ROWS],
        "countries": country_rows(judged),
        "sentence": sentence(wrong) if wrong else None,
        "rescrape": rescrape_conf(wrong),
    }


def rescrape(checked: Mapping[str, Any], counted: Mapping[str, Any], context: Context) -> None:
    """Start one run of the rescrape from the first to the last suspicious day; a second try starts none.

    :raises AirflowSkipException: nobody asked for it, or there is nothing to ask for.
    :raises DagRunTriggerException: Airflow's own way to start a run from a task.
    """
    params = msgspec.convert(checked["params"], CompletenessParams)
    conf = counted["rescrape"]
    if not params.send_to_rescrape:
        raise AirflowSkipException("send_to_rescrape is off: suspicious days are only told")
    if conf is None:
        raise AirflowSkipException("no day is suspicious: nothing is to be scraped again")
    if params.dry_run:
        raise AirflowSkipException(f"dry run: {RESCRAPE} would have been started with {conf}")
    log.info("run=%s starts=%s conf=%s", context["run_id"], RESCRAPE, conf)
    raise DagRunTriggerException(
        trigger_dag_id=RESCRAPE,
        dag_run_id=f"completeness__{context['run_id']}",
        conf=conf,
        reset_dag_run=False,
        skip_when_already_exists=True,
        wait_for_completion=False,
        allowed_states=["success"],
        failed_states=["failed"],
        poke_interval=60,
        deferrable=False,
    )


def check_complete(checked: Mapping[str, Any], counted: Mapping[str, Any]) -> int:
    """Return how many days of countries were judged and found complete.

    :raises QualityError: days are suspicious; it names them.
    :raises AirflowSkipException: they are, and the run was told not to fail for that.
    """
    params = msgspec.convert(checked["params"], CompletenessParams)
    if counted["sentence"] is None:
        return sum(row["days"] for row in counted["countries"])
    if params.dry_run or not params.fail_on_suspicious:
        raise AirflowSkipException(counted["sentence"])
    raise QualityError(counted["sentence"])


def finish_run(context: Context) -> list[dict[str, Any]]:
    """Return the run's figures: its suspicious days, then its countries."""
    counted = context["ti"].xcom_pull(task_ids="count")
    if counted is None:
        raise AirflowSkipException("the run ended before anything was counted")
    return [*counted["suspicious"], *counted["countries"]]


def _tell(run_id: str, judged: list[JudgedDay]) -> None:
    for line in [*table(day_rows(judged)), "", *table(country_rows(judged))]:
        log.info("%s", line)
    for row in suspicious_rows(judged):
        log.warning(
            "run=%s suspicious %s", run_id, " ".join(f"{name}={value}" for name, value in row.items())
        )
