"""The params of `espn_enrichment_backfill`: which games, and how strict the validation is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from include.errors import ParamError
from include.params import check_ranges, convert
from include.seasons import read_season

MOST_GAME_IDS = 10_000
RANGES = {
    "limit": (1, 1_000_000),
    "batch_size": (1, 1000),
    "dry_run_sample": (0, 1000),
    "min_coverage_pct": (0, 100),
    "min_feature_count": (0, 1000),
    "min_agreement_pct": (0, 100),
}


class EnrichmentParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of a run; see the trigger form for what each one does."""

    game_ids: tuple[str, ...] = ()
    season: str | None = None
    from_game_id: str | None = None
    to_game_id: str | None = None
    limit: int | None = None
    batch_size: int = 100
    dry_run: bool = False
    dry_run_sample: int = 50
    reprocess: Literal["missing", "changed", "all"] = "missing"
    min_coverage_pct: float = 100.0
    min_feature_count: int = 50
    min_agreement_pct: float = 99.0


def read_params(values: Mapping[str, Any]) -> EnrichmentParams:
    """Check the params of a run, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, EnrichmentParams)
    check_ranges(params, RANGES)
    _check_games(params)
    return params


def _check_games(params: EnrichmentParams) -> None:
    if len(params.game_ids) > MOST_GAME_IDS:
        raise ParamError(
            f"game_ids holds {len(params.game_ids)} ids, at most {MOST_GAME_IDS} fit in one run: "
            "use from_game_id and to_game_id for a range"
        )
    ids = {"from_game_id": params.from_game_id, "to_game_id": params.to_game_id}
    for name, game_id in [*ids.items(), *(("game_ids", game_id) for game_id in params.game_ids)]:
        if game_id is not None and not (game_id.isascii() and game_id.isdigit()):
            raise ParamError(f"{name} takes ESPN game ids, digits such as 401810849; got {game_id!r}")
    first, last = params.from_game_id, params.to_game_id
    if first is not None and last is not None and int(first) > int(last):
        raise ParamError(f"from_game_id {first} comes after to_game_id {last}: swap them")
    if params.season is not None:
        read_season(params.season)
