"""The smallest NBA.com payloads that have everything the code looks at."""

from __future__ import annotations

import json
from typing import Any

HOME, AWAY = 1610612760, 1610612764


def listed(
    game_id: str,
    *,
    status: int = 3,
    text: str = "Final",
    code: str = "",
    utc: str = "2025-01-01T00:30:00Z",
    drawn: bool = True,
) -> dict[str, Any]:
    """A game of a schedule; the teams of one that is not `drawn` are unknown."""
    home, away = ((HOME, "OKC"), (AWAY, "WAS")) if drawn else ((0, None), (0, None))
    return {
        "gameId": game_id,
        "gameStatus": status,
        "gameStatusText": text,
        "gameCode": code,
        "gameDateTimeUTC": utc,
        "homeTeam": {"teamId": home[0], "teamTricode": home[1]},
        "awayTeam": {"teamId": away[0], "teamTricode": away[1]},
    }


def schedule(days: dict[str, list[dict[str, Any]]], season: str = "2024-25") -> bytes:
    """A schedule of {"12/31/2024": [games]}."""
    dates = [{"gameDate": f"{day} 00:00:00", "games": games} for day, games in days.items()]
    return json.dumps({"leagueSchedule": {"seasonYear": season, "gameDates": dates}}).encode()


def box_score(game_id: str = "0022400001", *, home: int = 101, away: int = 99, **game: Any) -> bytes:
    """A final box score with two players a team; `game` replaces parts of the game."""
    payload = {
        "gameId": game_id,
        "gameStatus": 3,
        "gameStatusText": "Final",
        "period": 4,
        "gameTimeUTC": "2024-11-03T00:30:00Z",
        "homeTeam": team(HOME, "OKC", home),
        "awayTeam": team(AWAY, "WAS", away),
        **game,
    }
    return json.dumps({"meta": {"time": "now"}, "game": payload}).encode()


def team(team_id: int, tricode: str, score: int) -> dict[str, Any]:
    """A team whose first player scored all but ten of its points, and whose third did not play."""
    players = [player(team_id * 10 + number, points) for number, points in ((1, score - 10), (2, 10))]
    bench = player(team_id * 10 + 3, 0)
    bench.update(played="0", starter="0", notPlayingReason="DNP_COACH")
    bench["statistics"]["minutes"] = "PT00M00.00S"
    return {
        "teamId": team_id,
        "teamTricode": tricode,
        "score": score,
        "statistics": counts(score, "PT240M00.00S"),
        "players": [*players, bench],
        "periods": [{"period": number, "score": points} for number, points in ((1, 20), (2, score - 20))],
    }


def player(player_id: int, points: int) -> dict[str, Any]:
    """A starter who played the whole game."""
    return {
        "personId": player_id,
        "name": f"Player {player_id}",
        "starter": "1",
        "played": "1",
        "statistics": counts(points, "PT48M00.00S"),
    }


def counts(points: int, minutes: str) -> dict[str, Any]:
    """Numbers of a team or player: the points, and zeros."""
    zeros = (
        "fieldGoalsMade fieldGoalsAttempted threePointersMade threePointersAttempted freeThrowsMade "
        "freeThrowsAttempted reboundsOffensive reboundsDefensive assists steals blocks turnovers "
        "foulsPersonal"
    )
    return {**dict.fromkeys(zeros.split(), 0), "points": points, "minutes": minutes}


def plays(game_id: str = "0022400001", *, home: int = 101, away: int = 99, periods: int = 4) -> bytes:
    """The ends of all periods; the score stands in the last."""
    actions = [
        action(period * 10, "period", period=period, clock="PT00M00.00S", subType="end")
        for period in range(1, periods + 1)
    ]
    actions[-1].update(scoreHome=str(home), scoreAway=str(away))
    return json.dumps({"game": {"gameId": game_id, "actions": actions}}).encode()


def action(
    number: int, kind: str, *, period: int = 1, clock: str = "PT10M00.00S", **parts: Any
) -> dict[str, Any]:
    """One action of a play-by-play at 0-0."""
    return {
        "actionNumber": number,
        "orderNumber": number * 10_000,
        "period": period,
        "clock": clock,
        "actionType": kind,
        "scoreHome": "0",
        "scoreAway": "0",
        **parts,
    }
