"""The steps of `nba_daily` that are its own: its days, and the games of these days."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException

from include import days
from include.errors import ParamError
from include.nba import watermark
from include.nba.archive import DATASET
from include.nba.ids import FIRST_LIVE_SEASON
from include.nba.params import DailyParams, kinds, read_daily_params
from include.nba.plan import daily_groups
from include.seasons import season_label, season_of
from scorebook.workflows.nba_shared import entries, list_games, open_schedules, planned

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params and days, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    run: Any = context["dag_run"]
    try:
        params = read_daily_params(context["params"])
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    is_by_schedule = run.run_type in ("scheduled", "backfill")
    own = days.run_day(
        run.data_interval_start if is_by_schedule else None,
        run.logical_date or datetime.now(UTC),
        days.GAME_ZONE,
    )
    if season_of(own) < FIRST_LIVE_SEASON and not params.days:
        raise AirflowFailException(
            f"the run is about {own}; live data begins with season {season_label(FIRST_LIVE_SEASON)}"
        )
    # A backfill asks for every day once: it does not look back.
    look_back = 0 if run.run_type == "backfill" else params.refresh_days
    wanted = days.in_order(params.days) if params.days else days.with_lookback(own, look_back)
    log.info("run=%s days=%s params=%s", run.run_id, ",".join(map(str, wanted)), msgspec.to_builtins(params))
    return {"days": [str(day) for day in wanted], "params": msgspec.to_builtins(params)}


def plan(checked: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """List the games of the run's days and return a chunk a day; a dry run returns none.

    Days since the watermark are listed, too, so that it cannot pass a day that nobody has looked at.
    """
    params = msgspec.convert(checked["params"], DailyParams)
    wanted = [date.fromisoformat(day) for day in checked["days"]]
    with open_schedules(context["run_id"], dry_run=params.dry_run) as schedules:
        connection = schedules.connection
        first = watermark.first_day_to_list(connection, wanted[0])
        passed = set(days.with_lookback(wanted[-1], (wanted[-1] - first).days)) - set(wanted)
        listed, final = [], []
        for season in range(season_of(first), season_of(wanted[-1]) + 1):
            schedule = schedules.of_season_from(season_label(season), first)
            listed += schedule.listed_on(passed) + schedule.listed_on(wanted, kinds(params))
            final += schedule.games_of_days(wanted, kinds(params))
        list_games(connection, listed, dry_run=params.dry_run)
        groups = daily_groups(
            final,
            entries(connection, DATASET, final),
            prefix=schedules.prefix,
            refresh_days=params.refresh_days,
            now=schedules.now,
        )
        over = days.last_full_day(schedules.now, days.GAME_ZONE)
    scope = {"first": checked["days"][0], "last": checked["days"][-1], "over": str(over)}
    return planned(context, groups, scope, dry_run=params.dry_run)
