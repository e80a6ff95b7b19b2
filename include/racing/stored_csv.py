"""The CSV from which a day is published when no raw answer of it is archived, and what is told about it.

It lies in S3, or else below `SCOREBOOK_DATA_DIR` of the worker that publishes: in both as
`data/dates/gb/2020_06_03.csv`. It may be ours or another program's (`include.racing.csv_layouts`).
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.errors import PayloadError
from include.lake.objects import Objects
from include.lake.partition_overwrite import NewRows
from include.lake.partition_tools import Tools
from include.lake.s3_errors import ArchiveNotFoundError
from include.racing.csv_file import read_results
from include.racing.day_paths import DayPaths

RAW, IN_S3, NOTHING = "raw answers", "CSV in S3", "nothing"
_SHOWN_NAMES = 20


@dataclass(frozen=True, slots=True)
class StoredCsv:
    """A CSV that was found.

    :param name: where exactly it lies, for messages.
    :param place: where it lies in a few words: `CSV in S3`, `CSV on worker-1`.
    :param notes: sentences about what was found beside it.
    """

    name: str
    place: str
    body: bytes
    notes: tuple[str, ...] = ()


def rows_of_csv(paths: DayPaths, tools: Tools) -> NewRows | None:
    """The rows of the day's CSV; None where there is none.

    `details` has the `file` itself and `read_from`, `unread_columns`, `other_days` and `notes`, as `report`
    tells them.

    Errors as `include.lake.s3_errors`; PayloadError for a file that cannot be read, with its name and line.
    """
    found = find_csv(paths, tools)
    if found is None:
        return None
    results = read_results(found.body, name=found.name, country=paths.country, day=paths.day)
    told = {
        "read_from": found.place,
        "file_name": found.name,
        "unread_columns": list(results.unread_columns),
        "other_days": results.other_days,
        "notes": [*results.notes, *found.notes],
    }
    details: dict[str, Any] = {
        "listed": None,
        "failed": [],
        "void": [],
        "places": {},
        "file": found.body,
        "told": told,
    }
    return NewRows(results.table, details)


def find_csv(paths: DayPaths, tools: Tools) -> StoredCsv | None:
    """The day's CSV in S3, else on this worker's disk.

    :raises PayloadError: the local file is there and cannot be read.
    """
    path, host = paths.local(tools.data_dir, paths.csv), socket.gethostname()
    local = _local(path, host)
    try:
        body = Objects(tools.s3, tools.bucket).read(paths.csv)
    except ArchiveNotFoundError:
        return None if local is None else StoredCsv(f"{path} on {host}", f"CSV on {host}", local)
    notes = () if local in (None, body) else (f"{path} on {host} differs and was not read: S3 goes first",)
    return StoredCsv(f"s3://{tools.bucket}/{paths.csv}", IN_S3, body, notes)


def report(new: NewRows | None) -> dict[str, Any]:
    """What a publishing without the source found of a day, for its report.

    :returns: `read_from`, and of a CSV `file_name`, `unread_columns`, `other_days` (lines about other days)
        and `notes`.
    """
    if new is None:
        return {"read_from": NOTHING}
    return dict(new.details.get("told") or {"read_from": RAW})


def group_report(partitions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What was found of a group of days: nothing to tell (an empty mapping) unless days were only published.

    :param partitions: reports of the days, those that failed too.
    :returns: `read_from`, as `CSV in S3` or `CSV in S3 3, nothing 4`; `unread_columns`, `notes` and
        `problems` (days that failed), each with the number of files where there are several.
    """
    sources = Counter(one["read_from"] for one in partitions if "read_from" in one)
    problems = [str(one["error"]) for one in partitions if "error" in one]
    told: dict[str, Any] = {}
    if sources:
        told["read_from"] = (
            next(iter(sources))
            if len(partitions) == 1
            else ", ".join(f"{place} {count}" for place, count in sources.items())
        )
        for name in ("unread_columns", "notes"):
            told[name] = _counted(one for reported in partitions for one in reported.get(name, ()))
    if problems:
        told["problems"] = _counted(problems)
    return told


def _counted(found: Iterable[str]) -> list[str]:
    counts = Counter(found)
    lines = [
        f"{one} ({count} files)" if count > 1 else one for one, count in counts.most_common(_SHOWN_NAMES)
    ]
    more = len(counts) - len(lines)
    return [*lines, f"{more} more (see the log of `publish`)"] if more > 0 else lines


def _local(path: Path, host: str) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PayloadError(f"{path} on {host} could not be read: {error.strerror}") from error
