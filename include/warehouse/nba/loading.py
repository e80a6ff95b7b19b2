"""Games of NBA.com into the warehouse. Import these names from `include.warehouse.nba`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from include.nba.games import GameRows
from include.warehouse.nba.locks import lock_games
from include.warehouse.nba.tables import GAMES, PLAYER_BOX_SCORES, PLAYS, TEAM_BOX_SCORES
from include.warehouse.nba.writing import TableCounts, require_transaction, union, write_rows

Connection = psycopg.Connection[Any]

GAMES_A_BATCH = 100
"""Most games of a batch: their 50,000 plays stand in memory, and each game takes a server lock."""


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What became of a batch.

    :param tables: by table name, in schema `nba`.
    :param changed_games: of which a row was inserted, updated or deleted: derive these again.
    """

    tables: dict[str, TableCounts]
    changed_games: frozenset[str]

    @property
    def written(self) -> int:
        """Rows that were inserted, updated or deleted in all tables."""
        return sum(counts.written for counts in self.tables.values())


def load_games(conn: Connection, games: Sequence[GameRows]) -> LoadCounts:
    """Write the rows of some games into nba.games, team_box_scores, player_box_scores and plays.

    A game's rows become exactly these: what a correction took back is deleted, what would not change is not
    written, so loading the same twice writes nothing. Does not commit: rows, ledger and watermark belong into
    one transaction. Another transaction that loads one of the games waits until this one ends; each
    transaction loads one batch, so none waits for each other.

    :raises ValueError: a game comes twice, too many games for a batch, or no transaction.
    """
    require_transaction(conn)
    game_ids = [game.game.game_id for game in games]
    if len(set(game_ids)) < len(game_ids):
        twice = sorted({game_id for game_id in game_ids if game_ids.count(game_id) > 1})
        raise ValueError(f"a batch holds each game once, got twice: {', '.join(twice)}")
    if len(games) > GAMES_A_BATCH:
        raise ValueError(f"a batch holds at most {GAMES_A_BATCH} games, got {len(games)}")
    lock_games(conn, game_ids)
    tables = {
        GAMES.name: write_rows(conn, GAMES, [game.game for game in games]),
        TEAM_BOX_SCORES.name: write_rows(
            conn, TEAM_BOX_SCORES, [team for game in games for team in game.teams], whole=game_ids
        ),
        PLAYER_BOX_SCORES.name: write_rows(
            conn, PLAYER_BOX_SCORES, [player for game in games for player in game.players], whole=game_ids
        ),
        PLAYS.name: write_rows(conn, PLAYS, [play for game in games for play in game.plays], whole=game_ids),
    }
    return LoadCounts(tables, union(tables.values()))
