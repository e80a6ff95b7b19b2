"""The parts of the local platform that are processes, behind one small interface."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

from include.devstack import airflow
from include.devstack.process import Daemon
from include.devstack.state import REPOSITORY, SOURCES, State

# Names of settings that the platform decides itself.
_OURS = ("AIRFLOW", "SCOREBOOK", "BIGQUERY")
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


class Part(Protocol):
    """One process (with its children) of the platform."""

    @property
    def name(self) -> str: ...
    @property
    def port(self) -> int | None: ...
    @property
    def log_file(self) -> Path: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def pid(self) -> int | None: ...
    def is_current(self) -> bool:
        """Whether it runs, and with the settings that it would be started with now."""
        ...


class Server(Protocol):
    """PostgreSQL, S3 or BigQuery: a server with data of its own that starts the same way every time."""

    port: int

    @property
    def log_file(self) -> Path: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def pid(self) -> int | None: ...
    def is_running(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ServerPart:
    """A part that is a server."""

    name: str
    server: Server

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def log_file(self) -> Path:
        return self.server.log_file

    def start(self) -> None:
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def pid(self) -> int | None:
        return self.server.pid()

    def is_current(self) -> bool:
        return self.server.is_running()


@dataclass(frozen=True, slots=True)
class DaemonPart:
    """A part that is a command of ours; started anew when its command or environment has changed."""

    daemon: Daemon
    command: Sequence[str]
    env: Mapping[str, str]
    port: int | None = None
    grace: float = 20.0

    @property
    def name(self) -> str:
        return self.daemon.name

    @property
    def log_file(self) -> Path:
        return self.daemon.log_file

    def start(self) -> None:
        if not self.is_current():
            self.stop()
        self.daemon.start(self.command, env=self.env, cwd=REPOSITORY, fingerprint=self._fingerprint())

    def stop(self) -> None:
        self.daemon.stop(grace=self.grace)

    def pid(self) -> int | None:
        return self.daemon.pid()

    def is_current(self) -> bool:
        return self.daemon.fingerprint() == self._fingerprint()

    def _fingerprint(self) -> str:
        # Only what the platform decides: the window number of a terminal must not restart a scheduler.
        ours = {name: value for name, value in self.env.items() if name.startswith(_OURS)}
        return hashlib.sha256(json.dumps([list(self.command), ours], sort_keys=True).encode()).hexdigest()[
            :16
        ]


def recordings(settings: Mapping[str, str]) -> Path | None:
    """Return the folder of recorded answers of the real sources, where there is one."""
    folder = Path(settings.get("SCOREBOOK_SHARED_DATA") or SHARED_DATA)
    return folder if folder.is_dir() else None


def simulator_parts(state: State, directory: Path, settings: Mapping[str, str]) -> list[DaemonPart]:
    """Return the stand-ins for the sources, one process each, as in the world: `simulator-espn` and so on.

    Each has a clock, faults and a log of requests of its own. Real recordings are used where they are found.
    """
    return [_simulator_part(source, state.ports[source], directory, settings) for source in SOURCES]


def _simulator_part(source: str, port: int, directory: Path, settings: Mapping[str, str]) -> DaemonPart:
    command = [sys.executable, "-m", "include.devstack.simulator", "--port", str(port)]
    if recorded := recordings(settings):
        command += ["--recordings", str(recorded)]
    if clock := settings.get("SCOREBOOK_SIMULATOR_CLOCK"):
        command += ["--clock", clock]
    inherited = {name: value for name, value in settings.items() if not name.startswith("VIRTUAL_ENV")}
    env = {**inherited, "PYTHONPATH": str(REPOSITORY)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return DaemonPart(Daemon(f"simulator-{source}", directory), command, env, port)


def airflow_parts(state: State, directory: Path, env: Mapping[str, str]) -> list[DaemonPart]:
    """Return the four components of Airflow, in the order in which they are started."""
    return [
        DaemonPart(
            Daemon(component, directory),
            airflow.command(component, directory),
            env,
            state.ports["api"] if component == "api-server" else None,
            # It may wait 10 s for a child that has ended already; a second signal cuts that short.
            4.0 if component == "triggerer" else 20.0,
        )
        for component in airflow.COMPONENTS
    ]


def memory_of(pid: int) -> int:
    """Return the bytes that a process and its children hold; pages shared by forks count once."""
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        try:
            full = process.memory_full_info()
            total += getattr(full, "pss", full.uss)
        except psutil.NoSuchProcess:
            continue
        except psutil.AccessDenied:
            total += process.memory_info().rss
    return total


def created_at(pid: int) -> float:
    """Return when a process was made, as a Unix time; 0 when it is gone."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return 0.0


def tail(file: Path, lines: int) -> str:
    """Return the last lines of a file, or an empty string where there is none."""
    if not file.exists():
        return ""
    with file.open("rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 200 * lines - 2000))
        text = log.read().decode("utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])
