"""Whether a day's CSV, in S3 and on this host's disk, has as many rows as its partition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.lake.objects import Objects
from include.lake.read_partitions import READERS
from include.lake.s3_errors import ArchiveNotFoundError
from include.racing.completeness import DATASET, DayKey, StoredDay
from include.racing.completeness_report import FILES
from include.racing.day_paths import DayPaths
from include.warehouse.quality import QualityResult

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFiles:
    """Rows of a country's day; None where there is no such file.

    Local files are removed after some days, so an absent one is no difference; one in S3 stays for ever.
    """

    country: str
    day: date
    partition: int | None
    in_s3: int | None
    on_disk: int | None

    def problem(self, host: str) -> str | None:
        """What differs, in a few words."""
        rows = self.partition or 0
        if self.partition is not None and self.in_s3 is None:
            return f"{rows} rows and no CSV in S3"
        if self.in_s3 is not None and self.in_s3 != rows:
            return f"{rows} rows, {self.in_s3} in its CSV in S3"
        if self.on_disk is not None and self.on_disk != rows:
            return f"{rows} rows, {self.on_disk} in its CSV on {host}"
        return None


def compare_files(
    s3: S3Client,
    bucket: str,
    prefix: str,
    data_dir: Path,
    keys: Iterable[DayKey],
    stored: Mapping[DayKey, StoredDay],
) -> list[DayFiles]:
    """Count the rows of the CSVs of these days, in S3 and below `data_dir`.

    :param prefix: of the CSVs: `data/dates`.
    """

    def look(key: DayKey) -> DayFiles:
        country, day = key
        paths = DayPaths(country, day, {"prefix_dates": prefix})
        there = stored.get(key)
        return DayFiles(
            country=country,
            day=day,
            partition=there.runners if there else None,
            in_s3=_rows_in_s3(s3, bucket, paths.csv),
            on_disk=_rows_on_disk(paths.local(data_dir, paths.csv)),
        )

    with ThreadPoolExecutor(max_workers=READERS) as pool:
        return list(pool.map(look, keys))


def file_results(
    files: Sequence[DayFiles], host: str, *, run_id: str, now: datetime
) -> tuple[list[QualityResult], dict[DayKey, str]]:
    """The results of the comparison, and by day what makes it suspicious."""
    found, reasons = [], {}
    for one in files:
        problem = one.problem(host)
        if problem:
            reasons[one.country, one.day] = problem
        details: dict[str, Any] = {"in_s3": one.in_s3, "on_disk": one.on_disk, "host": host}
        found.append(
            QualityResult(
                dataset=DATASET,
                check=FILES,
                status="different" if problem else "passed",
                checked_at=now,
                day=one.day,
                item=one.country,
                observed=one.in_s3,
                expected_low=one.partition,
                expected_high=one.partition,
                message=problem,
                details=details,
                run_id=run_id,
            )
        )
    return found, reasons


def _rows_in_s3(s3: S3Client, bucket: str, key: str) -> int | None:
    try:
        return _rows(Objects(s3, bucket).read(key))
    except ArchiveNotFoundError:
        return None


def _rows_on_disk(path: Path) -> int | None:
    try:
        return _rows(path.read_bytes())
    except FileNotFoundError:
        return None


def _rows(body: bytes) -> int:
    """Lines but the header. No value of these files holds a line break."""
    return max(sum(1 for line in body.splitlines() if line.strip()) - 1, 0)
