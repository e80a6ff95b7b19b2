"""Where ESPN's site API keeps a day and a game, relative to the connection `espn_api`.

The connection's host is `https://site.api.espn.com/apis/site/v2/sports/basketball/nba`.
"""

from __future__ import annotations

from datetime import date


def scoreboard(day: date) -> str:
    """Address of the games of a New York day."""
    return f"scoreboard?dates={day:%Y%m%d}&limit=100"


def summary(game_id: str) -> str:
    """Address of everything about one game."""
    return f"summary?event={game_id}"
