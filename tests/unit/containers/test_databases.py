"""Roles and databases are made for the container's own PostgreSQL, never for another server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.unit.containers.tools import ROOT

OURS = "postgresql+psycopg://airflow:0a1b@postgres:5432/airflow"
WAREHOUSE = "postgresql://warehouse:2c3d@postgres:5432/warehouse"


def run(folder: Path, metadata_url: str, warehouse_url: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a `psql` that prints the statements that it is given."""
    script = (ROOT / "include/containers/postgres/databases.sh").read_text()
    (folder / "databases.sh").write_text(script.replace("/run/secrets", str(folder)))
    (folder / "metadata_url").write_text(metadata_url)
    (folder / "warehouse_url").write_text(warehouse_url)
    (folder / "psql").write_text("#!/bin/sh\ncat\n")
    (folder / "psql").chmod(0o755)
    return subprocess.run(
        ["sh", "databases.sh"],
        cwd=folder,
        env={"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def test_both_databases_are_made_with_the_passwords_of_their_secrets(tmp_path: Path) -> None:
    done = run(tmp_path, OURS, WAREHOUSE)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if line.startswith("CREATE")] == [
        "CREATE ROLE airflow LOGIN PASSWORD '0a1b';",
        "CREATE DATABASE airflow OWNER airflow;",
        "CREATE ROLE warehouse LOGIN PASSWORD '2c3d';",
        "CREATE DATABASE warehouse OWNER warehouse;",
    ]


@pytest.mark.parametrize(
    "theirs",
    ["postgresql://me:it's%20@db.example.com:5432/games", "postgresql://me@postgres.example.com/games"],
)
def test_another_servers_address_makes_nothing_and_fails_nothing(tmp_path: Path, theirs: str) -> None:
    done = run(tmp_path, OURS, theirs)
    assert (done.returncode, done.stderr) == (0, "")
    assert "CREATE DATABASE airflow" in done.stdout
    assert "secret warehouse_url names another server" in done.stdout
    assert "games" not in done.stdout


def test_an_address_without_a_password_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, OURS, "postgresql://warehouse@postgres/warehouse")
    assert done.returncode == 1
    assert "secret warehouse_url must be scheme://warehouse:password@host:port/warehouse" in done.stderr
