"""The two ways to load: the product's, and a plain one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import psycopg
from psycopg.sql import SQL, Composed, Identifier

from benchmarks.nba_load_parts.games import SEASON
from include.nba import watermark
from include.nba.loading import load
from include.nba.staging import StagedGame
from include.warehouse.nba.tables import GAMES, PLAYER_BOX_SCORES, PLAYS, TEAM_BOX_SCORES, Table

Connection = psycopg.Connection[Any]
RUN_ID = "benchmark"
TABLES: tuple[Table[Any], ...] = (GAMES, TEAM_BOX_SCORES, PLAYER_BOX_SCORES, PLAYS)


def load_product(conn: Connection, chunk: Sequence[StagedGame]) -> None:
    """As the task does it: rows, ledger and watermark."""
    load(conn, chunk, run_id=RUN_ID, advance=lambda inside: watermark.advance_season(inside, SEASON))


def load_plain(conn: Connection, chunk: Sequence[StagedGame]) -> None:
    """One statement a row, every row written."""
    rows: dict[str, list[msgspec.Struct]] = {
        GAMES.name: [game.rows.game for game in chunk],
        TEAM_BOX_SCORES.name: [team for game in chunk for team in game.rows.teams],
        PLAYER_BOX_SCORES.name: [player for game in chunk for player in game.rows.players],
        PLAYS.name: [play for game in chunk for play in game.rows.plays],
    }
    with conn.transaction(), conn.cursor() as cursor:
        for table in TABLES:
            cursor.executemany(_upsert(table), [msgspec.structs.astuple(row) for row in rows[table.name]])


def _upsert(table: Table[Any]) -> Composed:
    others = [column for column in table.columns if column not in table.key]
    return SQL(
        "INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {assignments}"
    ).format(
        table=Identifier("nba", table.name),
        columns=SQL(", ").join(map(Identifier, table.columns)),
        values=SQL(", ").join(SQL("%s") for _ in table.columns),
        key=SQL(", ").join(map(Identifier, table.key)),
        assignments=SQL(", ").join(SQL("{0} = excluded.{0}").format(Identifier(one)) for one in others),
    )
