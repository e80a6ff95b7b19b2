"""Where the files of a country's day are kept, in S3 and on local disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from include.lake.partition_table import Partition
from include.racing.ids import checked_country

PREFIX_DATES = "data/dates"
PREFIX_RAW = "racing_raw"
LOCAL_FOLDER = Path("data") / "dates"


@dataclass(frozen=True, slots=True)
class DayPaths:
    """The names of a day's files; the same names below a prefix of S3 and below a local folder.

    :param options: of the task; `prefix_dates` says where the files are in S3, when not in `data/dates`.
    """

    country: str
    day: date
    options: Mapping[str, Any]

    @property
    def csv(self) -> str:
        """All runners of the day."""
        return self._key(".csv")

    @property
    def failures(self) -> str:
        """Races that are missing or could not be renewed, a JSON line each. No failures, no file."""
        return self._key("_failures.log")

    @property
    def resolved(self) -> str:
        """Earlier failures of races that came in the end, a JSON line each."""
        return self._key("_failures_resolved.log")

    @property
    def retry(self) -> str:
        """Runners of the races that the last successful retry brought."""
        return self._key("_retry.csv")

    def original(self, body: bytes) -> str:
        """A CSV of another program, kept as it came before ours takes its place."""
        return self._key(f"_original_{hashlib.sha256(body).hexdigest()[:8]}.csv")

    def local(self, data_dir: Path, key: str) -> Path:
        """The local twin of one of these keys."""
        return data_dir / LOCAL_FOLDER / self.country / key.rpartition("/")[2]

    def _key(self, suffix: str) -> str:
        prefix = self.options.get("prefix_dates") or PREFIX_DATES
        return f"{prefix}/{self.country}/{self.day:%Y_%m_%d}{suffix}"


def day_paths(partition: Partition, options: Mapping[str, Any]) -> DayPaths:
    """The paths of the day that a partition is.

    :raises ParamError: racing has no such country.
    """
    country = checked_country(partition["country"])
    return DayPaths(country, date.fromisoformat(partition["date"]), options)
