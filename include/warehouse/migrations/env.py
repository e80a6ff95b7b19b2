"""Alembic's entry point. The connection comes from `include.warehouse.migrate`, which holds the lock."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from include.warehouse.migrate import VERSION_SCHEMA

connection = context.config.attributes.get("connection")
if not isinstance(connection, Connection):
    raise RuntimeError("run `python -m include.warehouse.migrate`, not alembic itself")

context.configure(
    connection=connection,
    version_table_schema=VERSION_SCHEMA,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
