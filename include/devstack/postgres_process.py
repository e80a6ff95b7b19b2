"""The processes of the local PostgreSQL, told apart by their command lines.

Not by their working folders: without CAP_SYS_PTRACE, as in most containers, root cannot read those of
another user's processes.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def is_server_of(pid: int, data: Path) -> bool:
    """Whether `pid` is a living PostgreSQL server with this data folder."""
    command = command_line(pid)
    return command[1:3] == ["-D", str(data)] and Path(command[0]).name == "postgres"


def backends_of(cluster: str) -> list[int]:
    """The living child processes of the server with this `cluster_name`, also without their server."""
    title = f"postgres: {cluster}:"
    return [pid for pid in psutil.pids() if "".join(command_line(pid)[:1]).startswith(title)]


def command_line(pid: int) -> list[str]:
    """Arguments of a process; empty where it is gone, a zombie, or hidden from us."""
    try:
        command: list[str] = psutil.Process(pid).cmdline()
    except psutil.Error:
        return []
    return command


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal; a process that is gone needs none."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_until(is_true: Callable[[], bool], seconds: float) -> bool:
    """Wait for `is_true`. :returns: False if it did not become true in time."""
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
