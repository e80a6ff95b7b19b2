"""The checks of the doctor: each asks one thing of one system and returns what it found.

No check raises for what it is there to find. A finding never holds a secret: addresses are named without
credentials, connections by their id.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Level = Literal["ok", "WARN", "FAIL"]

ZONES = ("America/New_York", "Europe/London")
COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
GIB = 1024**3
SKEW_WARNING = timedelta(seconds=10)
SKEW_FAILURE = timedelta(minutes=5)  # tokens and signatures are refused at a quarter of an hour


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report. `mend` says in one sentence what to do; empty when all is well."""

    level: Level
    name: str
    what: str
    mend: str = ""


def check_clock(name: str, server: datetime, ours: datetime) -> Finding:
    """Compare our clock with a server's. Both are aware instants."""
    skew = abs(server - ours)
    if skew <= SKEW_WARNING:
        return Finding("ok", name, f"{skew.total_seconds():.0f} s apart")
    level: Level = "WARN" if skew <= SKEW_FAILURE else "FAIL"
    mend = "Set this machine's clock by NTP: days and signatures depend on it."
    return Finding(level, name, f"{skew.total_seconds():.0f} s apart", mend)


def check_zones() -> Finding:
    """Look whether the zones of the game and racing days are known here."""
    for zone in ZONES:
        try:
            ZoneInfo(zone)
        except ZoneInfoNotFoundError:
            return Finding("FAIL", "time zones", f"{zone} is unknown", "Install the Python package tzdata.")
    return Finding("ok", "time zones", ", ".join(ZONES))


def check_data_dir(directory: Path, *, chosen: bool) -> Iterator[Finding]:
    """Write and delete a file in the data directory, and look at the free space.

    :param chosen: whether somebody set SCOREBOOK_DATA_DIR.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"probe")
            file.flush()
        free = shutil.disk_usage(directory).free
    except OSError as error:
        mend = "Point SCOREBOOK_DATA_DIR at a directory that the workers' user may write."
        yield Finding("FAIL", "data directory", f"{directory}: {error.strerror}", mend)
        return
    if chosen:
        yield Finding("ok", "data directory", str(directory))
    else:
        mend = "Set SCOREBOOK_DATA_DIR to a volume that survives restarts and that all workers share."
        yield Finding("WARN", "data directory", f"{directory}, because SCOREBOOK_DATA_DIR is not set", mend)
    level: Level = "ok" if free >= 2 * GIB else "WARN" if free >= GIB // 4 else "FAIL"
    mend = "" if level == "ok" else "Free some space: payloads are buffered there before they are stored."
    yield Finding(level, "free disk", f"{free / GIB:.1f} GiB", mend)


def check_pools(needed: Mapping[str, int], present: Mapping[str, int]) -> Iterator[Finding]:
    """Compare the pools that tasks name with those that Airflow has (slots by name)."""
    for name, slots in needed.items():
        if name not in present:
            mend = f"Make it with {slots} slots in Admin, Pools, or run python -m scorebook.bootstrap."
            yield Finding("FAIL", f"pool {name}", "does not exist: its tasks never start", mend)
        elif present[name] == 0:
            mend = f"Give it slots in Admin, Pools ({slots} is usual)."
            yield Finding("FAIL", f"pool {name}", "has no slots: its tasks never start", mend)
        else:
            size = f"{present[name]} slots" if present[name] > 0 else "no limit of slots"
            yield Finding("ok", f"pool {name}", size)


def check_health(health: Mapping[str, str | None]) -> Iterator[Finding]:
    """Judge the answer of Airflow's health address: status by component."""
    for name in COMPONENTS:
        status = health.get(name) or "not heard of"
        fine = status == "healthy"
        mend = (
            "" if fine else f"Start Airflow's {name.replace('_', '-')} and read its log (locally: make up)."
        )
        yield Finding("ok" if fine else "FAIL", f"Airflow {name}", status, mend)
