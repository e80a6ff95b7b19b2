"""ESPN games as rows of `raw_data.nba_games`: loading them, what is to be enriched, and merging features.

Nothing here commits: use `with connection.transaction():`. Games are in the order of their numbers
everywhere. The rows' form is described in the migrations `0001` and `0002`.
"""

from include.warehouse.nba_games.loading import ArchivedGame, LoadCounts, load_games
from include.warehouse.nba_games.merging import MergeCounts, merge_batch
from include.warehouse.nba_games.outcomes import EnrichedGame, FailedGame
from include.warehouse.nba_games.planning import (
    Coverage,
    GameToRead,
    PlannedGame,
    coverage,
    next_games,
    plan_games,
)
from include.warehouse.nba_games.selection import Reprocess, Selection

__all__ = [
    "ArchivedGame",
    "Coverage",
    "EnrichedGame",
    "FailedGame",
    "GameToRead",
    "LoadCounts",
    "MergeCounts",
    "PlannedGame",
    "Reprocess",
    "Selection",
    "coverage",
    "load_games",
    "merge_batch",
    "next_games",
    "plan_games",
]
