"""Pages of a simulated season, and how to read them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.pages.document import box_score_page, play_by_play_page
from include.devstack.simulator.espn.script import write_script
from include.devstack.simulator.espn.season import SeasonSettings, build_season
from include.devstack.simulator.espn.situation import final

SEASON, SEED = 2011, 3
Json = dict[str, Any]


@lru_cache(maxsize=1)
def season_games() -> tuple[Game, ...]:
    return tuple(build_season(SEASON, SeasonSettings(seed=SEED, postponed_rate=0.0)).games.values())


def some_games() -> list[Game]:
    """Ten games of the season, one of them with overtime."""
    overtime = next(game for game in season_games() if game.periods > 4)
    return [overtime, *season_games()[100:1000:100]]


def package(page: Json) -> Json:
    inner: Json = json.loads(json.dumps(page))["page"]["content"]["gamepackage"]
    return inner


def box_page(game: Game, **states: Any) -> Json:
    return package(box_score_page(game, final(game, **states), write_script(game, SEED)))


def play_page(game: Game, **states: Any) -> Json:
    return package(play_by_play_page(game, final(game, **states), write_script(game, SEED)))


def groups(side: Json) -> dict[str, Json]:
    return {group["type"]: group for group in side["stats"]}


def rows(side: Json) -> list[Json]:
    return [row for kind in ("starters", "bench") for row in groups(side)[kind]["athlts"]]


def column(side: Json, key: str) -> list[str]:
    at = groups(side)["starters"]["keys"].index(key)
    return [row["stats"][at] for row in rows(side) if row["stats"]]
