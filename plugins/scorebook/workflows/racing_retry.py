"""The steps of `racing_retry_failures` that are its own: its params, and the races that failed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException

from include import days
from include.errors import ParamError
from include.racing.failures import FailedRace, dead_letters, failed_races
from include.racing.groups import retry_groups
from include.racing.params import COUNTRIES, FIRST_DAY, RetryParams, read_retry_params
from include.racing.run_failures import missing_line
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.workflows.racing_days import planned

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)

RECENT = timedelta(hours=48)
MOST_LOGGED = 200


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
    """Return the races that failed, in groups of at most two days of a country.

    The log names all that are missing and since when, also those that this run leaves alone.
    """
    params = msgspec.convert(checked["params"], RetryParams)
    now = datetime.now(UTC)
    today = days.local_day(now, days.RACING_ZONE)
    is_recent_only = params.date is None and not params.all
    with WarehouseHook().connect(autocommit=True) as connection:
        asked = failed_races(
            connection,
            since=now - RECENT if is_recent_only else None,
            first=params.date or FIRST_DAY,
            last=params.date or today,
            countries=(params.country,) if params.country else COUNTRIES,
        )
        every = failed_races(connection, since=None, first=FIRST_DAY, last=today, countries=COUNTRIES)
    for race in asked:
        log.info("day=%s country=%s %s error=%s", race.day, race.country, missing_line(race), race.message)
    ids = {race.id for race in asked}
    _tell_of_others([race for race in every if race.id not in ids], today)
    return planned(retry_groups(asked), context)


def _tell_of_others(others: Sequence[FailedRace], today: date) -> None:
    """Name the races that are missing and that this run does not ask for."""
    dead = {race.id for race in dead_letters(others, today)}
    if others:
        log.warning(
            "%d other races are missing: %d are left to the daily rescrape, for %d it does not look back any "
            "more: only a run with `all` or their date asks for them",
            len(others),
            len(others) - len(dead),
            len(dead),
        )
    for race in others[-MOST_LOGGED:]:
        left_to = "a person" if race.id in dead else "the rescrape"
        log.warning("day=%s country=%s %s left to %s", race.day, race.country, missing_line(race), left_to)
