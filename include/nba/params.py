"""The params of `nba_daily` and `nba_season_backfill`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from include.errors import ParamError
from include.nba.ids import FIRST_LIVE_SEASON, read_game_id, read_live_season
from include.nba.kinds import GameKind
from include.nba.schedule import COUNTED_KINDS
from include.seasons import season_label, season_of

MAX_DAYS = 200
"""Days of one run: each is a mapped chunk. A longer range is a season backfill."""

Params = TypeVar("Params", "DailyParams", "SeasonParams")


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
    params = _convert(values, DailyParams)
    _check_ranges(params, {"refresh_days": (0, 30), "retention_hours": (1, 24 * 365)})
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
    params = _convert(values, SeasonParams)
    _check_ranges(
        params, {"chunk_days": (1, 31), "parallel_chunks": (1, 8), "retention_hours": (1, 24 * 365)}
    )
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


def _convert(values: Mapping[str, Any], kind: type[Params]) -> Params:
    # A field of the form that was emptied comes as an empty text.
    typed = {name: None if value == "" else value for name, value in values.items()}
    try:
        return msgspec.convert(typed, kind, strict=True)
    except msgspec.ValidationError as error:
        raise ParamError(
            f"{error}; the params are {', '.join(kind.__struct_fields__)}, days as YYYY-MM-DD"
        ) from error


def _check_ranges(params: msgspec.Struct, ranges: Mapping[str, tuple[int, int]]) -> None:
    for name, (low, high) in ranges.items():
        value = getattr(params, name)
        if value is not None and not low <= value <= high:
            raise ParamError(f"{name} must be between {low} and {high}, got {value}")
