"""The group role of readers: what an upgrade grants, and what it does where it may not."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from include.devstack.ports import free_port
from include.devstack.postgres import LocalPostgres
from include.warehouse import migrate
from tests.integration.warehouse.test_migrate import start_upgrade

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
ROLE = "SELECT rolcanlogin, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = 'scorebook_reader'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPostgres]:
    """A server of its own: roles belong to the server, and other tests migrate theirs."""
    server = LocalPostgres(tmp_path_factory.mktemp("reader"), free_port(), fast=True)
    try:
        server.start()
        yield server
    finally:
        server.destroy()


@pytest.fixture
def url(server: LocalPostgres) -> Iterator[str]:
    """A fresh database on a server without the role."""
    name = f"reader_{uuid.uuid4().hex[:12]}"
    server.create_database(name)
    yield server.url(name)
    server.drop_database(name)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS scorebook_reader")


@pytest.fixture
def plain_url(server: LocalPostgres, url: str) -> Iterator[str]:
    """The same database for a role that may make schemas in it, and no roles."""
    database = url.rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE plain_migrator LOGIN PASSWORD 'plain'")
        statement = sql.SQL("GRANT CREATE ON DATABASE {} TO plain_migrator")
        connection.execute(statement.format(sql.Identifier(database)))
    yield f"postgresql://plain_migrator:plain@127.0.0.1:{server.port}/{database}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY plain_migrator CASCADE")
        connection.execute("DROP ROLE plain_migrator")


def readable(connection: Connection) -> dict[bool, set[str]]:
    """Tables and views by whether the role may read them."""
    query = """
        SELECT format('%s.%s', schemaname, name),
            has_schema_privilege('scorebook_reader', schemaname, 'USAGE')
            AND has_table_privilege('scorebook_reader', format('%I.%I', schemaname, name), 'SELECT')
        FROM (
            SELECT schemaname, tablename AS name FROM pg_tables
            UNION ALL SELECT schemaname, viewname FROM pg_views
        ) AS one WHERE schemaname IN ('espn', 'nba', 'ops', 'raw_data', 'private')
    """
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for name, may in connection.execute(query):
        found[may].add(name)
    return found


def test_readers_read_everything_and_write_nothing(url: str) -> None:
    migrate.upgrade(url)

    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute(ROLE).fetchone() == (False, False, False)
        found = readable(connection)
        assert found[False] == set()
        assert {"espn.plays", "nba.games", "ops.ingest_ledger", "raw_data.nba_games"} < found[True]
        connection.execute("SET ROLE scorebook_reader")
        for view in ("games", "team_box_scores", "player_box_scores", "plays", "officials"):
            assert connection.execute(f"SELECT * FROM espn.{view}").fetchall() == []
        for statement in (
            "DELETE FROM ops.gaps",
            "UPDATE nba.games SET season = ''",
            "CREATE TABLE ops.x ()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_second_upgrade_grants_what_is_new_and_nothing_else(url: str) -> None:
    migrate.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE ops.later (id int)")
        connection.execute("CREATE SCHEMA private CREATE TABLE secrets (id int)")
        before = connection.execute(
            "SELECT oid, xmin::text FROM pg_class WHERE relname <> 'later'"
        ).fetchall()

        migrate.upgrade(url)

        found = readable(connection)
        assert found[False] == {"private.secrets"}
        assert "ops.later" in found[True]
        after = connection.execute("SELECT oid, xmin::text FROM pg_class WHERE relname <> 'later'").fetchall()
        assert after == before


def test_two_databases_of_one_server_at_once(server: LocalPostgres, url: str) -> None:
    other = f"reader_{uuid.uuid4().hex[:12]}"
    server.create_database(other)
    try:
        runs = [start_upgrade(url), start_upgrade(server.url(other))]
        outputs = [run.communicate(timeout=120)[0] for run in runs]
        assert [run.returncode for run in runs] == [0, 0], outputs
        for address in (url, server.url(other)):
            with psycopg.connect(address) as connection:
                assert readable(connection)[False] == set()
    finally:
        server.drop_database(other)


def test_where_roles_may_not_be_made_the_upgrade_warns_and_goes_on(
    url: str, plain_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        migrate.upgrade(plain_url)

    assert migrate.current(url) == migrate.head()
    (message,) = [one.getMessage() for one in caplog.records if one.name == "include.warehouse.migrate"]
    assert message.startswith(
        "The group role scorebook_reader does not exist, and plain_migrator may not create roles"
    )
    assert "CREATE ROLE scorebook_reader NOLOGIN" in message
    with psycopg.connect(url) as connection:
        assert connection.execute(ROLE).fetchone() is None


def test_a_role_that_an_administrator_made_later_is_granted_by_the_next_upgrade(
    url: str, plain_url: str
) -> None:
    migrate.upgrade(plain_url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE scorebook_reader NOLOGIN")

        migrate.upgrade(plain_url)

        assert readable(connection)[False] == set()


def test_what_belongs_to_somebody_else_is_left_alone(url: str, plain_url: str) -> None:
    migrate.upgrade(plain_url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE scorebook_reader NOLOGIN")
        connection.execute("CREATE TABLE ops.of_the_administrator (id int)")

        migrate.upgrade(plain_url)

        assert readable(connection)[False] == {"ops.of_the_administrator"}
