"""Processes that outlive the command that started them.

A daemon leads a session of its own. Its pid file names the process by pid and by the time it was made, so
that a pid that the system has given to somebody else is never mistaken for ours. What a killed leader leaves
behind is found by its session: the system gives no process a pid that still names a session.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

# The time a process was made is computed from the boot time, which moves a little when the clock is set.
CREATE_TIME_TOLERANCE = 2.0

# A log that has grown beyond this many bytes is put aside at the next start.
LOG_LIMIT = 20 * 2**20

# Children of this very process have to be waited for when they end. Keyed by pid.
_children: dict[int, subprocess.Popen[bytes]] = {}


class DaemonError(RuntimeError):
    """A process could not be started, or would not end. The message names it and its log."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the pid file says: which process it is, and what it was started with."""

    pid: int
    created: float
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Daemon:
    """One background process with a pid file and a log file below `directory`."""

    name: str
    directory: Path

    @property
    def pid_file(self) -> Path:
        return self.directory / "run" / f"{self.name}.json"

    @property
    def log_file(self) -> Path:
        return self.directory / "logs" / f"{self.name}.log"

    def pid(self) -> int | None:
        """Return the pid of the running process, or None. Removes the pid file of a process that is gone."""
        leader = self._leader()
        return leader.pid if leader else None

    def is_running(self) -> bool:
        return self._leader() is not None

    def fingerprint(self) -> str | None:
        """Return what the running process was started with, or None where nothing runs."""
        mark = self._mark()
        return mark.fingerprint if mark and self._leader() else None

    def start(
        self, command: Sequence[str], *, env: Mapping[str, str], cwd: Path, fingerprint: str = ""
    ) -> None:
        """Start the process; do nothing if it runs. What a killed one left behind is ended first."""
        if self.is_running():
            return
        self.stop()
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT:
            self.log_file.replace(self.log_file.with_suffix(".log.old"))
        with self.log_file.open("ab") as log:
            try:
                child = subprocess.Popen(
                    list(command),
                    env=dict(env),
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise DaemonError(f"{self.name}: {command[0]} cannot be run: {error}") from error
        _children[child.pid] = child
        try:
            created = psutil.Process(child.pid).create_time()
        except psutil.NoSuchProcess as error:
            raise DaemonError(f"{self.name} ended at once; its log is {self.log_file}") from error
        text = json.dumps({"pid": child.pid, "created": created, "fingerprint": fingerprint})
        partial = self.pid_file.with_suffix(".partial")
        partial.write_text(text)
        partial.replace(self.pid_file)

    def stop(self, *, grace: float = 20.0) -> None:
        """End the process and all of its session: asked first, killed after `grace` seconds."""
        mark = self._mark()
        if mark is None:
            return
        leader = self._leader()
        members = _session(mark)
        if leader is not None:
            _send(leader, kill=False)
            members = _wait([leader, *members], grace, until_gone=leader)
        members = _living([*members, *_session(mark)])
        for member in members:
            _send(member, kill=False)
        for member in _wait(members, 3.0):
            _send(member, kill=True)
        if stubborn := _wait(members, 5.0):
            pids = ", ".join(str(process.pid) for process in stubborn)
            raise DaemonError(f"{self.name} does not end, not even killed: pids {pids}")
        self.pid_file.unlink(missing_ok=True)

    def _mark(self) -> Mark | None:
        try:
            content = json.loads(self.pid_file.read_text())
            return Mark(int(content["pid"]), float(content["created"]), str(content["fingerprint"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            self.pid_file.unlink(missing_ok=True)
            return None

    def _leader(self) -> psutil.Process | None:
        mark = self._mark()
        if mark is None:
            return None
        leader = identify(mark.pid, mark.created)
        if leader is None and not _session(mark):
            self.pid_file.unlink(missing_ok=True)
        return leader


def identify(pid: int, created: float) -> psutil.Process | None:
    """Return the living process with this pid, if it is the one that was made at `created`."""
    _reap(pid)
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - created) <= CREATE_TIME_TOLERANCE
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def _session(mark: Mark) -> list[psutil.Process]:
    """Return the living processes of a daemon's session, leader excluded."""
    found: list[psutil.Process] = []
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.Error):
            if pid == mark.pid or os.getsid(pid) != mark.pid:
                continue
            process = psutil.Process(pid)
            if process.create_time() >= mark.created - CREATE_TIME_TOLERANCE:
                found.append(process)
    return _living(found)


def _living(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    living: dict[int, psutil.Process] = {}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                living[process.pid] = process
                continue
        # It may have ended just now: its parent takes its exit status, or it stays as a zombie.
        _reap(process.pid)
    return list(living.values())


def _wait(
    processes: Sequence[psutil.Process], limit: float, *, until_gone: psutil.Process | None = None
) -> list[psutil.Process]:
    """Return those that still live after `limit` seconds, or as soon as all (or `until_gone`) are gone."""
    deadline = time.monotonic() + limit
    while True:
        living = _living(processes)
        if not living or (until_gone is not None and until_gone not in living):
            return living
        if time.monotonic() >= deadline:
            return living
        time.sleep(0.05)


def _send(process: psutil.Process, *, kill: bool) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        if kill:
            process.kill()
        else:
            process.terminate()


def _reap(pid: int) -> None:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]
