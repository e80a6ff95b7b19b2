"""How the games of a run are cut into mapped tasks: ranges of game ids, 20 to 60 seconds of work each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from include.warehouse.nba_games import PlannedGame

MOST_SHARDS = 8
GAMES_A_SHARD = 2_500
WORTH_TWO = 1_000
"""From so many games on the work is shared by two workers."""


class Shard(msgspec.Struct, frozen=True):
    """A range of game ids in numeric order, both ends included. `games` of it are to be done."""

    label: str
    first: str
    last: str
    games: int


def cut(games: Sequence[PlannedGame]) -> list[Shard]:
    """Cut games, in the order of their ids, into at most 8 shards of equal size."""
    if not games:
        return []
    wanted = max(-(-len(games) // GAMES_A_SHARD), 2 if len(games) >= WORTH_TWO else 1)
    count = min(wanted, MOST_SHARDS)
    bounds = [len(games) * number // count for number in range(count + 1)]
    return [_shard(games[start:end]) for start, end in pairwise(bounds)]


def _shard(games: Sequence[PlannedGame]) -> Shard:
    first, last = games[0].game_id, games[-1].game_id
    label = f"{first}..{last} · {len(games)} games" if len(games) > 1 else f"{first} · 1 game"
    return Shard(label=label, first=first, last=last, games=len(games))
