"""Migrations of the warehouse, on a real server."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from psycopg import sql

from include.devstack.postgres import LocalPostgres
from include.warehouse import migrate

pytestmark = pytest.mark.integration

REPOSITORY = Path(__file__).resolve().parents[3]
TABLES = {
    "nba.game_metrics",
    "nba.games",
    "nba.player_box_scores",
    "nba.player_game_metrics",
    "nba.plays",
    "nba.team_box_scores",
    "nba.team_season",
    "ops.alembic_version",
    "ops.gaps",
    "ops.ingest_ledger",
    "ops.ingest_watermarks",
    "ops.metrics",
    "ops.quality_results",
    "ops.source_limits",
    "raw_data.nba_games",
}


@pytest.fixture
def empty_url(postgres: LocalPostgres) -> Iterator[str]:
    name = f"empty_{uuid.uuid4().hex[:12]}"
    postgres.create_database(name)
    yield postgres.url(name)
    postgres.drop_database(name)


def tables(url: str) -> set[str]:
    query = (
        "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('nba', 'ops', 'raw_data')"
    )
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute(query)}


def migrate_to(url: str, revision: str, *, up: bool = True) -> None:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS ops"))
        connection.commit()
        config = migrate._config()
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)
        connection.commit()


def start_upgrade(url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "include.warehouse.migrate", *arguments],
        cwd=REPOSITORY,
        env={"SCOREBOOK_WAREHOUSE_URL": url, "PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_new_warehouse_has_no_revision(empty_url: str) -> None:
    assert migrate.current(empty_url) is None


def test_an_upgrade_makes_exactly_these_tables(empty_url: str) -> None:
    migrate.upgrade(empty_url)

    assert tables(empty_url) == TABLES
    assert migrate.current(empty_url) == migrate.head()


def test_a_second_upgrade_changes_nothing(warehouse_url: str) -> None:
    catalog = "SELECT oid, xmin::text FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('nba', 'ops', 'raw_data')) ORDER BY oid"  # noqa: E501
    with psycopg.connect(warehouse_url) as connection:
        before = connection.execute(catalog).fetchall()

    migrate.upgrade(warehouse_url)

    with psycopg.connect(warehouse_url) as connection:
        assert connection.execute(catalog).fetchall() == before


def test_three_upgrades_at_once_end_at_head(empty_url: str) -> None:
    runs = [start_upgrade(empty_url) for _ in range(3)]
    outputs = [run.communicate(timeout=180)[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0, 0], outputs
    assert migrate.current(empty_url) == migrate.head()
    assert tables(empty_url) == TABLES


def test_check_tells_that_an_upgrade_is_due(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(migrate.URL_VARIABLE, empty_url)

    assert migrate.main(["check"]) == 1
    assert migrate.main(["upgrade"]) == 0
    assert migrate.main(["check"]) == 0


def test_without_an_address_the_command_line_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(migrate.URL_VARIABLE, raising=False)

    assert migrate.main(["upgrade"]) == 2
    assert migrate.URL_VARIABLE in capsys.readouterr().err


def test_a_role_without_superuser_can_upgrade(postgres: LocalPostgres, empty_url: str) -> None:
    role = f"plain_{uuid.uuid4().hex[:8]}"
    database = empty_url.rsplit("/", 1)[1]
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'plain'").format(sql.Identifier(role)))
        connection.execute(
            sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(
                sql.Identifier(database), sql.Identifier(role)
            )
        )

    migrate.upgrade(f"postgresql://{role}:plain@127.0.0.1:{postgres.port}/{database}")

    assert tables(empty_url) == TABLES
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_a_failed_upgrade_frees_the_lock_and_leaves_nothing_half_made(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA ops")
        connection.execute("CREATE TABLE ops.gaps (stranger int)")

    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade(empty_url)

    assert tables(empty_url) == {"ops.gaps"}
    with psycopg.connect(empty_url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (
            0,
        )
        connection.execute("DROP TABLE ops.gaps")
    migrate.upgrade(empty_url)
    assert tables(empty_url) == TABLES


def test_games_of_an_older_warehouse_stay_and_are_told_to_have_features_or_not(empty_url: str) -> None:
    migrate_to(empty_url, "0001")
    with psycopg.connect(empty_url) as connection:
        connection.execute(
            """
            INSERT INTO raw_data.nba_games (game_id, source, season, game_date, data) VALUES
                ('1', 'espn', '2024-25', '2025-01-15', '{"espn_features": {}}'),
                ('2', 'espn', '2024-25', '2025-01-15', '{"other": 1}')
            """
        )

    migrate.upgrade(empty_url)

    with psycopg.connect(empty_url) as connection:
        rows = connection.execute(
            "SELECT game_id, season, data, has_espn_features FROM raw_data.nba_games ORDER BY game_id"
        ).fetchall()
    assert rows == [("1", "2024-25", {"espn_features": {}}, True), ("2", "2024-25", {"other": 1}, False)]


def test_the_second_revision_can_be_taken_back(empty_url: str) -> None:
    migrate_to(empty_url, "0002")

    migrate_to(empty_url, "0001", up=False)

    assert migrate.current(empty_url) == "0001"
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.head()


def test_the_third_revision_can_be_taken_back(empty_url: str) -> None:
    migrate_to(empty_url, "0003")

    migrate_to(empty_url, "0002", up=False)

    assert not {name for name in tables(empty_url) if name.startswith("nba.")}
    migrate.upgrade(empty_url)
    assert tables(empty_url) == TABLES
