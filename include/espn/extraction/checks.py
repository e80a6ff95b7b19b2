"""Whether a payload agrees with itself: claims as data, never exceptions.

`player_points`: the players' points add up to both scores. `quarters`: the periods add up to both scores.
`minutes`: the players' minutes of both teams add up to five players' time. `home_away`: every part that says
who is at home, who won and how a team is called agrees with the header. `last_play`: the plays end with the
score. `running_score`: no play's score contradicts that of the others. A check that cannot be judged is left
out.
"""

from __future__ import annotations

from include.espn.extraction.reading import GameReading, TeamReading

CHECK_NAMES = ("player_points", "quarters", "minutes", "home_away", "last_play", "running_score")
PERIODS = 4
TEAM_MINUTES = 240
OVERTIME_MINUTES = 25
ROUNDING_MINUTES = 0.5
"""How far a player's minutes are off at most: they are rounded to whole ones, so a team's sum may be off by
half a minute for each of its players. The six teams of the recorded finals add up to 240 or 241, with 11 to
13 players each (Format 2 of 2025-26, Format 1 of 2023-24), and so do the two of a public file of 2001-02;
cut instead of rounded, they would be about 6 minutes short. No game seen went to overtime."""


def checks_of(game: GameReading, *, periods: int, is_over: bool) -> dict[str, bool]:
    """Judge what can be judged.

    :param periods: how many were played, overtimes included; 0 where the source does not tell.
    """
    home, away = game.home, game.away
    teams = (home, away)
    checks: dict[str, bool] = {}
    is_scored = home.score is not None and away.score is not None
    if is_scored and (home.players or away.players):
        checks["player_points"] = all(_points(team) == team.score for team in teams)
    if is_scored and (home.quarters or away.quarters):
        checks["quarters"] = all(_quarters(team) == team.score for team in teams)
    minutes = [_minutes(team) for team in teams]
    if is_over and periods >= PERIODS and any(minutes):
        expected = TEAM_MINUTES + OVERTIME_MINUTES * (periods - PERIODS)
        checks["minutes"] = all(_add_up_to(expected, of_team) for of_team in minutes)
    if game.claims:
        checks["home_away"] = all(game.claims)
    if is_over and game.plays.last_score is not None:
        checks["last_play"] = game.plays.last_score == (home.score, away.score)
    if game.plays.scores_follow is not None:
        checks["running_score"] = game.plays.scores_follow
    return checks


def _points(team: TeamReading) -> int:
    return sum(player["stats"]["points"] or 0 for player in team.players)


def _quarters(team: TeamReading) -> int:
    return sum(points or 0 for points in team.quarters)


def _minutes(team: TeamReading) -> list[int]:
    """The minutes of the players that have any; empty where the source has no minutes."""
    return [minutes for player in team.players if (minutes := player["stats"]["minutes"]) is not None]


def _add_up_to(expected: int, minutes: list[int]) -> bool:
    return abs(sum(minutes) - expected) <= ROUNDING_MINUTES * len(minutes)
