"""The steps of `racing_rescrape_7_days` that are its own: its params and its days."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException

from include.errors import ParamError
from include.racing.groups import rescrape_groups
from include.racing.params import RescrapeParams, read_rescrape_params, target_days
from scorebook.workflows.racing_days import planned

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params and days, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    run: Any = context["dag_run"]
    is_by_schedule = run.run_type in ("scheduled", "backfill")
    try:
        params = read_rescrape_params(context["params"])
        days = target_days(
            params,
            interval_start=run.data_interval_start if is_by_schedule else None,
            now=run.logical_date or datetime.now(UTC),
            is_backfill=run.run_type == "backfill",
        )
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    log.info("run=%s days=%s params=%s", run.run_id, ",".join(map(str, days)), msgspec.to_builtins(params))
    return {"days": [str(day) for day in days], "params": msgspec.to_builtins(params)}


def plan(checked: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return a group for each day and country."""
    params = msgspec.convert(checked["params"], RescrapeParams)
    days = [date.fromisoformat(day) for day in checked["days"]]
    return planned(rescrape_groups(params, days), context)
