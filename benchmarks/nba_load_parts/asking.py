"""How much of the allowed request rate four workers reach together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import requests

from benchmarks.command import BenchmarkError
from benchmarks.nba_load_parts.games import NOW, game_ids
from benchmarks.nba_load_parts.workers import in_processes
from include.devstack.ports import free_port
from include.nba.archive import plays_address
from include.source.addresses import host_of

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 4
START_SECONDS = 30.0
FIRST_GAME = 61
"""Numbers below belong to the Cup, whose games are of later days."""
ADD_LIMIT = """
INSERT INTO ops.source_limits (host, every) VALUES (%(host)s, %(every)s)
ON CONFLICT (host) DO UPDATE SET every = excluded.every
"""


def reached_share(warehouse_url: str, rate: float, seconds: float) -> float:
    """Answers that all workers got within `seconds`, of those that `rate` a second allows.

    :raises BenchmarkError: a worker failed, or the limit was not kept.
    """
    with _simulator() as base, tempfile.TemporaryDirectory(prefix="scorebook-benchmark-") as home:
        with psycopg.connect(warehouse_url) as conn:
            conn.execute(ADD_LIMIT, {"host": host_of(base), "every": timedelta(seconds=1 / rate)})
        ready = time.time() + START_SECONDS
        ready_files = [Path(home) / f"ready-{number}" for number in range(WORKERS)]
        jobs = [
            (base, warehouse_url, home, str(own), [str(one) for one in ready_files], ready, seconds)
            for own in ready_files
        ]
        answered = sorted(moment for moments in in_processes(_ask, jobs) for moment in moments)
    # The first answer only starts the clock.
    within = [moment for moment in answered[1:] if moment <= answered[0] + seconds]
    share = len(within) / (rate * seconds)
    if share > 1 + 1 / seconds:
        raise BenchmarkError(f"{len(within)} answers in {seconds} s, {rate} a second were allowed")
    return share


def _ask(
    base: str, warehouse_url: str, home: str, own: str, all_ready: list[str], limit: float, seconds: float
) -> list[float]:
    """Fetch play-by-plays for `seconds` once all workers are ready; the moments of the answers."""
    os.environ.update(
        AIRFLOW_HOME=home,
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW_CONN_NBA_API=json.dumps({"conn_type": "http", "host": f"{base}/static/json"}),
        AIRFLOW_CONN_WAREHOUSE=warehouse_url,
    )
    sys.path.append(str(ROOT / "plugins"))
    # Here, not at the top: Airflow reads its settings when it is first imported.
    from scorebook.hooks.source import SourceHook

    addresses = [plays_address(game_id) for game_id in game_ids(FIRST_GAME + 20)[FIRST_GAME:]]
    answered: list[float] = []
    with SourceHook("nba_api") as source:
        source.fetch(addresses[0])
        Path(own).touch()
        while not all(Path(one).exists() for one in all_ready):
            if time.time() > limit:
                raise BenchmarkError("the other workers did not begin")
            time.sleep(0.01)
        # Somewhat longer than is counted: not all begin in the same moment.
        end = time.monotonic() + seconds + 1
        while time.monotonic() < end:
            source.fetch(addresses[len(answered) % len(addresses)])
            answered.append(time.monotonic())
    return answered


@contextmanager
def _simulator() -> Iterator[str]:
    base = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "include.devstack.simulator", "--port", base.rpartition(":")[2]]
    process = subprocess.Popen([*command, "--clock", NOW.isoformat()], cwd=ROOT)
    try:
        _wait(base, process)
        yield base
    finally:
        process.terminate()
        process.wait()


def _wait(base: str, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + START_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < limit and process.poll() is None:
            try:
                session.get(f"{base}/_control/health", timeout=5).raise_for_status()
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return
    raise BenchmarkError("the simulator did not begin to answer")
