"""The health of the ESPN archive in figures, measured after every run (`ops.metrics`, `espn_data`)."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from psycopg.errors import QueryCanceled

from include import days
from include.errors import ArchiveError
from include.espn.archive import DATASET
from include.espn.keys import EspnPrefixes
from include.lake.inventory import Inventory, take_inventory

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from psycopg import Connection

log = logging.getLogger(__name__)

CATEGORY = "espn_data"
TIME_LIMIT_SECONDS = 60
SMALL_BYTES = 1024
UNITS = {
    "pbp_file_count": "files",
    "boxscore_file_count": "files",
    "schedule_file_count": "files",
    "team_stats_file_count": "files",
    "last_update_hours": "hours",
    "oldest_data_days": "days",
    "total_size_gb": "GB",
    "avg_file_size_kb": "KB",
    "small_files_count": "files",
    "completeness_pct": "%",
    "gap_days_count": "days",
    "temp_files_deleted": "files",
    "temp_bytes_freed": "bytes",
    "duplicate_uploads_avoided": "uploads",
}

_FINISHED_GAMES = """
    SELECT item, day FROM ops.ingest_ledger
    WHERE dataset = %(dataset)s
      AND (status IN ('stored', 'failed') OR reason IN ('final', 'incomplete_at_source', 'replacing'))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Values by metric name (None: nothing to measure), and the names that could not be measured."""

    values: Mapping[str, float | None]
    stale: tuple[str, ...]


def measure(
    s3: S3Client, bucket: str, prefixes: EspnPrefixes, connection: Connection[Any], now: datetime
) -> Measured:
    """Measure the archive against the ledger. What cannot be had in 60 s is stale, never zero."""
    deadline = time.monotonic() + TIME_LIMIT_SECONDS
    values: dict[str, float | None] = {}
    try:
        folders = {
            name: take_inventory(s3, bucket, folder, small_below=SMALL_BYTES, deadline=deadline)
            for name, folder in (
                ("schedule", prefixes.schedules),
                ("boxscore", prefixes.box_scores),
                ("team_stats", prefixes.team_stats),
                ("pbp", prefixes.play_by_play),
            )
        }
    except ArchiveError as error:
        log.warning("metrics of the archive stay as they were, marked stale: %s", error)
        return Measured({}, tuple(_ARCHIVE_METRICS))
    values |= _archive_values(folders, now)
    whole = folders["boxscore"].names & folders["team_stats"].names & folders["pbp"].names
    try:
        with connection.transaction():
            connection.execute(
                "SELECT set_config('statement_timeout', %s, true)", (f"{TIME_LIMIT_SECONDS}s",)
            )
            finished = connection.execute(_FINISHED_GAMES, {"dataset": DATASET}).fetchall()
    except QueryCanceled as error:
        log.warning("metrics of the ledger stay as they were, marked stale: %s", error)
        return Measured(values, _LEDGER_METRICS)
    values |= _completeness(finished, whole)
    return Measured(values, ())


def zone(name: str, value: float | None) -> str | None:
    """`green`, `yellow` or `red` for the metrics that promise something, else None."""
    if value is None:
        return None
    if name == "completeness_pct":
        return "green" if value >= 95 else "yellow" if value >= 90 else "red"
    if name == "last_update_hours":
        return "green" if value < 24 else "yellow" if value <= 48 else "red"
    return None


_LEDGER_METRICS = ("completeness_pct", "gap_days_count")
_ARCHIVE_METRICS = tuple(
    name
    for name in UNITS
    if name not in ("temp_files_deleted", "temp_bytes_freed", "duplicate_uploads_avoided")
)


def _archive_values(folders: Mapping[str, Inventory], now: datetime) -> dict[str, float | None]:
    files = sum(len(folder.names) for folder in folders.values())
    size = sum(folder.total_bytes for folder in folders.values())
    newest = max((folder.newest for folder in folders.values() if folder.newest), default=None)
    oldest = min(
        (day for name in folders["schedule"].names if (day := _schedule_day(name)) is not None), default=None
    )
    today = days.local_day(now, days.GAME_ZONE)
    return {
        **{f"{name}_file_count": len(folder.names) for name, folder in folders.items()},
        "last_update_hours": round((now - newest).total_seconds() / 3600, 3) if newest else None,
        "oldest_data_days": (today - oldest).days if oldest else None,
        "total_size_gb": round(size / 1e9, 6),
        "avg_file_size_kb": round(size / files / 1e3, 3) if files else None,
        "small_files_count": sum(folder.small_objects for folder in folders.values()),
    }


def _completeness(finished: Collection[tuple[str, date]], whole: Collection[str]) -> dict[str, float | None]:
    gaps = {day for item, day in finished if item not in whole}
    stored = sum(item in whole for item, _ in finished)
    return {
        "completeness_pct": round(100 * stored / len(finished), 3) if finished else None,
        "gap_days_count": len(gaps),
    }


def _schedule_day(name: str) -> date | None:
    if len(name) != 8 or not name.isdigit():
        return None
    try:
        return datetime.strptime(name, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
