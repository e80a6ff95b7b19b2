"""The operational tables (`ops`) and the raw games (`raw_data`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LEDGER = """
CREATE TABLE ops.ingest_ledger (
    dataset       text        NOT NULL,
    item          text        NOT NULL,
    day           date        NOT NULL,
    status        text        NOT NULL CHECK (status IN ('pending', 'stored', 'failed', 'known_missing')),
    reason        text,
    error         text,
    address       text,
    content_hash  text,
    attempts      integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    run_id        text,
    first_seen_at timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    checked_at    timestamptz,
    stored_at     timestamptz,
    details       jsonb       NOT NULL DEFAULT '{}',
    PRIMARY KEY (dataset, item)
);
COMMENT ON TABLE ops.ingest_ledger IS 'Where each item that a source ever listed stands, per data set.';
COMMENT ON COLUMN ops.ingest_ledger.updated_at IS 'When status, content, reason or error last changed.';
COMMENT ON COLUMN ops.ingest_ledger.checked_at IS 'When the source last gave us the payload.';
COMMENT ON COLUMN ops.ingest_ledger.stored_at IS 'When the content that is stored now was stored.';
CREATE INDEX ingest_ledger_set ON ops.ingest_ledger (dataset, status, item);
CREATE INDEX ingest_ledger_open ON ops.ingest_ledger (dataset, status, updated_at) WHERE status <> 'stored';
CREATE INDEX ingest_ledger_day ON ops.ingest_ledger (dataset, day, status);
"""

WATERMARKS = """
CREATE TABLE ops.ingest_watermarks (
    stage      text        NOT NULL,
    key        text        NOT NULL,
    value      text        NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (stage, key)
);
"""

SOURCE_LIMITS = """
CREATE TABLE ops.source_limits (
    host               text        PRIMARY KEY,
    every              interval    CHECK (every >= interval '0'),
    next_at            timestamptz NOT NULL DEFAULT '-infinity',
    blocked_until      timestamptz,
    paused_until       timestamptz,
    reason             text,
    by                 text,
    consecutive_blocks integer     NOT NULL DEFAULT 0,
    updated_at         timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
COMMENT ON TABLE ops.source_limits IS 'Rate limit, circuit and pause of a host, shared by all workers.';
COMMENT ON COLUMN ops.source_limits.every IS 'Time between two requests; null = the Variable''s default.';
"""

METRICS = """
CREATE TABLE ops.metrics (
    category    text        NOT NULL,
    name        text        NOT NULL,
    value       double precision,
    unit        text,
    zone        text,
    stale       boolean     NOT NULL DEFAULT false,
    run_id      text,
    measured_at timestamptz,
    PRIMARY KEY (category, name)
);
"""

QUALITY_RESULTS = """
CREATE TABLE ops.quality_results (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset       text        NOT NULL,
    check_name    text        NOT NULL,
    day           date,
    item          text,
    status        text        NOT NULL,
    observed      double precision,
    expected_low  double precision,
    expected_high double precision,
    message       text,
    details       jsonb       NOT NULL DEFAULT '{}',
    run_id        text,
    checked_at    timestamptz NOT NULL
);
CREATE INDEX quality_results_latest ON ops.quality_results (dataset, check_name, day, checked_at DESC);
CREATE INDEX quality_results_age ON ops.quality_results (checked_at);
"""

GAPS = """
CREATE TABLE ops.gaps (
    dataset    text        NOT NULL,
    day        date        NOT NULL,
    item       text        NOT NULL,
    kind       text        NOT NULL,
    priority   text        NOT NULL CHECK (priority IN ('critical', 'high', 'medium', 'low')),
    attempts   integer     NOT NULL DEFAULT 0,
    status     text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'filled', 'dead')),
    found_at   timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (dataset, day, item)
);
CREATE INDEX gaps_open ON ops.gaps (dataset, day DESC) WHERE status = 'open';
"""

NBA_GAMES = """
CREATE TABLE raw_data.nba_games (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    game_id      text        NOT NULL UNIQUE,
    source       text        NOT NULL,
    season       text        NOT NULL,
    game_date    date        NOT NULL,
    collected_at timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    data         jsonb       NOT NULL DEFAULT '{}',
    metadata     jsonb       NOT NULL DEFAULT '{}'
) WITH (
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05,
    toast.autovacuum_vacuum_scale_factor = 0.05
);
CREATE INDEX nba_games_season ON raw_data.nba_games (season, game_date);
CREATE INDEX nba_games_date ON raw_data.nba_games (game_date);
"""

SERVER_HAS_LZ4 = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
USE_LZ4 = """
ALTER TABLE raw_data.nba_games
    ALTER COLUMN data SET COMPRESSION lz4,
    ALTER COLUMN metadata SET COMPRESSION lz4
"""


def upgrade() -> None:
    connection = op.get_bind()
    # A role that may not create schemas can migrate where somebody made them; IF NOT EXISTS would refuse it.
    if connection.scalar(sa.text("SELECT to_regnamespace('raw_data') IS NULL")):
        op.execute("CREATE SCHEMA raw_data")
    for statements in (LEDGER, WATERMARKS, SOURCE_LIMITS, METRICS, QUALITY_RESULTS, GAPS, NBA_GAMES):
        op.execute(statements)
    if connection.scalar(sa.text(SERVER_HAS_LZ4)):
        op.execute(USE_LZ4)


def downgrade() -> None:
    op.execute("DROP TABLE raw_data.nba_games")
    for table in (
        "gaps",
        "quality_results",
        "metrics",
        "source_limits",
        "ingest_watermarks",
        "ingest_ledger",
    ):
        op.execute(f"DROP TABLE ops.{table}")
