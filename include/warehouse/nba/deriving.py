"""Derived numbers of games and seasons in the warehouse. Import these names from `include.warehouse.nba`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import psycopg

from include.nba.derive import game_metrics, player_metrics
from include.nba.games import GameRows
from include.nba.kinds import GameKind
from include.nba.rows import GameRow
from include.nba.season_to_date import team_season
from include.warehouse.nba.loading import LoadCounts
from include.warehouse.nba.locks import lock_games, lock_seasons
from include.warehouse.nba.reading import read_team_games
from include.warehouse.nba.tables import GAME_METRICS, PLAYER_GAME_METRICS, TEAM_SEASON
from include.warehouse.nba.writing import TableCounts, require_transaction, union, write_rows

Connection = psycopg.Connection[Any]


def derive_games(conn: Connection, games: Sequence[GameRows]) -> LoadCounts:
    """Compute and store what is derived of games that are loaded: of each game, and of its teams' seasons.

    Does not commit. Called for the games that `load_games` changed, in the same transaction, nothing derived
    is ever older than its game. What would not change is not written. A season's sums are made by one
    transaction at a time, so this is the transaction's last work on these tables.

    :param games: as the tables hold them. A transaction that did not load them takes `lock_games` before it
        reads them, or it may store what is derived of rows that somebody corrects meanwhile.
    """
    require_transaction(conn)
    game_ids = [game.game.game_id for game in games]
    lock_games(conn, game_ids)
    tables = {
        GAME_METRICS.name: write_rows(
            conn, GAME_METRICS, [row for game in games for row in game_metrics(game)], whole=game_ids
        ),
        PLAYER_GAME_METRICS.name: write_rows(
            conn, PLAYER_GAME_METRICS, [row for game in games for row in player_metrics(game)], whole=game_ids
        ),
    }
    changed = union(tables.values())
    seasons = refresh_team_seasons(conn, [game.game for game in games])
    return LoadCounts({**tables, TEAM_SEASON.name: seasons}, changed)


def refresh_team_seasons(conn: Connection, games: Collection[GameRow]) -> TableCounts:
    """Sum up the season so far of every team of these games, from all games that have metrics.

    Does not commit. Waits for others who do so for the same season and kind.
    """
    require_transaction(conn)
    teams: dict[tuple[str, GameKind], set[str]] = defaultdict(set)
    for game in games:
        teams[game.season, game.kind] |= {game.home_team_id, game.away_team_id}
    lock_seasons(conn, teams)
    rows = [
        team_season(played)
        for (season, kind), team_ids in teams.items()
        for played in read_team_games(conn, season, kind, team_ids).values()
    ]
    return write_rows(conn, TEAM_SEASON, rows)
