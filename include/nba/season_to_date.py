"""A team's season so far: the formulas of `include.nba.formulas` on the sums of its games."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

import msgspec

from include.nba import formulas
from include.nba.derive import totals
from include.nba.formulas import Totals
from include.nba.rows import GameMetricsRow, GameRow, TeamBoxScoreRow, TeamSeasonRow


class TeamGame(msgspec.Struct, frozen=True):
    """One game of a team with what its opponent did."""

    game: GameRow
    team: TeamBoxScoreRow
    opponent: TeamBoxScoreRow
    metrics: GameMetricsRow
    opponent_metrics: GameMetricsRow


def team_season(games: Sequence[TeamGame]) -> TeamSeasonRow:
    """The season so far of one team: all its games of one season and kind, in any order.

    :raises ValueError: without a game, or with games of several teams, seasons or kinds.
    """
    groups = {(one.game.season, one.game.kind, one.team.team_id) for one in games}
    if len(groups) != 1:
        raise ValueError(f"expected the games of one team in one season and kind, got those of {groups}")
    season, kind, team_id = groups.pop()
    own, theirs = _sum(one.team for one in games), _sum(one.opponent for one in games)
    # fsum does not depend on the order of the games, so the same games always make the same row.
    possessions = fsum(one.metrics.possessions for one in games)
    conceded = fsum(one.opponent_metrics.possessions for one in games)
    minutes = fsum(one.team.minutes for one in games)
    wins = sum(one.team.is_winner for one in games)
    offensive, defensive = formulas.rating(own.points, possessions), formulas.rating(theirs.points, conceded)
    return TeamSeasonRow(
        season=season,
        kind=kind,
        team_id=team_id,
        last_game_date=max(one.game.game_date for one in games),
        games=len(games),
        wins=wins,
        losses=len(games) - wins,
        minutes=round(minutes / formulas.PLAYERS_ON_COURT, 4),
        points=own.points,
        opponent_points=theirs.points,
        possessions=possessions,
        opponent_possessions=conceded,
        pace=formulas.pace(possessions, conceded, minutes),
        offensive_rating=offensive,
        defensive_rating=defensive,
        net_rating=None if offensive is None or defensive is None else offensive - defensive,
        effective_field_goal_share=formulas.effective_field_goal_share(own),
        turnover_share=formulas.turnover_share(own),
        offensive_rebound_share=formulas.offensive_rebound_share(own, theirs),
        free_throw_rate=formulas.free_throw_rate(own),
        opponent_effective_field_goal_share=formulas.effective_field_goal_share(theirs),
        opponent_turnover_share=formulas.turnover_share(theirs),
        opponent_offensive_rebound_share=formulas.offensive_rebound_share(theirs, own),
        opponent_free_throw_rate=formulas.free_throw_rate(theirs),
    )


def _sum(teams: Iterable[TeamBoxScoreRow]) -> Totals:
    columns = zip(*(msgspec.structs.astuple(totals(team)) for team in teams), strict=True)
    return Totals(*(sum(column) for column in columns))
