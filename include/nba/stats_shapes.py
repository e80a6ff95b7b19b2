"""Reads a game of the stats endpoints (`boxscoretraditionalv2`, `playbyplayv2`) into the same rows.

Seasons before 2019-20 have no liveData. What these tables do not carry is None in the rows: coordinates,
attendance, points in the paint, technical fouls, who was listed but stayed inactive. They do not say on
which day a game was played either: the caller does.
"""

from __future__ import annotations

from datetime import date

import msgspec

from include.errors import IncompletePayloadError, PayloadError
from include.nba.box_score import BoxScore
from include.nba.clocks import decimal_minutes, stats_seconds
from include.nba.games import GameRows, whole_game
from include.nba.ids import payload_game_id
from include.nba.kinds import SourceShape
from include.nba.rows import GameRow, PlayerBoxScoreRow, TeamBoxScoreRow
from include.nba.stats_plays import Sides, read_stats_plays
from include.nba.stats_tables import Record, read_table
from include.seasons import season_label

_COUNTS = {
    "points": "PTS",
    "field_goals_made": "FGM",
    "field_goals_attempted": "FGA",
    "three_pointers_made": "FG3M",
    "three_pointers_attempted": "FG3A",
    "free_throws_made": "FTM",
    "free_throws_attempted": "FTA",
    "rebounds_offensive": "OREB",
    "rebounds_defensive": "DREB",
    "rebounds": "REB",
    "assists": "AST",
    "steals": "STL",
    "blocks": "BLK",
    "turnovers": "TO",
    "fouls_personal": "PF",
}


def read_stats_game(game_id: str, day: date, box_score: bytes, plays: bytes) -> GameRows:
    """The rows of a final game from its two stats answers.

    :param day: the New York day on which it was played.
    :raises WrongGameError: an answer is about another game.
    :raises IncompletePayloadError: box score and plays do not agree (yet).
    :raises PayloadError: an answer is not what it should be.
    """
    teams = {
        _id(record, "TEAM_ID", game_id): record for record in read_table(box_score, "TeamStats", game_id)
    }
    sides, rows = read_stats_plays(plays, game_id, frozenset(teams))
    players = read_stats_players(box_score, game_id)
    by_side = sorted(players, key=lambda player: player.team_id != sides.home_team_id)
    home = _team_row(teams, sides.home_team_id, sides.away_team_id, game_id, is_home=True)
    away = _team_row(teams, sides.away_team_id, sides.home_team_id, game_id, is_home=False)
    for team in (home, away):
        _check_points(team, players)
    game = _game_row(game_id, day, sides, home, away, max(row.period for row in rows))
    return whole_game(BoxScore(game, (home, away), tuple(by_side)), rows)


def read_stats_players(box_score: bytes, game_id: str) -> list[PlayerBoxScoreRow]:
    """The players of a stats box score, in its order.

    :raises WrongGameError: it is about another game.
    :raises PayloadError: it is no box score, or lists a player twice.
    """
    players = [_player_row(record, game_id) for record in read_table(box_score, "PlayerStats", game_id)]
    if len({player.player_id for player in players}) < len(players):
        raise PayloadError(f"the box score of game {game_id} lists a player twice")
    return players


def _check_points(team: TeamBoxScoreRow, players: list[PlayerBoxScoreRow]) -> None:
    points = sum(player.points or 0 for player in players if player.team_id == team.team_id)
    if points != team.points:
        raise IncompletePayloadError(
            f"game {team.game_id}: the players of team {team.team_id} have {points} points in the box score, "
            f"the team has {team.points}"
        )


def _game_row(
    game_id: str, day: date, sides: Sides, home: TeamBoxScoreRow, away: TeamBoxScoreRow, periods: int
) -> GameRow:
    told = payload_game_id(game_id, "a game of the stats endpoints")
    if home.points == away.points:
        raise IncompletePayloadError(f"game {game_id} ends with a tie of {home.points} points")
    return GameRow(
        game_id=game_id,
        season=season_label(told.season),
        kind=told.kind,
        game_date=day,
        home_team_id=sides.home_team_id,
        away_team_id=sides.away_team_id,
        home_score=home.points,
        away_score=away.points,
        periods=periods,
        source_shape=SourceShape.STATS,
    )


def _team_row(
    teams: dict[str, Record], team_id: str, opponent_id: str, game_id: str, *, is_home: bool
) -> TeamBoxScoreRow:
    record, opponent = teams[team_id], teams[opponent_id]
    return TeamBoxScoreRow(
        game_id=game_id,
        team_id=team_id,
        opponent_team_id=opponent_id,
        is_home=is_home,
        is_winner=record.count("PTS") > opponent.count("PTS"),
        tricode=record.text("TEAM_ABBREVIATION") or "",
        team_city=record.text("TEAM_CITY"),
        team_name=record.text("TEAM_NAME"),
        minutes=decimal_minutes(stats_seconds(record.text("MIN") or "")),
        **{name: record.count(header) for name, header in _COUNTS.items()},
    )


def _player_row(record: Record, game_id: str) -> PlayerBoxScoreRow:
    minutes, position = record.text("MIN"), record.text("START_POSITION")
    row = PlayerBoxScoreRow(
        game_id=game_id,
        player_id=_id(record, "PLAYER_ID", game_id),
        team_id=_id(record, "TEAM_ID", game_id),
        player_name=record.text("PLAYER_NAME") or "",
        position=position,
        is_starter=position is not None,
        has_played=minutes is not None,
        reason_not_played=record.text("COMMENT"),
    )
    if minutes is None:
        return row
    return msgspec.structs.replace(
        row,
        minutes=decimal_minutes(stats_seconds(minutes)),
        plus_minus=record.signed("PLUS_MINUS"),
        **{name: record.count(header) for name, header in _COUNTS.items()},
    )


def _id(record: Record, header: str, game_id: str) -> str:
    found = record.id(header)
    if found is None:
        raise PayloadError(f"expected an id in {header} of game {game_id}, got none")
    return found
