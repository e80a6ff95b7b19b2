"""Rows of schema `nba`, as derive needs them. Import these names from `include.warehouse.nba`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL

from include.nba.games import GameRows
from include.nba.kinds import GameKind
from include.nba.rows import PlayerBoxScoreRow, PlayRow, TeamBoxScoreRow
from include.nba.season_to_date import TeamGame
from include.warehouse.nba import statements
from include.warehouse.nba.tables import (
    GAME_METRICS,
    GAMES,
    PLAYER_BOX_SCORES,
    PLAYS,
    TEAM_BOX_SCORES,
    Row,
    Table,
)

Connection = psycopg.Connection[Any]

OF_THE_GAMES = SQL("game_id = ANY (%(game_ids)s)")
BY_GAME = SQL("game_id")


def read_games(conn: Connection, game_ids: Collection[str]) -> list[GameRows]:
    """The rows of games by id, without those that are not there.

    The home team stands first, then starters before the others, plays in order of play.
    """
    wanted = {"game_ids": list(game_ids)}
    games = read_rows(conn, GAMES, OF_THE_GAMES, BY_GAME, wanted)
    home = {game.game_id: game.home_team_id for game in games}
    teams: dict[str, list[TeamBoxScoreRow]] = defaultdict(list)
    players: dict[str, list[PlayerBoxScoreRow]] = defaultdict(list)
    plays: dict[str, list[PlayRow]] = defaultdict(list)
    for team in read_rows(conn, TEAM_BOX_SCORES, OF_THE_GAMES, SQL("game_id, is_home DESC"), wanted):
        teams[team.game_id].append(team)
    for player in read_rows(
        conn, PLAYER_BOX_SCORES, OF_THE_GAMES, SQL("game_id, is_starter DESC, player_id"), wanted
    ):
        players[player.game_id].append(player)
    for play in read_rows(conn, PLAYS, OF_THE_GAMES, SQL("game_id, order_number, action_number"), wanted):
        plays[play.game_id].append(play)
    for game_id, listed in players.items():
        listed.sort(key=lambda player: player.team_id != home[game_id])
    return [
        GameRows(
            game,
            (teams[game.game_id][0], teams[game.game_id][1]),
            tuple(players[game.game_id]),
            tuple(plays[game.game_id]),
        )
        for game in games
    ]


def read_game(conn: Connection, game_id: str) -> GameRows | None:
    """The rows of one game; None where it is not there."""
    return next(iter(read_games(conn, [game_id])), None)


TEAM_GAMES = SQL("""
season = %(season)s AND kind = %(kind)s
AND (home_team_id = ANY (%(team_ids)s) OR away_team_id = ANY (%(team_ids)s))
""")


def read_team_games(
    conn: Connection, season: str, kind: GameKind, team_ids: Collection[str]
) -> dict[str, list[TeamGame]]:
    """All games of some teams in a season, by team, that have metrics (`store_metrics`).

    A team without such a game is not in the answer.
    """
    wanted = {"season": season, "kind": kind.value, "team_ids": list(team_ids)}
    games = {game.game_id: game for game in read_rows(conn, GAMES, TEAM_GAMES, BY_GAME, wanted)}
    of_these = {"game_ids": list(games)}
    metrics = {
        (row.game_id, row.team_id): row
        for row in read_rows(conn, GAME_METRICS, OF_THE_GAMES, BY_GAME, of_these)
    }
    teams = {
        (row.game_id, row.team_id): row
        for row in read_rows(conn, TEAM_BOX_SCORES, OF_THE_GAMES, BY_GAME, of_these)
    }
    played: dict[str, list[TeamGame]] = defaultdict(list)
    for (game_id, team_id), own in metrics.items():
        if team_id in team_ids:
            other = (game_id, own.opponent_team_id)
            played[team_id].append(
                TeamGame(games[game_id], teams[game_id, team_id], teams[other], own, metrics[other])
            )
    return dict(played)


def read_rows(
    conn: Connection, table: Table[Row], where: SQL, order: SQL, wanted: dict[str, Any]
) -> list[Row]:
    """The rows of one table for which `where` holds, with the values of `wanted`."""
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statements.select(table, where, order), wanted)
        return [msgspec.convert(row, table.row) for row in rows]
