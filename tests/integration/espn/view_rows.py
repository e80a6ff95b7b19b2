"""A small game in `raw_data.nba_games`, written as the enrichment writes it, for the views and the docs."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from include.espn.extraction.stats import PLAYER_STATS, TEAM_STATS

Json = dict[str, Any]
GAME_ID = "401810849"


def player(player_id: str, name: str, *, points: int | None, **changes: Any) -> Json:
    """A player with some numbers; without points one who did not play."""
    stats = dict.fromkeys(PLAYER_STATS)
    if points is not None:
        stats |= {"minutes": 30, "points": points, "rebounds": 10, "assists": 4, "plus_minus": -3}
        stats |= {"field_goals_made": 7, "field_goals_attempted": 16, "field_goal_pct": 43.8}
        stats |= {"double_double": points >= 10, "triple_double": False}
    person = {"player_id": player_id, "name": name, "jersey": "00", "position": "G"}
    return {**person, "starter": points is not None, "played": points is not None, "stats": stats} | changes


def features() -> Json:
    """A game that Boston won in overtime, 128 to 123."""
    home = [player("101", "Amos Field", points=31), player("102", "Béla Kovács", points=22)]
    away = [player("201", "Carl Dunn", points=27), player("202", "Dov Elm", points=None)]
    plays: list[Json] = [
        {"id": "1", "event_description": "Amos Field makes 26-foot jumper", "period": 1, "clock": "11:42"}
        | {"event_type": "Jump Shot", "possession_team": "BOS", "score_margin": 3, "shot_made": True}
        | {"shot_type": "Jump Shot", "shot_value": 3, "shot_x_coord": 20, "shot_y_coord": 25}
        | {"shot_distance": 25.5, "assist_player_id": "102"},
        {"id": "2", "event_description": "End of Game", "period": 5, "clock": "0.0", "score_margin": 5},
    ]
    return {
        "game_info": {
            "game_id": GAME_ID,
            "game_date": "2025-11-15",
            "tipoff_utc": "2025-11-16T00:30:00Z",
            "season": "2025-26",
            "season_year": 2026,
            "season_type": 2,
            "attendance": 19156,
            "sold_out": None,
            "duration": 154,
            "overtime": True,
            "margin_of_victory": 5,
            "broadcast": ["ESPN", "NBC Sports Boston"],
        },
        "teams": {
            "home": {"id": "2", "name": "Boston Celtics", "abbreviation": "BOS", "score": 128},
            "away": {"id": "13", "name": "Los Angeles Lakers", "abbreviation": "LAL", "score": 123},
        },
        "scoring": {
            "home": {"quarters": [30, 28, 31, 25, 14], "total": 128},
            "away": {"quarters": [27, 31, 29, 27, 9], "total": 123},
        },
        "venue": {"name": "TD Garden", "city": "Boston", "state": "MA"},
        "officials": [{"name": "Ada Rowe", "number": "21"}, {"name": "Ben Shaw", "number": None}],
        "box_score": {
            side: {
                "team_id": team_id,
                "team_name": name,
                "team_abbreviation": abbreviation,
                "players": players,
                "team_stats": dict.fromkeys(TEAM_STATS) | {"rebounds": 44, "field_goal_pct": 47.5},
            }
            for side, team_id, name, abbreviation, players in (
                ("home", "2", "Boston Celtics", "BOS", home),
                ("away", "13", "Los Angeles Lakers", "LAL", away),
            )
        },
        "plays_summary": {"total_plays": 2, "periods": 5, "event_types": {"Jump Shot": 1}, "plays": plays},
        "source_data": {"source": "espn", "format": 2, "wrapped": False, "original_game_id": GAME_ID},
    }


def document(found: Any = None) -> Json:
    """`data` of the row."""
    enrichment = {
        "enriched_at": "2025-11-16T11:00:00.25+00:00",
        "feature_count": 91,
        "extractor_version": "1",
    }
    return {
        "espn_features": copy.deepcopy(features()) if found is None else found,
        "metadata": {"enrichment": enrichment | {"format_version": 2}},
    }


def add_game(conn: psycopg.Connection[Any], data: Json, game_id: str = GAME_ID) -> None:
    conn.execute(
        "INSERT INTO raw_data.nba_games (game_id, source, season, game_date, data)"
        " VALUES (%s, 'espn', '2025-26', %s, %s)",
        [game_id, date(2025, 11, 15), Jsonb(data)],
    )
