"""Counts of documents as the scan gives them: everything is there, unless a test says otherwise."""

from __future__ import annotations

from typing import Any

from include.espn.catalog import FEATURES
from include.espn.enrichment.documents import DocumentCounts

# Shares of the recorded summaries where they are not 100 %, in percent.
SHARES = {
    "sold_out": 0,
    "field_goal_pct": 91,
    "three_point_pct": 73,
    "free_throw_pct": 38,
    "assist_player_id": 11,
    **dict.fromkeys(("shot_x_coord", "shot_y_coord", "shot_distance"), 43),
    **dict.fromkeys(("shot_made", "shot_type", "shot_value"), 47),
}


def counts(games: int = 100, *, values: dict[str, int] | None = None, **changes: Any) -> DocumentCounts:
    """Format 2 games of 2025-26 with 20 players and 40 counted plays each.

    :param values: by feature, a count of its own.
    """
    total = {"game": games, "player": 20 * games, "play": 40 * games}
    held = {one.name: total[one.group] * SHARES.get(one.name, 100) // 100 for one in FEATURES}
    facts: dict[str, Any] = {
        "season": "2025-26",
        "format": 2,
        "is_of_run": False,
        "games": games,
        "players": 20 * games,
        "plays": 40 * games,
        "with_players": games,
        "with_plays": games,
        "features_min": 480,
        "features_sum": 480 * games,
        "features_max": 480,
        "wrong": 0,
        "wrong_games": [],
        "values": held | (values or {}),
    }
    return DocumentCounts(**facts | changes)
