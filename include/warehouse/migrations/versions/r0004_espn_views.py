"""Views over the features of ESPN's games (`espn`), for people who work in SQL."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = ("officials", "plays", "player_box_scores", "team_box_scores", "games")
FUNCTIONS = ("sum_from_fifth", "to_texts", "to_timestamp", "to_boolean", "to_number", "to_integer")


def upgrade() -> None:
    # A role that may not create schemas can migrate where somebody made them; IF NOT EXISTS would refuse it.
    if op.get_bind().scalar(sa.text("SELECT to_regnamespace('espn') IS NULL")):
        op.execute("CREATE SCHEMA espn")
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # A colon in the SQL is no parameter.
    op.execute(sa.text(statements.replace(":", r"\:")))


def downgrade() -> None:
    for view in VIEWS:
        op.execute(f"DROP VIEW espn.{view}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION espn.{function}")
