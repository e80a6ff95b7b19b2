"""The params of `nba_daily` and `nba_season_backfill`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from include.errors import ParamError
from include.nba.ids import FIRST_LIVE_SEASON, read_game_id, read_live_season
from include.nba.kinds import GameKind
from include.nba.schedule import COUNTED_KINDS
from include.params import check_ranges, convert
from include.seasons import season_label, season_of

MAX_DAYS = 200
"""Days of one run: each is a mapped chunk. A longer range is a season backfill."""


class DailyParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of `nba_daily`; see the trigger form for what each one does."""

    days: tuple[date, ...] = ()
    refresh_days: int = 3
    preseason: bool = False
    all_star: bool = False
    dry_run: bool = False
    retention_hours: int | None = None


class SeasonParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of `nba_season_backfill`; see the trigger form for what each one does."""

    season: str | None = None
    since: str | None = None
    chunk_days: int = 7
    adaptive: bool = False
    parallel_chunks: int = 4
    retry_failed: bool = True
    preseason: bool = False
    all_star: bool = False
    dry_run: bool = False
    retention_hours: int | None = None


def read_daily_params(values: Mapping[str, Any]) -> DailyParams:
    """Check the params of a daily run.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, DailyParams)
    check_ranges(params, {"refresh_days": (0, 30), "retention_hours": (1, 24 * 365)})
    if len(params.days) > MAX_DAYS:
        raise ParamError(
            f"days holds {len(params.days)} days, at most {MAX_DAYS} fit in one run: use nba_season_backfill"
        )
    for day in params.days:
        if season_of(day) < FIRST_LIVE_SEASON:
            raise ParamError(
                f"days holds {day}; NBA.com's live data begins with season {season_label(FIRST_LIVE_SEASON)}"
            )
    return params


def read_season_params(values: Mapping[str, Any]) -> SeasonParams:
    """Check the params of a season backfill, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, SeasonParams)
    check_ranges(params, {"chunk_days": (1, 31), "parallel_chunks": (1, 8), "retention_hours": (1, 24 * 365)})
    season = None if params.season is None else read_live_season(params.season)
    if params.since is not None:
        since = read_game_id(params.since)
        read_live_season(season_label(since.season))
        if season is not None and since.season != season:
            raise ParamError(
                f"since {params.since} is a game of {season_label(since.season)}, season is {params.season}: "
                "name the season of that game"
            )
    return params


def kinds(params: DailyParams | SeasonParams) -> frozenset[GameKind]:
    """The kinds of games that the run is about."""
    asked = {GameKind.PRESEASON: params.preseason, GameKind.ALL_STAR: params.all_star}
    return COUNTED_KINDS | {kind for kind, is_asked in asked.items() if is_asked}
