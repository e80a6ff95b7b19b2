"""The distributed shape of the local platform: Redis, Celery's workers as processes, users in the database.

Chosen by SCOREBOOK_EXECUTOR=celery. The shape and its settings are those of docker-compose.yaml, so that it
can be tried and tested without containers. Each worker has a loopback address of its own, like a machine:
Linux has all of 127.0.0.0/8, on macOS say `sudo ifconfig lo0 alias 127.0.0.11` and so on once.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from include.devstack.parts import DaemonPart
from include.devstack.process import Daemon
from include.devstack.redis_server import LocalRedis
from include.devstack.state import State
from include.devstack.waiting import answers

SETTING = "SCOREBOOK_EXECUTOR"
REDIS_PORT, LOG_PORT = "redis", "worker-logs"
PORTS = (REDIS_PORT, LOG_PORT)
FAB = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
# What the code of tasks must not reach: the metadata, its key, the key that signs tasks' identities.
NOT_FOR_WORKERS = frozenset(
    {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"}
)
PING_SECONDS = 1.0


class ExecutorError(RuntimeError):
    """The setting names no shape of the platform."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker. `concurrency` tasks at a time, for a machine of 2 cores."""

    name: str
    queue: str
    concurrency: int
    address: str

    @property
    def node(self) -> str:
        """Celery's name for it."""
        return f"{self.name}@{self.address}"


WORKERS = (
    Worker("worker-fetch-1", "fetch", 4, "127.0.0.11"),
    Worker("worker-fetch-2", "fetch", 4, "127.0.0.12"),
    Worker("worker-heavy", "heavy", 2, "127.0.0.21"),
)
NAMES = ("redis", *(worker.name for worker in WORKERS))


def is_chosen(settings: Mapping[str, str]) -> bool:
    """Say whether the platform has the distributed shape.

    :raises ExecutorError: the setting is neither `local` nor `celery`.
    """
    chosen = settings.get(SETTING) or "local"
    if chosen not in ("local", "celery"):
        raise ExecutorError(f"{SETTING} is {chosen!r}: set it to celery, or to local, the default")
    return chosen == "celery"


def redis(state: State, directory: Path) -> LocalRedis:
    """The server of messages; the state must have its port."""
    return LocalRedis(directory / "redis", state.ports[REDIS_PORT])


def environment(state: State, directory: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """What every Airflow process gets beside the settings of the default shape, or instead of them."""
    broker = redis(state, directory).url
    hosts = ",".join(["127.0.0.1", "localhost", *(worker.address for worker in WORKERS)])
    return {
        "NO_PROXY": hosts,
        "no_proxy": hosts,
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__AUTH_MANAGER": FAB,
        # As many as all workers together have room for, and a few that wait in Redis.
        "AIRFLOW__CORE__PARALLELISM": "16",
        "AIRFLOW__CELERY__BROKER_URL": broker,
        # In Redis, not in PostgreSQL: so the workers need no access to the metadata.
        "AIRFLOW__CELERY__RESULT_BACKEND": broker,
        # A worker takes no task that it cannot start at once: another one may be idle.
        "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
        # A message leaves Redis when its task has ended, so those of a killed worker come back.
        "AIRFLOW__CELERY__TASK_ACKS_LATE": "True",
        # When they come back: above the longest task (60 min), or one that runs would be started twice.
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "5400",
        # Whether a worker is well is asked by a ping.
        "AIRFLOW__CELERY__WORKER_ENABLE_REMOTE_CONTROL": "True",
        # A restart of the API server (72 s at least) fails no task; docker-compose.yaml has the sum.
        "AIRFLOW__WORKERS__EXECUTION_API_RETRIES": "25",
        "AIRFLOW__WORKERS__EXECUTION_API_RETRY_WAIT_MIN": "3",
        "AIRFLOW__WORKERS__EXECUTION_API_RETRY_WAIT_MAX": "10",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(state.ports[LOG_PORT]),
        # A killed worker is noticed within a minute; the API server of one developer restarts in less.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": settings.get("SCOREBOOK_HEARTBEAT_TIMEOUT")
        or "60",
        # A message that got lost is sent again, twice. Three times 30 min are more than the longest task.
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": settings.get("SCOREBOOK_QUEUED_TIMEOUT") or "1800",
        # The default, 120 s, would hide what a short timeout is to show.
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    }


def worker_parts(state: State, directory: Path, env: Mapping[str, str]) -> list[DaemonPart]:
    """The workers.

    :param env: that of the other Airflow processes.
    """
    port = state.ports[LOG_PORT]
    shared = {name: value for name, value in env.items() if name not in NOT_FOR_WORKERS}
    parts = []
    for worker in WORKERS:
        words = ["--name", worker.name, "--queue", worker.queue, "--concurrency", str(worker.concurrency)]
        words += ["--address", worker.address, "--port", str(port)]
        own = {
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": "scorebook.local.celery_worker.address",
            # As on a machine of its own: nobody else reads these files.
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(directory / "logs" / f"{worker.name}-tasks"),
        }
        command = [sys.executable, "-m", "scorebook.local.celery_worker", *words]
        parts.append(DaemonPart(Daemon(worker.name, directory), command, {**shared, **own}, port))
    return parts


def health(broker: LocalRedis) -> dict[str, datetime | None]:
    """Return when each worker was last heard of, by name: now, if it answers a ping."""
    found = _ping(broker.url) if answers(broker.port) else {}
    return {worker.name: datetime.now(UTC) if worker.node in found else None for worker in WORKERS}


def silence() -> dict[str, datetime | None]:
    """What `health` returns of workers that nobody asked."""
    return {worker.name: None for worker in WORKERS}


def _ping(broker: str) -> Mapping[str, object]:
    from celery import Celery  # type: ignore[import-untyped]
    from kombu.exceptions import OperationalError
    from redis.exceptions import RedisError

    broken = (OperationalError, RedisError, OSError)
    with Celery(broker=broker, set_as_current=False) as app, contextlib.suppress(*broken):
        inspect = app.control.inspect(timeout=PING_SECONDS, limit=len(WORKERS))
        found: Mapping[str, object] | None = inspect.ping()
        return found or {}
    return {}


def stop_strays(directory: Path) -> tuple[str, ...]:
    """Stop what runs of this shape where it is not chosen any more. Returns the names of what ran."""
    daemons = [Daemon(worker.name, directory) for worker in WORKERS] + [Daemon("redis", directory / "redis")]
    stopped = tuple(daemon.name for daemon in daemons if daemon.is_running())
    for daemon in daemons:
        daemon.stop()
    return stopped
