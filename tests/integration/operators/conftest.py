"""Airflow's connections and Variables for the tests of operators."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.fixtures.simulator import SimulatorServer
from tests.integration.operators.archiving import ArchiveTask


@pytest.fixture
def archive_task(
    s3: Any,
    bucket: str,
    aws_connection: str,
    warehouse_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ArchiveTask]:
    """The operator on fresh services, without a source."""
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_BASE_SECONDS", "0.01")
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", str(tmp_path))
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield ArchiveTask(s3, bucket, connection)


@pytest.fixture
def espn(simulator: SimulatorServer, monkeypatch: pytest.MonkeyPatch) -> SimulatorServer:
    """The simulator behind the connection `espn_api`."""
    connection = {"conn_type": "http", "host": simulator.espn_url}
    monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps(connection))
    return simulator
