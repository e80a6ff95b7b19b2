"""What the enrichment needs of `raw_data.nba_games`: days known later, and quick answers about features.

The table is written anew while this runs, because of the generated column.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A game's row is made from a listing of the archive; its day stands in the payload, which is read later. Both
# documents get keys merged into them, and `||` would make arrays of anything but objects.
NULLS_AND_OBJECTS = """
ALTER TABLE raw_data.nba_games
    ALTER COLUMN season DROP NOT NULL,
    ALTER COLUMN game_date DROP NOT NULL,
    ADD CONSTRAINT nba_games_metadata_is_an_object CHECK (jsonb_typeof(metadata) = 'object'),
    ADD CONSTRAINT nba_games_data_is_an_object CHECK (jsonb_typeof(data) = 'object');
"""

# Asked of `data` itself, the same takes a minute for all games: each document is read and unpacked. A
# partial index would do, but PostgreSQL doesn't know what unpacking costs and often reads the table.
HAS_FEATURES = """
ALTER TABLE raw_data.nba_games
    ADD COLUMN has_espn_features boolean GENERATED ALWAYS AS (data ? 'espn_features') STORED;
COMMENT ON COLUMN raw_data.nba_games.has_espn_features IS 'Whether data holds the key espn_features.';
"""

# Games in the order of their numbers, whose length varies: 401810849 comes before 1000000000.
NUMERIC_ORDER = """
CREATE INDEX nba_games_number ON raw_data.nba_games (length(game_id), game_id COLLATE "C");
"""

# Paths that are asked for, and never the whole document: a GIN index would cost more than the enrichment. No
# statistics of them, since each ANALYZE, also autovacuum's, would unpack all documents: 19 s instead of 0.1.
# Every write of `data` goes to all indexes then, so that a fillfactor below 100 would save nothing; measured,
# that is a fiftieth of a merge.
PATHS = """
CREATE INDEX nba_games_espn_home ON raw_data.nba_games
    ((data #>> '{espn_features,teams,home,abbreviation}'), season);
CREATE INDEX nba_games_espn_away ON raw_data.nba_games
    ((data #>> '{espn_features,teams,away,abbreviation}'), season);
ALTER INDEX raw_data.nba_games_espn_home ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX raw_data.nba_games_espn_away ALTER COLUMN 1 SET STATISTICS 0;
"""


def upgrade() -> None:
    for statements in (NULLS_AND_OBJECTS, HAS_FEATURES, NUMERIC_ORDER, PATHS):
        op.execute(statements)


def downgrade() -> None:
    for index in ("nba_games_espn_away", "nba_games_espn_home", "nba_games_number"):
        op.execute(f"DROP INDEX raw_data.{index}")
    op.execute(
        "ALTER TABLE raw_data.nba_games DROP COLUMN has_espn_features, "
        "DROP CONSTRAINT nba_games_metadata_is_an_object, DROP CONSTRAINT nba_games_data_is_an_object, "
        "ALTER COLUMN season SET NOT NULL, ALTER COLUMN game_date SET NOT NULL"
    )
