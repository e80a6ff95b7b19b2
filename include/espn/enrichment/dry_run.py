"""What would fail: a sample of the games to do is read and extracted, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from include.errors import PayloadError
from include.espn.enrichment.page import failed_game, read_page
from include.espn.features import merge_pages, needs_other_page
from include.lake.bulk_read import BulkReader
from include.lake.s3_errors import ArchiveNotFoundError
from include.warehouse.nba_games import GameToRead, PlannedGame


def sample_of(games: Sequence[PlannedGame], most: int) -> list[str]:
    """At most so many game ids, evenly spread over the plan: old and new games, all formats."""
    count = min(most, len(games))
    return [games[number * len(games) // count].game_id for number in range(count)]


def try_games(games: Sequence[GameToRead], reader: BulkReader) -> dict[str, Any]:
    """Read and extract games as a run would.

    :returns: `read`, `would_fail` (id -> reason and sentence), and `disagree` (id -> names of the checks that
        are false).
    :raises ArchiveError: the archive refuses us or cannot be reached.
    """
    would_fail: dict[str, str] = {}
    disagree: dict[str, list[str]] = {}
    with closing(reader.read(game.keys[0] for game in games)) as answers:
        for game, answer in zip(games, answers, strict=True):
            key = game.keys[0]
            try:
                features = read_page(game, answer).features
                for key in game.keys[1:]:
                    if not needs_other_page(features):
                        break
                    with closing(reader.read([key])) as others:
                        (other,) = others
                    features = merge_pages(features, read_page(game, other).features)
            except (PayloadError, ArchiveNotFoundError) as error:
                failed = failed_game(game, error, key)
                would_fail[game.game_id] = f"{failed.reason}: {failed.error}"
            else:
                if false := [name for name, holds in features["checks"].items() if not holds]:
                    disagree[game.game_id] = false
    return {"read": len(games), "would_fail": would_fail, "disagree": disagree}
