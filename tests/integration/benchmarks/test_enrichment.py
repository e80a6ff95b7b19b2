"""The benchmark of the enrichment, run as a user runs it, with very few games."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from include.devstack.postgres_files import home_of, server_account

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
LIMIT_SECONDS = 300
SMALL = ("--games", "20", "--get-latency-ms", "0", "--originals", "2", "--json")
FIGURES = {
    "games_per_second",
    "cpu_ms_per_game",
    "peak_mb",
    "statements_per_100_games",
    "commits_per_100_games",
    "ratio",
    "ratio_threads",
    "cpu_ratio",
    "limit_share",
    "machine_share",
}


def start(arguments: Sequence[str], scratch: Path) -> subprocess.Popen[str]:
    """The benchmark as a script; its folders are made in `scratch`."""
    return subprocess.Popen(
        [sys.executable, "benchmarks/enrichment.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_small_run_tells_every_figure_of_contestants_that_wrote_the_same(tmp_path: Path) -> None:
    with start(SMALL, tmp_path) as process:
        out, err = process.communicate(timeout=LIMIT_SECONDS)

    assert process.returncode == 0, err
    told = json.loads(out)
    assert {name for name in FIGURES if told[name] > 0} == FIGURES
    assert (told["games"], told["get_latency_ms"], told["document_kb"]) == (20, 0.0, 0.3)
    assert told["results_equal"] is True
    assert told["games_compared"] == 20
    assert set(told["contestants"]) == {"plain", "threads", "product"}
    assert set(told["parts"]) == {"read_only", "extract_only", "write_only"}
    # A batch of ten games in each of two workers: the plan, the merge and the ledger; one transaction.
    assert told["statements_per_100_games"] == 30
    assert told["commits_per_100_games"] == 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ended_in_the_middle_it_leaves_no_server_and_no_folder(
    tmp_path: Path, number: signal.Signals
) -> None:
    with start(SMALL, tmp_path) as process:
        folder = wait_for_postgres(tmp_path)
        process.send_signal(number)
        process.communicate(timeout=LIMIT_SECONDS)

    assert process.returncode == 128 + number
    assert not home_of(folder, server_account()).exists()
    assert list(tmp_path.iterdir()) == []


def wait_for_postgres(scratch: Path) -> Path:
    """The state folder of the benchmark's PostgreSQL, once the server is being started in it."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline:
        for folder in scratch.glob("scorebook-benchmark-*"):
            if (home_of(folder.resolve(), server_account()) / "data" / "postmaster.pid").exists():
                return folder.resolve()
        time.sleep(0.02)
    raise AssertionError(f"no PostgreSQL was started within {LIMIT_SECONDS} s")
