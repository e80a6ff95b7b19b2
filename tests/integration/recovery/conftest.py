"""A small platform: a day of ESPN and a few days of NBA.com's season, not fetched yet."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from include.lake.boto3_get import boto3_get
from include.lake.bulk_read import BulkReader
from scorebook.workflows import espn_enrichment, espn_incremental
from tests.integration.nba.conftest import autocommit as autocommit
from tests.integration.nba.conftest import connections as connections
from tests.integration.nba.conftest import module_warehouse_url as module_warehouse_url
from tests.integration.nba.conftest import one_client as one_client
from tests.integration.nba.conftest import runs as runs
from tests.integration.nba.running import NbaRuns
from tests.integration.recovery.world import Platform


@pytest.fixture
def warehouse_url(module_warehouse_url: str) -> str:
    """The module's warehouse; `platform` empties it."""
    return module_warehouse_url


@pytest.fixture
def platform(
    runs: NbaRuns,
    s3: Any,
    bucket: str,
    autocommit: psycopg.Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Platform:
    """The workflows on empty stores."""
    source = {"conn_type": "http", "host": runs.simulator.espn_url}
    monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps(source))
    for module in (espn_enrichment, espn_incremental):
        monkeypatch.setattr(module, "s3_client", lambda *_: s3)
    monkeypatch.setattr(
        espn_enrichment, "bulk_reader", lambda bucket: BulkReader(boto3_get(s3, bucket), concurrency=8)
    )
    new = Platform(runs, autocommit, bucket)
    new.lose_warehouse()
    return new
