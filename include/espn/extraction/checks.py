"""Whether a payload agrees with itself: claims as data, never exceptions.

`player_points`: the players' points add up to both scores. `quarters`: the periods add up to both scores.
`home_away`: every part that says who is at home, who won and how a team is called agrees with the header.
`last_play`: the plays end with the score. A check that cannot be judged is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from include.espn.extraction.plays import Score
from include.espn.extraction.reading import TeamReading


def checks_of(
    home: TeamReading, away: TeamReading, claims: Sequence[bool], plays_score: Score | None
) -> dict[str, bool]:
    """Judge what can be judged.

    :param claims: of the payload's other parts about who is at home, True where they agree.
    :param plays_score: home and away points after the last play of a game that is over, if it has plays.
    """
    checks: dict[str, bool] = {}
    teams = (home, away)
    is_scored = home.score is not None and away.score is not None
    if is_scored and (home.players or away.players):
        checks["player_points"] = all(_points(team) == team.score for team in teams)
    if is_scored and (home.quarters or away.quarters):
        checks["quarters"] = all(_quarters(team) == team.score for team in teams)
    if claims:
        checks["home_away"] = all(claims)
    if plays_score is not None:
        checks["last_play"] = plays_score == (home.score, away.score)
    return checks


def _points(team: TeamReading) -> int:
    return sum(player["stats"]["points"] or 0 for player in team.players)


def _quarters(team: TeamReading) -> int:
    return sum(points or 0 for points in team.quarters)
