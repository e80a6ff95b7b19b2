"""The benchmark of partition overwrites, run as a user runs it, with very few rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
SMALL = ("--partitions", "2", "--rows", "5", "--columns", "6", "--rounds", "1", "--json")


def test_a_small_run_tells_every_figure_of_contestants_that_wrote_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/partition_overwrite.py", *SMALL],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=180,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert set(told["seconds"]["2"]) == {"product", "awswrangler", "floor"}
    assert told["ratio_2"] > 0
    assert told["floor_2"] > 0
    assert list(tmp_path.iterdir()) == []
