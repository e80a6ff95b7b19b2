"""The steps of `racing_retry_failures` that are its own: its params, and the races that failed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException

from include import days
from include.errors import ParamError
from include.racing.failures import failed_races
from include.racing.groups import retry_groups
from include.racing.params import COUNTRIES, FIRST_DAY, RetryParams, read_retry_params
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.workflows.racing_days import planned

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)

RECENT = timedelta(hours=48)


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    try:
        params = read_retry_params(context["params"])
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    log.info("run=%s params=%s", context["run_id"], msgspec.to_builtins(params))
    return {"params": msgspec.to_builtins(params)}


def plan(checked: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return the races that failed, in groups of at most two days of a country."""
    params = msgspec.convert(checked["params"], RetryParams)
    now = datetime.now(UTC)
    is_recent_only = params.date is None and not params.all
    with WarehouseHook().connect(autocommit=True) as connection:
        failures = failed_races(
            connection,
            since=now - RECENT if is_recent_only else None,
            first=params.date or FIRST_DAY,
            last=params.date or days.local_day(now, days.RACING_ZONE),
            countries=(params.country,) if params.country else COUNTRIES,
        )
    for race in failures:
        log.info(
            "race=%s day=%s country=%s since=%s error=%s",
            race.id,
            race.day,
            race.country,
            race.since,
            race.message,
        )
    return planned(retry_groups(failures), context)
