"""The games of NBA.com (`nba`): final games, box scores, plays and what is derived of them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Referring tables first.
TABLES = (
    "team_season",
    "player_game_metrics",
    "game_metrics",
    "plays",
    "player_box_scores",
    "team_box_scores",
    "games",
)


def upgrade() -> None:
    # A role that may not create schemas can migrate where somebody made them; IF NOT EXISTS would refuse it.
    if op.get_bind().scalar(sa.text("SELECT to_regnamespace('nba') IS NULL")):
        op.execute("CREATE SCHEMA nba")
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE nba.{table}")
