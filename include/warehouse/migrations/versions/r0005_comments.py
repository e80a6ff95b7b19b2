"""A comment on every table and column of `ops`, `raw_data` and `nba`: what it means, its unit, its source."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # A colon in the SQL is no parameter.
    op.execute(sa.text(statements.replace(":", r"\:")))


def downgrade() -> None:
    """The comments stay: they are true of the tables of revision 0004, too."""
