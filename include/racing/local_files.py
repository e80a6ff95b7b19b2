"""The local twins of a day's files: written whole or not at all, and kept for some days."""

from __future__ import annotations

import os
import re
import stat
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from include.lake.buffer import Cleaned
from include.racing.day_paths import LOCAL_FOLDER
from include.racing.params import COUNTRIES

_DAY = r"\d{4}_\d\d_\d\d(?:\.csv|_failures\.log|_failures_resolved\.log|_retry\.csv)"
_CSV = re.compile(r"\d{4}_\d\d_\d\d\.csv", re.ASCII)
_OWN_FILE = re.compile(rf"{_DAY}|\.{_DAY}\.[0-9a-f]{{32}}\.partial", re.ASCII)


def write_local(path: Path, body: bytes) -> bool:
    """Make the file hold `body`, in one step for whoever reads it. Returns whether it was written."""
    try:
        if path.read_bytes() == body:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    try:
        with open(partial, "xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return True


def clean_local_csvs(
    data_dir: Path,
    older_than: timedelta,
    now: datetime,
    unsaved: Callable[[Sequence[str]], Collection[str]],
) -> Cleaned:
    """Delete the local files of days that were last written more than `older_than` before `now`.

    Takes only regular files under our own names in the folders of the countries, and follows no link. A CSV
    that is nowhere else stays: somebody laid it there to be imported.

    :param now: with a time zone.
    :param unsaved: those of some CSVs (`gb/2025_11_17.csv`) that S3 does not have.
    """
    before = (now - older_than).timestamp()
    files = size = 0
    failures: list[str] = []
    old: dict[str, os.stat_result] = {}
    for country in COUNTRIES:
        folder = data_dir / LOCAL_FOLDER / country
        if folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if not _OWN_FILE.fullmatch(path.name):
                continue
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(found.st_mode) and found.st_mtime < before:
                old[f"{country}/{path.name}"] = found
    csvs = [name for name in old if _CSV.fullmatch(name.rpartition("/")[2])]
    kept = frozenset(unsaved(csvs)) if csvs else frozenset()
    for name, found in old.items():
        if name in kept:
            continue
        path = data_dir / LOCAL_FOLDER / name
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            failures.append(f"{path} could not be deleted: {error.strerror}.")
            continue
        files += 1
        size += found.st_size
    return Cleaned(files, size, tuple(failures))
