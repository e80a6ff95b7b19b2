"""The connections of a new production deployment, read by the class that Airflow reads them with."""

from __future__ import annotations

from pathlib import Path

import pytest
from airflow.secrets.local_filesystem import LocalFilesystemBackend

from include.containers.connections import connections, left_to_add
from include.deployment import CONNECTIONS


@pytest.fixture
def backend(tmp_path: Path) -> LocalFilesystemBackend:
    file = tmp_path / "connections.json"
    file.write_text(connections("postgresql://warehouse:s3%2Fcret@postgres:5432/warehouse?sslmode=require"))
    return LocalFilesystemBackend(connections_file_path=str(file))


def test_airflow_finds_the_warehouse(backend: LocalFilesystemBackend) -> None:
    found = backend.get_connection("warehouse")
    assert found
    assert (found.conn_type, found.host, found.port, found.schema) == (
        "postgres",
        "postgres",
        5432,
        "warehouse",
    )
    assert (found.login, found.password, found.extra_dejson) == (
        "warehouse",
        "s3/cret",
        {"sslmode": "require"},
    )


@pytest.mark.parametrize(
    ("conn_id", "host"),
    [
        ("espn_api", "https://site.api.espn.com/apis/site/v2/sports/basketball/nba"),
        ("nba_api", "https://cdn.nba.com/static/json"),
        ("nba_stats", "https://stats.nba.com/stats"),
    ],
)
def test_airflow_finds_the_open_sources(backend: LocalFilesystemBackend, conn_id: str, host: str) -> None:
    found = backend.get_connection(conn_id)
    assert found
    assert (found.conn_type, found.host, found.login, found.password) == ("http", host, None, None)


def test_the_others_are_left_to_their_owner(backend: LocalFilesystemBackend) -> None:
    present = [each.conn_id for each in CONNECTIONS if backend.get_connection(each.conn_id)]
    assert [each.conn_id for each in left_to_add(present)] == [
        "racing_source",
        "aws_default",
        "google_cloud_default",
    ]
