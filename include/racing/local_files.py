"""The local twins of a day's files: written whole or not at all, and kept for some days."""

from __future__ import annotations

import os
import re
import stat
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from include.lake.buffer import Cleaned
from include.racing.day_paths import LOCAL_FOLDER
from include.racing.params import COUNTRIES

_DAY = r"\d{4}_\d\d_\d\d(?:\.csv|_failures\.log|_failures_resolved\.log|_retry\.csv)"
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


def clean_local_csvs(data_dir: Path, older_than: timedelta, now: datetime) -> Cleaned:
    """Delete the local files of days that were last written more than `older_than` before `now`.

    Takes only regular files under our own names in the folders of the countries, and follows no link.

    :param now: with a time zone.
    """
    before = (now - older_than).timestamp()
    files = size = 0
    failures: list[str] = []
    for country in COUNTRIES:
        folder = data_dir / LOCAL_FOLDER / country
        if folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if not _OWN_FILE.fullmatch(path.name):
                continue
            try:
                found = path.lstat()
                if not stat.S_ISREG(found.st_mode) or found.st_mtime >= before:
                    continue
                path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                failures.append(f"{path} could not be deleted: {error.strerror}.")
                continue
            files += 1
            size += found.st_size
    return Cleaned(files, size, tuple(failures))
