"""Bring the warehouse's tables to the newest version: `python -m include.warehouse.migrate`.

The address comes from SCOREBOOK_WAREHOUSE_URL. Commands: `upgrade` (default), `current`, `check`
(exit status 1 where an upgrade is due). An upgrade also lets the group role `scorebook_reader` read all
tables (`reader_role.sql`); where the role is absent and may not be made, a warning says what to do.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

log = logging.getLogger(__name__)

URL_VARIABLE = "SCOREBOOK_WAREHOUSE_URL"
VERSION_SCHEMA = "ops"
# Any number, as long as all who migrate a warehouse use the same.
LOCK_KEY = 7_235_021_914_468


def upgrade(url: str) -> None:
    """Run all migrations that are due, and let readers read. Many may do so at once: one works, the others
    find nothing to do.

    The role needs CREATE on the database, or on existing schemas `ops` and `raw_data`; never superuser.
    """
    with _connect(url) as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        try:
            _make_version_schema(connection)
            connection.commit()
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            _grant_to_readers(_driver(connection))
        finally:
            # A failed migration leaves a broken transaction, in which nothing could be unlocked.
            connection.rollback()
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})


def current(url: str) -> str | None:
    """The revision that the warehouse is at; None where it was never migrated."""
    with _connect(url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table_schema": VERSION_SCHEMA})
        return context.get_current_revision()


def head() -> str:
    """The newest revision that this code knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise RuntimeError("there are no migrations beside include/warehouse/migrate.py")
    return newest


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m include.warehouse.migrate", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("upgrade", "current", "check"), default="upgrade")
    chosen = parser.parse_args(arguments).command
    url = os.environ.get(URL_VARIABLE)
    if not url:
        print(f"set {URL_VARIABLE} to postgresql://user:password@host:port/database", file=sys.stderr)  # noqa: T201
        return 2
    if chosen == "upgrade":
        upgrade(url)
    found = current(url)
    print(f"warehouse at revision {found or 'none'}, newest is {head()}")  # noqa: T201
    return int(chosen == "check" and found != head())


def _config() -> Config:
    config = Config()
    # `%` starts an interpolation in Alembic's options.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _connect(url: str) -> Iterator[sa.Connection]:
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.connect() as connection:
        _driver(connection).add_notice_handler(_log_warning)
        yield connection


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def _log_warning(notice: psycopg.errors.Diagnostic) -> None:
    if notice.severity_nonlocalized == "WARNING":
        log.warning("%s", notice.message_primary)


def _grant_to_readers(connection: psycopg.Connection[Any]) -> None:
    """Grant what the role of readers lacks, and commit; nothing is written where it lacks nothing.

    :param connection: the driver's own: the text holds percent signs and colons that are no parameters.
    """
    statement = Path(__file__).with_name("reader_role.sql").read_bytes()
    with connection.transaction():
        connection.execute(statement)


def _make_version_schema(connection: sa.Connection) -> None:
    if connection.scalar(sa.text("SELECT to_regnamespace(:name) IS NULL"), {"name": VERSION_SCHEMA}):
        connection.execute(sa.schema.CreateSchema(VERSION_SCHEMA))


if __name__ == "__main__":
    sys.exit(main())
