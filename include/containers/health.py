"""Whether one service of docker-compose.yaml works: `python health.py NAME`, exit status 0 or 1, one line.

It runs every few seconds in every container, so it imports nothing of Airflow: a check costs 0.1 to 0.4 s of
CPU, an `airflow` command 7 s.
"""

from __future__ import annotations

import json
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

SECRETS = Path("/run/secrets")
# Airflow's components beat every 5 s and count as dead after 30.
SILENCE_SECONDS = 30
# clean_up.sh touches it after each success.
CLEANED = Path("/tmp/cleaned")  # noqa: S108  nobody else is in the container
# A day between two clean-ups, and an hour for the work and for repeated tries.
CLEAN_UP_SECONDS = 25 * 3600
# With Python's start below the 10 s that docker-compose.yaml grants, so that a sentence is printed.
ANSWER_SECONDS = 6

_BEAT = """
    SELECT extract(epoch FROM now() - latest_heartbeat) FROM job
    WHERE job_type = %s AND hostname = %s AND state = 'running'
    ORDER BY latest_heartbeat DESC LIMIT 1
"""


class UnhealthyError(Exception):
    """The service does not work. The message says what was asked and what came."""


def answer(url: str) -> bytes:
    """What a server on this machine answers; any status but 200 raises."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=ANSWER_SECONDS) as response:
        body: bytes = response.read()
    return body


def api_server() -> None:
    """It answers, reaches its database, and is ready for tasks."""
    # Airflow makes this part of its API at the first request, which takes 3 s of CPU: better now than when
    # the first task waits for it.
    answer("http://127.0.0.1:8080/execution/health")
    report = json.loads(answer("http://127.0.0.1:8080/api/v2/monitor/health"))
    status = report["metadatabase"]["status"]
    if status != "healthy":
        raise UnhealthyError(f"the API server says that its database is {status}")


def scheduler() -> None:
    """Its own health server found its heartbeat fresh."""
    answer("http://127.0.0.1:8974/health")


def heartbeat(job_type: str) -> None:
    """The component that runs in this container has written its heartbeat."""
    import psycopg

    url = (SECRETS / "metadata_url").read_text().strip().replace("+psycopg", "", 1)
    with psycopg.connect(url, connect_timeout=ANSWER_SECONDS) as connection:
        row = connection.execute(_BEAT, (job_type, socket.gethostname())).fetchone()
    if row is None or row[0] > SILENCE_SECONDS:
        silence = "never" if row is None else f"{row[0]:.0f} s ago"
        raise UnhealthyError(f"the last heartbeat of {job_type} on {socket.gethostname()}: {silence}")


def worker() -> None:
    """The Celery worker of this container answers a ping through the broker."""
    from celery import Celery  # type: ignore[import-untyped]

    broker = (SECRETS / "broker_url").read_text().strip()
    node = f"celery@{socket.gethostname()}"
    with Celery(broker=broker, set_as_current=False) as app:
        app.conf.broker_connection_timeout = ANSWER_SECONDS
        # Ends with the first answer: only one node is asked.
        answers = app.control.inspect(destination=[node], timeout=ANSWER_SECONDS, limit=1).ping()
    if not answers:
        raise UnhealthyError(f"{node} did not answer a ping within {ANSWER_SECONDS} s")


def maintenance() -> None:
    """The last clean-up was not long ago."""
    age = time.time() - CLEANED.stat().st_mtime
    if age > CLEAN_UP_SECONDS:
        raise UnhealthyError(f"the last clean-up that succeeded was {age / 3600:.0f} h ago")


CHECKS: dict[str, Callable[[], object]] = {
    "api-server": api_server,
    "scheduler": scheduler,
    "dag-processor": lambda: heartbeat("DagProcessorJob"),
    "triggerer": lambda: heartbeat("TriggererJob"),
    "worker": worker,
    "maintenance": maintenance,
    "s3": lambda: answer("http://127.0.0.1:4566/_ministack/ready"),
    "bigquery": lambda: answer("http://127.0.0.1:9050/_control/health"),
    "simulator": lambda: answer("http://127.0.0.1:8099/_control/health"),
}


def main() -> int:
    """Run one check and return the exit status."""
    if len(sys.argv) != 2 or sys.argv[1] not in CHECKS:
        print(f"name one of {', '.join(CHECKS)}")  # noqa: T201
        return 2
    try:
        CHECKS[sys.argv[1]]()
    except Exception as error:  # noqa: BLE001  whatever is wrong, the service is not healthy, and Docker shows the line
        print(f"{type(error).__name__}: {error}")  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
