"""How a run of the racing workflows ends: are its partitions right, how much failed, what did it do."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from include.errors import QualityError
from include.lake.existence import missing_keys
from include.racing.failures import failed_races
from include.racing.local_files import clean_local_csvs
from include.racing.report import CATEGORY, UNITS, group_rows, metric_values
from include.racing.run_failures import NO_ANSWER, Missing, missing_of, problems_of_run
from include.racing.verification import Stores, problems_of
from include.warehouse import metrics
from scorebook import settings
from scorebook.closing import clean_data_dir
from scorebook.hooks.glue import glue_client
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.operators.fetch_to_archive import TALLY_KEY
from scorebook.operators.partition_overwrite import REPORTS_KEY
from scorebook.operators.racing_scrape import PUBLISHED_KEY
from scorebook.workflows.racing_days import LIST_ERROR_KEY, PLANNED_KEY

if TYPE_CHECKING:
    from airflow.sdk import Asset, Context

log = logging.getLogger(__name__)

LOCAL_CSVS = timedelta(days=7)
MOST_SHOWN = 10


def verify(context: Context) -> int:
    """Read every partition of the run as its users do, and return how many are right.

    :raises AirflowSkipException: in a dry run.
    :raises QualityError: a partition is not what it should be, a list of races did not come, or more than
        half of the races failed.
    """
    if context["params"]["dry_run"]:
        raise AirflowSkipException("dry run: nothing was written, nothing is to be verified")
    ti: Any = context["ti"]
    groups = _groups(ti)
    partitions = [(group["country"], date.fromisoformat(day)) for group in groups for day in group["days"]]
    with WarehouseHook().connect(autocommit=True) as connection:
        stores = Stores(
            s3=s3_client(),
            glue=glue_client(),
            connection=connection,
            bucket=settings.bucket(),
            database=settings.racing_glue_database(),
            prefix_dates=settings.prefix("racing_dates"),
        )
        problems = [problem for country, day in partitions for problem in problems_of(stores, country, day)]
    listed = [answer or {} for answer in _told(ti, "list_races", "return_value", len(groups))]
    problems += problems_of_run(
        sum(len(answer.get("listed", [])) for answer in listed),
        [tally for tally in _told(ti, "scrape", TALLY_KEY, len(groups)) if tally],
        _list_errors(ti, len(groups)),
    )
    for problem in problems:
        log.error("run=%s %s", context["run_id"], problem)
    if problems:
        more = f", and {len(problems) - MOST_SHOWN} more (see the log)" if len(problems) > MOST_SHOWN else ""
        raise QualityError("; ".join(problems[:MOST_SHOWN]) + more)
    return len(partitions)


def finish_run(context: Context, asset: Asset) -> list[dict[str, Any]]:
    """End a run, also a failed one: clean local files, record metrics, tell the asset, return the figures."""
    ti: Any = context["ti"]
    if ti.xcom_pull(task_ids="plan", key=PLANNED_KEY) is None:
        raise AirflowSkipException("the run ended before there was a plan: nothing is to be cleaned")
    groups = _groups(ti)
    dry_run = bool(context["params"]["dry_run"])
    rows = group_rows(
        groups,
        _told(ti, "list_races", "return_value", len(groups)),
        _told(ti, "scrape", TALLY_KEY, len(groups)),
        _published(ti, len(groups)),
        _missing(ti, groups),
        started_at=_started_at(context),
        dry_run=dry_run,
    )
    for row in rows:
        log.info("run=%s %s", context["run_id"], " ".join(f"{name}={value}" for name, value in row.items()))
    if dry_run:
        ti.xcom_push(key="return_value", value=rows)
        raise AirflowSkipException("dry run: nothing was written, nothing is to be cleaned")
    clean_data_dir(context["params"]["retention_hours"])
    cleaned = clean_local_csvs(settings.data_dir(), LOCAL_CSVS, datetime.now(UTC), _not_in_s3)
    for failure in cleaned.failures:
        log.warning("a local file could not be removed: %s", failure)
    with WarehouseHook().connect() as connection:
        metrics.record(connection, CATEGORY, metric_values(rows), run_id=context["run_id"], units=UNITS)
    written = [row["partition"] for row in rows if row["published"].startswith("written")]
    context["outlet_events"][asset].extra = {"count": len(written), "partitions": written}
    return rows


def _not_in_s3(names: Sequence[str]) -> set[str]:
    """Those of some local CSVs (`gb/2025_11_17.csv`) that S3 does not have."""
    prefix = settings.prefix("racing_dates")
    keys = {f"{prefix}/{name}": name for name in names}
    return {keys[key] for key in missing_keys(s3_client(), settings.bucket(), list(keys)).missing}


def _started_at(context: Context) -> datetime:
    run: Any = context["dag_run"]
    return run.start_date or datetime.now(UTC)


def _groups(ti: Any) -> list[dict[str, Any]]:
    return list(ti.xcom_pull(task_ids="plan", key=PLANNED_KEY) or [])


def _told(ti: Any, task: str, key: str, count: int) -> list[Any]:
    """What the instances of a mapped task left, in order; None for one that left nothing."""
    return list(ti.xcom_pull(task_ids=f"days.{task}", map_indexes=range(count), key=key) or [None] * count)


def _published(ti: Any, count: int) -> list[Sequence[Mapping[str, Any]] | None]:
    """What was published of each group: by the task `publish`, failed or not, else by a failed scrape."""
    whole = _told(ti, "publish", "return_value", count)
    failed = _told(ti, "publish", REPORTS_KEY, count)
    early = _told(ti, "scrape", PUBLISHED_KEY, count)
    return [one or two or three for one, two, three in zip(whole, failed, early, strict=True)]


def _list_errors(ti: Any, count: int) -> list[str | None]:
    """Of each group why its list of races did not come; None where it came."""
    answers = _told(ti, "list_races", "return_value", count)
    errors = _told(ti, "list_races", LIST_ERROR_KEY, count)
    return [None if answer else error or NO_ANSWER for answer, error in zip(answers, errors, strict=True)]


def _missing(ti: Any, groups: Sequence[Mapping[str, Any]]) -> list[Missing]:
    """What each group lacks now, as the ledger has it."""
    days = [date.fromisoformat(day) for group in groups for day in group["days"]]
    if not days:
        return []
    with WarehouseHook().connect(autocommit=True) as connection:
        failures = failed_races(
            connection,
            since=None,
            first=min(days),
            last=max(days),
            countries={group["country"] for group in groups},
        )
    return missing_of(groups, failures, _list_errors(ti, len(groups)))
