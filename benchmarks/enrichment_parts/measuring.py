"""What a process costs: CPU, memory and, for the database, statements."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg2.extensions import cursor as Psycopg2Cursor

STATUS = Path("/proc/self/status")


class Statements:
    """How many statements this process has sent through the cursors below."""

    count = 0


class CountingCursor(psycopg.Cursor[Any]):
    """Counts the statements of psycopg 3."""

    def execute(self, *arguments: Any, **named: Any) -> CountingCursor:
        Statements.count += 1
        return super().execute(*arguments, **named)


class CountingPsycopg2Cursor(Psycopg2Cursor):
    """Counts the statements of psycopg2, those of `execute_values` too."""

    def execute(self, *arguments: Any, **named: Any) -> None:
        Statements.count += 1
        super().execute(*arguments, **named)


def own_cpu_seconds() -> float:
    """CPU of this process so far, user and system, all threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def own_peak_bytes() -> int:
    """The most memory that this process ever held. Linux counts a parent's memory in `ru_maxrss`."""
    if STATUS.exists():
        fields = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def server_cpu_seconds(pid: int) -> float:
    """CPU so far of a server and its children, also of those that have ended."""
    server = psutil.Process(pid)
    times = server.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in server.children():
        try:
            spent = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += spent.user + spent.system
    return total
