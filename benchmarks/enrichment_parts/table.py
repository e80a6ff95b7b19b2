"""The warehouse of the benchmark: one table as it is before the enrichment, a copy for each contestant."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from benchmarks.enrichment_parts.games import Original, archived_games
from include.devstack.postgres import LocalPostgres
from include.warehouse import migrate
from include.warehouse.nba_games import load_games

TEMPLATE = "before"
DOCUMENTS = 8

FILL = """
UPDATE raw_data.nba_games
SET data = jsonb_build_object('game_id', game_id, 'collected', (%(documents)s::jsonb[])[1 + id %% %(count)s])
"""
STATE = """
SELECT game_id, md5(concat_ws(' ', season, game_date, (data #- '{metadata,enrichment,enriched_at}')::text))
FROM raw_data.nba_games WHERE has_espn_features AND game_id <= %(last)s
"""
COMPRESSION = """
SELECT CASE attcompression WHEN 'l' THEN 'lz4' WHEN 'p' THEN 'pglz'
    ELSE current_setting('default_toast_compression') END
FROM pg_attribute WHERE attrelid = 'raw_data.nba_games'::regclass AND attname = 'data'
"""
TRANSACTIONS = """
SELECT count(DISTINCT xmin::text) FROM (
    SELECT xmin FROM raw_data.nba_games WHERE has_espn_features
    UNION ALL SELECT xmin FROM ops.ingest_ledger
) AS written
"""


def make_template(
    server: LocalPostgres, games: int, originals: Sequence[Original], document_kb: float
) -> None:
    """Make the table with a row a game; its `data` holds `document_kb` of keys that are not ours."""
    server.create_database(TEMPLATE)
    url = server.url(TEMPLATE)
    migrate.upgrade(url)
    documents = [_document(number, document_kb) for number in range(DOCUMENTS)]
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            load_games(connection, archived_games(games, originals), now=datetime.now(UTC))
            connection.execute(FILL, {"documents": documents, "count": DOCUMENTS})
        connection.execute("VACUUM (FULL, ANALYZE) raw_data.nba_games")


def copy_template(server: LocalPostgres, name: str) -> str:
    """Return the address of a fresh copy, written to disk, so that nobody pays for what came before."""
    statement = sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(statement.format(name=sql.Identifier(name), template=sql.Identifier(TEMPLATE)))
        connection.execute("CHECKPOINT")
    return server.url(name)


def enriched_rows(url: str, last: str) -> dict[str, str]:
    """A hash of each enriched row up to the game `last`, of everything but when it was enriched."""
    with psycopg.connect(url) as connection:
        return dict(connection.execute(STATE, {"last": last}).fetchall())


def toast_compression(url: str) -> str:
    """How the server packs large documents: lz4 where it can, else pglz, which takes about 1 ms a game."""
    with psycopg.connect(url) as connection:
        row = connection.execute(COMPRESSION).fetchone()
    return str(row[0]) if row else "unknown"


def write_transactions(url: str) -> int:
    """How many transactions have written what stands in the copy: those of the rows and of the ledger."""
    with psycopg.connect(url) as connection:
        row = connection.execute(TRANSACTIONS).fetchone()
    return int(row[0]) if row else 0


def _document(number: int, kilobytes: float) -> str:
    """A document as a collector may have left it: lines of facts, as compressible as such lines are."""
    drawn = random.Random(number)
    lines: list[dict[str, Any]] = []
    size = 0
    while size < kilobytes * 1000:
        line = {"athlete": drawn.randrange(10**7), "points": drawn.randrange(50), "note": _words(drawn)}
        lines.append(line)
        size += len(msgspec.json.encode(line)) + 1
    return msgspec.json.encode({"lines": lines}).decode()


def _words(drawn: random.Random) -> str:
    words = ("jumper", "layup", "rebound", "assist", "turnover", "three", "foul", "block", "steal", "dunk")
    return " ".join(drawn.choice(words) for _ in range(8))
