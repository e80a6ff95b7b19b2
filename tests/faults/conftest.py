"""One worker process for the session, and fresh services for each test."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.world import Worker, World
from tests.fixtures.simulator import SimulatorServer


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    started = Worker(tmp_path_factory.mktemp("worker") / "log")
    yield started
    started.stop()


@pytest.fixture
def world(
    s3: Any,
    bucket: str,
    warehouse_url: str,
    simulator: SimulatorServer,
    worker: Worker,
    aws_connection: str,
    tmp_path: Path,
) -> Iterator[World]:
    environment = {
        "AIRFLOW_CONN_AWS_DEFAULT": os.environ["AIRFLOW_CONN_AWS_DEFAULT"],
        "AIRFLOW_CONN_WAREHOUSE": warehouse_url,
        "AIRFLOW_CONN_ESPN_API": json.dumps({"conn_type": "http", "host": simulator.espn_url}),
        "AIRFLOW_VAR_SCOREBOOK_BUCKET": bucket,
        "AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS": "0",
        "AIRFLOW_VAR_SCOREBOOK_RETRY_BASE_SECONDS": "0.01",
    }
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield World(s3, bucket, connection, simulator, worker, environment, tmp_path)
