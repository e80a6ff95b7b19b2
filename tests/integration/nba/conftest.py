"""Airflow's connections and Variables for the NBA.com workflows, and a small season."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from include.devstack.postgres import LocalPostgres
from include.lake.boto3_get import boto3_get
from include.lake.bulk_read import BulkReader
from scorebook.hooks import s3 as s3_hook
from scorebook.workflows import nba_games, nba_shared
from tests.fixtures.simulator import SimulatorServer
from tests.integration.nba.running import NbaRuns

NOW = "2025-10-24T12:00:00+00:00"
LEFT_OUT = (*range(66, 76), *range(78, 81))
"""Games of the second and third day that have not begun in the small season."""


@pytest.fixture(scope="module")
def module_warehouse_url(postgres: LocalPostgres, migrated_template: str) -> Iterator[str]:
    """A warehouse for all tests of a module: a copy for each test takes longer than most of them."""
    name = f"warehouse_{uuid.uuid4().hex[:12]}"
    postgres.create_database(name, template=migrated_template)
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture
def warehouse_url(module_warehouse_url: str) -> str:
    """The module's warehouse, empty."""
    with psycopg.connect(module_warehouse_url) as connection:
        query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('ops', 'nba')"
        tables = [Identifier(*row) for row in connection.execute(query)]
        connection.execute(SQL("TRUNCATE {}").format(SQL(", ").join(tables)))
    return module_warehouse_url


@pytest.fixture
def autocommit(warehouse_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the fresh warehouse whose every statement commits, as the workflows use it."""
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def connections(
    simulator: SimulatorServer,
    bucket: str,
    aws_connection: str,
    warehouse_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SimulatorServer:
    """Airflow's connections to the simulator and the local services."""
    for name, host in (("NBA_API", simulator.nba_url), ("NBA_STATS", simulator.nba_stats_url)):
        monkeypatch.setenv(f"AIRFLOW_CONN_{name}", json.dumps({"conn_type": "http", "host": host}))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_BUCKET", bucket)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_BASE_SECONDS", "0.01")
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", str(tmp_path))
    return simulator


@pytest.fixture
def one_client(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps share the session's S3 client: to make one takes longer than all else that a step does."""
    for module in (s3_hook, nba_shared, nba_games):
        monkeypatch.setattr(module, "s3_client", lambda *_: s3)
    monkeypatch.setattr(
        nba_games, "bulk_reader", lambda bucket: BulkReader(boto3_get(s3, bucket), concurrency=8)
    )


@pytest.fixture
def runs(
    connections: SimulatorServer,
    one_client: None,
    s3: Any,
    bucket: str,
    autocommit: psycopg.Connection[Any],
) -> NbaRuns:
    """The workflows, with the first three days of 2025-26 played: games 61-62, 63-65 and 76-77."""
    connections.set_clock(NOW)
    for number in LEFT_OUT:
        connections.nba_mark(f"00225{number:05d}", status="scheduled")
    connections.reset_requests()
    return NbaRuns(connections, s3, bucket, autocommit)
