"""The features of a game that was read: one structure, whatever the format."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from include.days import GAME_ZONE, local_day
from include.espn.errors import PayloadShapeError
from include.espn.extraction.checks import checks_of
from include.espn.extraction.reading import LAST_SEASON, GameReading
from include.seasons import FIRST_SEASON, season_label, season_of


def features_of(game: GameReading) -> dict[str, Any]:
    """The features in the one structure that all formats have, `checks` included."""
    day = local_day(game.tipoff, GAME_ZONE)
    season = _season(game.season_year, day)
    home, away = game.home, game.away
    if not home.score and not away.score:
        # No game ends 0-0: it is how some files write that a game has no score yet.
        home.score = away.score = None
    is_over = game.completed is not False and home.score is not None and away.score is not None
    plays = game.plays.rows
    periods = [row["period"] for row in plays if "period" in row]
    played = max(len(home.quarters), len(away.quarters)) or max(periods, default=0)
    return {
        "game_info": {
            "game_id": game.game_id,
            "game_date": day.isoformat(),
            "tipoff_utc": game.tipoff.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "season": season_label(season),
            "season_year": season,
            "season_type": game.season_type,
            "attendance": game.attendance,
            "sold_out": None,
            "duration": game.minutes if is_over else None,
            "overtime": played > 4 if played >= 4 else None,
            "margin_of_victory": abs((home.score or 0) - (away.score or 0)) if is_over else None,
            "broadcast": game.broadcast,
        },
        "teams": {
            side: {"id": team.id, "name": team.name, "abbreviation": team.abbreviation, "score": team.score}
            for side, team in (("home", home), ("away", away))
        },
        "scoring": {
            side: {"quarters": team.quarters, "total": team.score}
            for side, team in (("home", home), ("away", away))
        },
        "venue": game.venue,
        "officials": game.officials,
        "box_score": {
            side: {
                "team_id": team.id,
                "team_name": team.box_name or team.name,
                "team_abbreviation": team.box_abbreviation or team.abbreviation,
                "players": team.players,
                "team_stats": team.team_stats,
            }
            for side, team in (("home", home), ("away", away))
        },
        "plays_summary": {
            "total_plays": len(plays),
            "periods": max(periods, default=0),
            "event_types": dict(Counter(row["event_type"] for row in plays if "event_type" in row)),
            "plays": plays,
        },
        "source_data": {
            "source": "espn",
            "format": game.format,
            "wrapped": game.wrapped,
            "original_game_id": game.game_id,
        },
        "checks": checks_of(game, periods=played, is_over=is_over),
    }


def _season(year: int | None, day: date) -> int:
    if year is None:
        return season_of(day)
    if FIRST_SEASON <= year <= LAST_SEASON:
        return year
    raise PayloadShapeError(f"expected the end year of a season at header.season.year, got {year}")
