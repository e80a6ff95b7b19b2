"""The warehouses of the benchmark: a migrated one in which the games are listed, and copies of it."""

from __future__ import annotations

from datetime import date

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.nba_load_parts.contestants import TABLES
from benchmarks.nba_load_parts.games import game_ids
from include.devstack.postgres import LocalPostgres
from include.nba.archive import DATASET
from include.warehouse import ledger, migrate
from include.warehouse.ledger import LedgerEntry, Status

TEMPLATE = "before"
LISTED_ON = date(2026, 1, 15)

WRITTEN = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
FROM pg_stat_user_tables WHERE schemaname = 'nba'
"""
HASH = """
SELECT count(*), md5(string_agg(md5(one::text), '' ORDER BY one::text COLLATE "C")) FROM {} AS one
"""


def make_template(postgres: LocalPostgres, games: int) -> None:
    """A migrated warehouse whose ledger lists the games as final, so that the watermark has work."""
    postgres.create_database(TEMPLATE)
    migrate.upgrade(postgres.url(TEMPLATE))
    with psycopg.connect(postgres.url(TEMPLATE)) as conn:
        ledger.list_items(
            conn,
            [
                LedgerEntry(
                    dataset=DATASET, item=game_id, day=LISTED_ON, status=Status.PENDING, reason="final"
                )
                for game_id in game_ids(games)
            ],
        )


def copy_template(postgres: LocalPostgres, name: str) -> str:
    """The address of a fresh copy, written to disk, so that nobody pays for what came before."""
    statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as conn:
        conn.execute(statement.format(Identifier(name), Identifier(TEMPLATE)))
        conn.execute("CHECKPOINT")
    return postgres.url(name)


def rows_written(url: str) -> int:
    """Rows of schema `nba` that were inserted, updated or deleted by connections that have ended."""
    with psycopg.connect(url) as conn:
        row = conn.execute(WRITTEN).fetchone()
    return int(row[0]) if row else 0


def content(url: str) -> dict[str, tuple[int, str]]:
    """Number and hash of the rows of each table."""
    found = {}
    with psycopg.connect(url) as conn:
        for table in TABLES:
            row = conn.execute(SQL(HASH).format(Identifier("nba", table.name))).fetchone()
            found[table.name] = (int(row[0]), str(row[1])) if row else (0, "")
    return found
