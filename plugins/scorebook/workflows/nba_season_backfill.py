"""The steps of `nba_season_backfill` that are its own: its params, and the open games of a season."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException

from include.errors import ParamError
from include.nba.archive import DATASET
from include.nba.ids import read_game_id
from include.nba.loading import METRICS
from include.nba.params import SeasonParams, kinds, read_season_params
from include.nba.plan import season_groups
from include.nba.schedule import Schedule, Standing
from include.nba.schedules import Schedules
from include.nba.transform import TABLES
from include.seasons import season_label
from scorebook.workflows.nba_shared import entries, list_games, open_schedules, planned

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    try:
        params = read_season_params(context["params"])
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    log.info("run=%s params=%s", context["run_id"], msgspec.to_builtins(params))
    return {"params": msgspec.to_builtins(params)}


def plan(checked: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """List a season's games and return the chunks of those that are not done; a dry run returns none."""
    params = msgspec.convert(checked["params"], SeasonParams)
    with open_schedules(context["run_id"], dry_run=params.dry_run) as schedules:
        schedule = _schedule(schedules, params)
        games = [game for game in schedule.games if game.kind in kinds(params)]
        list_games(schedules.connection, games, dry_run=params.dry_run)
        final = [game for game in games if game.standing is Standing.FINAL]
        groups = season_groups(
            final,
            entries(schedules.connection, DATASET, final),
            prefix=schedules.prefix,
            params=params,
            loaded=entries(schedules.connection, TABLES, final),
            derived=entries(schedules.connection, METRICS, final),
        )
    log.info("season=%s listed=%d final=%d chunks=%d", schedule.season, len(games), len(final), len(groups))
    return planned(context, groups, {"season": schedule.season}, dry_run=params.dry_run)


def _schedule(schedules: Schedules, params: SeasonParams) -> Schedule:
    """The season that was named, that of the game `since`, or the one that is on show now."""
    if params.season is not None:
        return schedules.of_season(params.season)
    if params.since is not None:
        return schedules.of_season(season_label(read_game_id(params.since).season))
    return schedules.current()
