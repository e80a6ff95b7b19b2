"""How games are cut into mapped tasks."""

from __future__ import annotations

from itertools import pairwise

import pytest

from include.espn.enrichment.shards import cut
from include.warehouse.nba_games import PlannedGame


def games(count: int) -> list[PlannedGame]:
    return [PlannedGame(game_id=str(400_000_000 + number), size=1) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "shards"), [(0, 0), (1, 1), (999, 1), (1_000, 2), (5_001, 3), (20_000, 8), (31_241, 8)]
)
def test_as_many_shards_as_the_work_is_worth_and_at_most_eight(count: int, shards: int) -> None:
    assert len(cut(games(count))) == shards


def test_every_game_is_in_exactly_one_shard() -> None:
    planned = games(5_003)
    shards = cut(planned)
    assert sum(shard.games for shard in shards) == len(planned)
    assert shards[0].first == planned[0].game_id
    assert shards[-1].last == planned[-1].game_id
    assert all(int(after.first) == int(before.last) + 1 for before, after in pairwise(shards))
    assert max(shard.games for shard in shards) - min(shard.games for shard in shards) <= 1


def test_a_label_tells_the_range() -> None:
    assert cut(games(2))[0].label == "400000000..400000001 · 2 games"
