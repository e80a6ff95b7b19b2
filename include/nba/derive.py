"""Derived numbers of a game: per team possessions, pace, ratings and four factors; per player shooting,
usage and game score. The formulas and their sources are in `include.nba.formulas`.

Ratings use each team's own possessions (points per 100 of them), as NBA.com and pbpstats do. They are those
counted from the plays, or the estimate from the box score where these cannot be counted (`count_game`).

A missed heave is an attempt of the team and of no player (`include.nba.actions`): it counts in the four
factors, which are the team's, and in no player's shooting or usage.
"""

from __future__ import annotations

from collections.abc import Sequence

from include.nba import formulas
from include.nba.actions import is_field_goal_attempt
from include.nba.errors import UncountablePlaysError
from include.nba.formulas import Totals
from include.nba.games import GameRows
from include.nba.possessions import count_possessions
from include.nba.rows import (
    GameMetricsRow,
    PlayerBoxScoreRow,
    PlayerGameMetricsRow,
    PlayRow,
    TeamBoxScoreRow,
)

# Plays that lack more of a team's shots than this are not whole enough to count possessions.
_MISSING_SHOTS = 2


def totals(team: TeamBoxScoreRow) -> Totals:
    """What the formulas need of a team's box score."""
    return Totals(
        points=team.points,
        field_goals_made=team.field_goals_made,
        field_goals_attempted=team.field_goals_attempted,
        three_pointers_made=team.three_pointers_made,
        free_throws_made=team.free_throws_made,
        free_throws_attempted=team.free_throws_attempted,
        rebounds_offensive=team.rebounds_offensive,
        rebounds_defensive=team.rebounds_defensive,
        turnovers=team.turnovers + (team.turnovers_team or 0),
    )


def game_metrics(rows: GameRows) -> tuple[GameMetricsRow, GameMetricsRow]:
    """The metrics of both teams, home first."""
    home, away = rows.teams
    counted = counted_or_none(rows)
    return _team_metrics(home, away, counted), _team_metrics(away, home, counted)


def count_game(rows: GameRows) -> dict[str, int]:
    """Both teams' possessions, counted from the plays.

    :raises UncountablePlaysError: the plays lack shots of the box score, or see `count_possessions`.
    """
    for team in rows.teams:
        shots = field_goal_attempts(rows.plays, team.team_id)
        if abs(shots - team.field_goals_attempted) > _MISSING_SHOTS:
            raise UncountablePlaysError(
                f"expected the {team.field_goals_attempted} field goal attempts of team {team.team_id} in "
                "the plays of "
                f"game {team.game_id}, got {shots}: possessions are not counted from these plays"
            )
    return count_possessions(rows.plays, (rows.teams[0].team_id, rows.teams[1].team_id))


def counted_or_none(rows: GameRows) -> dict[str, int] | None:
    """`count_game`, or None for plays that it refuses; `include.nba.checks` notes why."""
    try:
        return count_game(rows)
    except UncountablePlaysError:
        return None


def field_goal_attempts(plays: Sequence[PlayRow], team_id: str) -> int:
    """A team's field goal attempts in the plays, heaves among them."""
    return sum(play.team_id == team_id and is_field_goal_attempt(play) for play in plays)


def player_metrics(rows: GameRows) -> list[PlayerGameMetricsRow]:
    """The metrics of all who played."""
    teams = {team.team_id: team for team in rows.teams}
    return [
        _player_metrics(player, teams[player.team_id], _players_plays(rows.players, player.team_id))
        for player in rows.players
        if player.has_played
    ]


def game_score(player: PlayerBoxScoreRow) -> float:
    """A player's game in one number. Glossary, `GmSc` (John Hollinger):

    PTS + 0.4 FG - 0.7 FGA - 0.4 (FTA - FT) + 0.7 ORB + 0.3 DRB + STL + 0.7 AST + 0.7 BLK - 0.4 PF - TOV.
    """
    missed_free_throws = (player.free_throws_attempted or 0) - (player.free_throws_made or 0)
    return round(
        (player.points or 0)
        + 0.4 * (player.field_goals_made or 0)
        - 0.7 * (player.field_goals_attempted or 0)
        - 0.4 * missed_free_throws
        + 0.7 * (player.rebounds_offensive or 0)
        + 0.3 * (player.rebounds_defensive or 0)
        + (player.steals or 0)
        + 0.7 * (player.assists or 0)
        + 0.7 * (player.blocks or 0)
        - 0.4 * (player.fouls_personal or 0)
        - (player.turnovers or 0),
        4,
    )


def _team_metrics(
    team: TeamBoxScoreRow, opponent: TeamBoxScoreRow, counted: dict[str, int] | None
) -> GameMetricsRow:
    own, theirs = totals(team), totals(opponent)
    estimated = formulas.estimated_possessions(own, theirs)
    possessions = float(counted[team.team_id]) if counted else estimated
    conceded = float(counted[opponent.team_id]) if counted else estimated
    offensive, defensive = (
        formulas.rating(team.points, possessions),
        formulas.rating(opponent.points, conceded),
    )
    return GameMetricsRow(
        game_id=team.game_id,
        team_id=team.team_id,
        opponent_team_id=opponent.team_id,
        possessions=possessions,
        possessions_counted=counted[team.team_id] if counted else None,
        possessions_estimated=estimated,
        pace=formulas.pace(possessions, conceded, team.minutes),
        offensive_rating=offensive,
        defensive_rating=defensive,
        net_rating=None if offensive is None or defensive is None else offensive - defensive,
        effective_field_goal_share=formulas.effective_field_goal_share(own),
        turnover_share=formulas.turnover_share(own),
        offensive_rebound_share=formulas.offensive_rebound_share(own, theirs),
        free_throw_rate=formulas.free_throw_rate(own),
    )


def _player_metrics(
    player: PlayerBoxScoreRow, team: TeamBoxScoreRow, players_plays: float
) -> PlayerGameMetricsRow:
    shots, line = player.field_goals_attempted or 0, player.free_throws_attempted or 0
    return PlayerGameMetricsRow(
        game_id=player.game_id,
        player_id=player.player_id,
        team_id=player.team_id,
        true_shooting_share=formulas.true_shooting_share(player.points or 0, shots, line),
        usage_share=formulas.usage_share(
            formulas.used_plays(shots, line, player.turnovers or 0),
            player.minutes or 0.0,
            players_plays,
            team.minutes,
        ),
        game_score=game_score(player),
    )


def _players_plays(players: Sequence[PlayerBoxScoreRow], team_id: str) -> float:
    """The plays that a team's players used: without heaves and team turnovers, so that the shares make 1."""
    own = [player for player in players if player.team_id == team_id]
    return formulas.used_plays(
        sum(player.field_goals_attempted or 0 for player in own),
        sum(player.free_throws_attempted or 0 for player in own),
        sum(player.turnovers or 0 for player in own),
    )
