"""A backup of the warehouse is restored: what S3 got since is found there, and not asked for again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from include.devstack.postgres_files import binaries, server_account
from include.nba.archive import game_keys
from tests.integration.recovery.world import Platform

pytestmark = [pytest.mark.integration, pytest.mark.slow]

BEFORE, AFTER = "2025-10-22", "2025-10-23"
CORRECTED = "0022500061"
RELOAD = """
DELETE FROM ops.ingest_ledger WHERE dataset IN ('nba_tables', 'nba_metrics')
    AND status = 'stored' AND day >= DATE '2025-10-21' - 3
"""


def run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL."""
    command = [str(binaries(server_account()) / program), *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def back_up(url: str, file: Path) -> None:
    run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}", url)


def restore(url: str, file: Path) -> None:
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error"]
    run("pg_restore", *options, "--single-transaction", f"--dbname={url}", str(file))


def test_what_came_after_the_backup_is_found_in_s3(
    platform: Platform, warehouse_url: str, tmp_path: Path
) -> None:
    platform.espn(BEFORE, "run-1")
    platform.enrichment("run-2")
    platform.nba.season("run-3", skipped=["2025-10-22"])
    back_up(warehouse_url, tmp_path / "warehouse.dump")
    platform.espn(AFTER, "run-4")
    platform.enrichment("run-5")
    platform.nba.season("run-6")
    rows, ledger, objects = platform.rows(), platform.ledger(), platform.objects()
    platform.simulator.reset_requests()

    restore(warehouse_url, tmp_path / "warehouse.dump")
    assert platform.rows() != rows
    for day in (BEFORE, AFTER):
        platform.espn(day, "again-1", refresh_days=0)
    platform.enrichment("again-2")
    platform.nba.season("again-3")

    assert (platform.rows(), platform.ledger()) == (rows, ledger)
    assert (platform.games_asked(), platform.objects()) == ([], objects)


def test_a_correction_that_came_after_the_backup_is_loaded_again(
    platform: Platform, warehouse_url: str, tmp_path: Path
) -> None:
    platform.nba.season("run-1")
    back_up(warehouse_url, tmp_path / "warehouse.dump")
    platform.simulator.nba_mark(CORRECTED, corrected=True)
    # Its objects are gone, so that it is asked for again however old it is.
    for key in game_keys(CORRECTED):
        platform.nba.s3.delete_object(Bucket=platform.bucket, Key=key)
    platform.nba.daily("2025-10-21", run_id="run-2")
    corrected = platform.rows()
    platform.simulator.reset_requests()

    restore(warehouse_url, tmp_path / "warehouse.dump")
    assert platform.rows() != corrected
    platform.connection.execute(RELOAD)
    platform.nba.season("again")

    assert (platform.rows(), platform.games_asked()) == (corrected, [])
