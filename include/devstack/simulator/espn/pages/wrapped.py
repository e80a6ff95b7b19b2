"""The summary inside an answer of ESPN's cdn (`xhr=1`)."""

from __future__ import annotations

from include.devstack.simulator.espn.wording import Json


def wrapped(summary: Json) -> Json:
    """Return a summary under `gamepackageJSON`; the `gameId` beside it is a number, the one inside a text."""
    game_id = summary["header"]["id"]
    return {
        "gameId": int(game_id),
        "__gamepackage__": {"gameId": game_id, "league": "nba", "sport": "basketball", "type": "game"},
        "gamepackageJSON": summary,
        "content": {"sport": "basketball", "league": "nba", "title": "Gamecast", "ads": {}, "meta": {}},
    }
