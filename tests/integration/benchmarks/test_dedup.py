"""The benchmark of the clean-up, run as a user runs it, with few rows: the same survive, jobs are counted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
LIMIT_SECONDS = 300
ROWS, DAYS = 4000, 4
DUPLICATES = 3 * 200


def test_product_and_plain_duckdb_agree_and_the_jobs_are_counted() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/dedup.py", "--rows", str(ROWS), "--days", str(DAYS), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["same_active_ids"]
    assert (told["rows"], told["switched_off"]) == (ROWS, DUPLICATES)
    assert told["active_rows"] == ROWS - ROWS // 10 - DUPLICATES
    assert told["ratio"] > 0
    counts = ("jobs_a_day", "refused_jobs_a_day", "modifying_jobs_a_day", "partitions_touched_a_day")
    assert {kind: tuple(figures[name] for name in counts) for kind, figures in told["kinds"].items()} == {
        "clean": (1, 0, 0, 1),
        "dirty": (3, 0, 1, 1),
        "dirty, alike": (3, 0, 1, 1),
        "locked then released": (4, 1, 1, 1),
    }
    assert (told["second"]["jobs"], told["second"]["modifying_jobs"]) == (DAYS, 0)
