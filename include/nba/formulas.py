"""The formulas of the derived numbers, on plain totals.

Sources: the glossary of Basketball-Reference (https://www.basketball-reference.com/about/glossary.html);
Dean Oliver, Basketball on Paper, 2004, for possessions, ratings and the four factors. Shares are between
0 and 1 (the glossary prints some of them as per cent). A formula that would divide by zero gives None.
"""

from __future__ import annotations

import msgspec

GAME_MINUTES = 48
PLAYERS_ON_COURT = 5
# Free throws that end a possession: the glossary takes 0.44 of all, its possession estimate 0.4.
_TRIPS_TO_THE_LINE = 0.44
_TRIPS_IN_ESTIMATE = 0.4
_LOOSE_BALLS_IN_ESTIMATE = 1.07


class Totals(msgspec.Struct, frozen=True):
    """What the team formulas need of a team, in one game or in the sum of many."""

    points: int
    field_goals_made: int
    field_goals_attempted: int
    three_pointers_made: int
    free_throws_made: int
    free_throws_attempted: int
    rebounds_offensive: int
    rebounds_defensive: int
    turnovers: int
    """Of the players and of the team itself."""


def estimated_possessions(team: Totals, opponent: Totals) -> float:
    """Possessions by the box score, the same for both teams. Glossary, `Poss`:

    0.5 * ((FGA + 0.4 FTA - 1.07 (ORB / (ORB + Opp DRB)) (FGA - FG) + TOV) + the same of the opponent).
    """
    return 0.5 * (_side(team, opponent) + _side(opponent, team))


def pace(possessions: float, opponent_possessions: float, team_minutes: float) -> float | None:
    """Possessions per 48 minutes. Glossary, `Pace`: 48 * ((Tm Poss + Opp Poss) / (2 * (Tm MP / 5))).

    :param team_minutes: of all players of the team: 240 in a game without overtime.
    """
    return _ratio(GAME_MINUTES * (possessions + opponent_possessions), 2 * team_minutes / PLAYERS_ON_COURT)


def rating(points: int, possessions: float) -> float | None:
    """Points per 100 possessions: Oliver's offensive rating; of the opponent, the defensive one."""
    return _ratio(100 * points, possessions)


def effective_field_goal_share(team: Totals) -> float | None:
    """Glossary, `eFG%`: (FG + 0.5 * 3P) / FGA."""
    return _ratio(team.field_goals_made + 0.5 * team.three_pointers_made, team.field_goals_attempted)


def turnover_share(team: Totals) -> float | None:
    """Glossary, `TOV%`: TOV / (FGA + 0.44 * FTA + TOV)."""
    plays = team.field_goals_attempted + _TRIPS_TO_THE_LINE * team.free_throws_attempted + team.turnovers
    return _ratio(team.turnovers, plays)


def offensive_rebound_share(team: Totals, opponent: Totals) -> float | None:
    """Glossary, team `ORB%`: ORB / (ORB + Opp DRB)."""
    return _ratio(team.rebounds_offensive, team.rebounds_offensive + opponent.rebounds_defensive)


def free_throw_rate(team: Totals) -> float | None:
    """Oliver's fourth factor as the glossary has it: FT / FGA (made free throws per field goal attempt)."""
    return _ratio(team.free_throws_made, team.field_goals_attempted)


def true_shooting_share(points: int, field_goals_attempted: int, free_throws_attempted: int) -> float | None:
    """Glossary, `TS%`: PTS / (2 * (FGA + 0.44 * FTA))."""
    return _ratio(points, 2 * (field_goals_attempted + _TRIPS_TO_THE_LINE * free_throws_attempted))


def used_plays(field_goals_attempted: int, free_throws_attempted: int, turnovers: int) -> float:
    """The plays that somebody ended: FGA + 0.44 * FTA + TOV."""
    return field_goals_attempted + _TRIPS_TO_THE_LINE * free_throws_attempted + turnovers


def usage_share(plays: float, minutes: float, team_plays: float, team_minutes: float) -> float | None:
    """The share of the team's plays that a player used while on the floor. Glossary, `USG%`:

    ((FGA + 0.44 FTA + TOV) * (Tm MP / 5)) / (MP * (Tm FGA + 0.44 Tm FTA + Tm TOV)).
    """
    return _ratio(plays * team_minutes / PLAYERS_ON_COURT, minutes * team_plays)


def _side(team: Totals, opponent: Totals) -> float:
    missed = team.field_goals_attempted - team.field_goals_made
    rebounded = offensive_rebound_share(team, opponent) or 0.0
    return (
        team.field_goals_attempted
        + _TRIPS_IN_ESTIMATE * team.free_throws_attempted
        - _LOOSE_BALLS_IN_ESTIMATE * rebounded * missed
        + team.turnovers
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
