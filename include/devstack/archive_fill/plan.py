"""Which games the archive has, and in which kind: decided before any game is made, by the seed alone."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

from include.devstack.archive_fill.kinds import ALL_KINDS, KINDS
from include.devstack.simulator.espn.calendar import FIRST_SEASON, LAST_SEASON
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.season import Season, SeasonSettings, build_season

_FEWEST_SEASONS = 4
_USUAL_PER_SEASON = 400
_MOST_PER_SEASON = 1_300
_LAST_USUAL_SEASON = 2026


class FillError(ValueError):
    """The archive that was asked for cannot be made. The message says why."""


@dataclass(frozen=True, slots=True)
class PlannedGame:
    """A game to make; its id alone finds it in its season."""

    game_id: str
    season: int
    kind: str


def plan_games(games: int, seed: int, kinds: Mapping[str, float] | None) -> list[PlannedGame]:
    """Return the games in order of their ids.

    :param kinds: share by kind, of any total; without them `KINDS` with its weights.
    :raises FillError: fewer than no games or more than the simulator has, an unknown kind, or no
        share above zero.
    """
    if games < 0:
        raise FillError(f"an archive has no games or more, got {games}")
    shares = {name: kind.weight for name, kind in KINDS.items()} if kinds is None else dict(kinds)
    unknown = sorted(set(shares) - set(ALL_KINDS))
    if unknown or sum(shares.values()) <= 0 or min(shares.values()) < 0:
        raise FillError(f"kinds are shares by name, from {', '.join(ALL_KINDS)}; got {shares}")
    assigned = _assign(games, shares)
    random.Random(f"{seed}:kinds").shuffle(assigned)
    planned: list[PlannedGame] = []
    seasons = _seasons(games)
    for index, year in enumerate(seasons):
        first, end = index * games // len(seasons), (index + 1) * games // len(seasons)
        ids = _game_ids(year, seed, end - first)
        planned.extend(
            PlannedGame(game_id, year, kind) for game_id, kind in zip(ids, assigned[first:end], strict=True)
        )
    return planned


def find_game(planned: PlannedGame, seed: int) -> Game:
    """Return the simulated game."""
    return _season(planned.season, seed).games[planned.game_id]


def _season(year: int, seed: int) -> Season:
    return build_season(year, SeasonSettings(seed=seed, postponed_rate=0.0))


def _seasons(games: int) -> list[int]:
    """Return the seasons that share the games: spread over finished ones, future ones only when needed."""
    count = min(
        max(_FEWEST_SEASONS, math.ceil(games / _USUAL_PER_SEASON)), _LAST_USUAL_SEASON - FIRST_SEASON + 1
    )
    if games > count * _MOST_PER_SEASON:
        count = LAST_SEASON - FIRST_SEASON + 1
        if games > count * _MOST_PER_SEASON:
            raise FillError(f"the simulator has {count * _MOST_PER_SEASON} games, {games} were asked for")
        return list(range(FIRST_SEASON, LAST_SEASON + 1))
    step = (_LAST_USUAL_SEASON - FIRST_SEASON) / (count - 1)
    return [FIRST_SEASON + round(index * step) for index in range(count)]


def _game_ids(year: int, seed: int, count: int) -> list[str]:
    """Return `count` ids of a season, spread from opening night to the finals."""
    ids = sorted(_season(year, seed).games)
    return [ids[index * len(ids) // count] for index in range(count)]


def _assign(games: int, shares: Mapping[str, float]) -> list[str]:
    """Return a kind for each game; the shares are met as nearly as whole games allow."""
    total = sum(shares.values())
    exact = {name: games * share / total for name, share in shares.items()}
    counts = {name: math.floor(value) for name, value in exact.items()}
    by_rest = sorted(shares, key=lambda name: (counts[name] - exact[name], name))
    for name in by_rest[: games - sum(counts.values())]:
        counts[name] += 1
    return [name for name, count in counts.items() for _ in range(count)]
