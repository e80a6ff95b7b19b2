"""Settings of Scorebook: Airflow Variables and their defaults, read when a task runs, never at import.

A Variable that is absent or empty has its default. One that cannot be used raises a ParamError, which
names it and says what to type.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from airflow.sdk import Variable

from include.errors import ParamError

BUCKET = "scorebook_bucket"
RETENTION_HOURS = "scorebook_retention_hours"
REQUEST_INTERVAL_SECONDS = "scorebook_request_interval_seconds"
RETRY_BASE_SECONDS = "scorebook_retry_base_seconds"
RETRY_DELAY_SECONDS = "scorebook_retry_delay_seconds"
BLOCKED_WAIT_MINUTES = "scorebook_blocked_wait_minutes"
CONTACT = "scorebook_contact"
RACING_GLUE_DATABASE = "scorebook_racing_glue_database"
WAREHOUSE_DISK_GB = "scorebook_warehouse_disk_gb"
PREDICTIONS = "scorebook_predictions_{}"
MAXIMUM_BYTES_BILLED_GB = "scorebook_maximum_bytes_billed_gb"
PREFIX = "scorebook_prefix_{}"
DATA_DIR = "SCOREBOOK_DATA_DIR"

PrefixName = Literal[
    "espn_schedules",
    "espn_box_scores",
    "espn_team_stats",
    "espn_play_by_play",
    "nba_raw",
    "racing_raw",
    "racing_dates",
    "racing_lake",
]
PREFIX_DEFAULTS = {"racing_dates": "data/dates", "racing_lake": "datasets/rpscrape"}

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_KEY_PREFIX = re.compile(r"[A-Za-z0-9._=-]+(?:/[A-Za-z0-9._=-]+)*", re.ASCII)


_GB = 1024**3
_PREDICTIONS = {  # by part: default, what is allowed, how to say it
    "project": ("", r"[a-z][a-z0-9-]{4,28}[a-z0-9]", "the id of the Google Cloud project of the predictions"),
    "dataset": ("nba_predictions", r"[A-Za-z0-9_]{1,1024}", "letters, digits and _, such as nba_predictions"),
    "table": (
        "player_prop_predictions",
        r"[A-Za-z0-9_-]{1,1024}",
        "letters, digits, - and _, such as player_prop_predictions",
    ),
    "location": ("US", r"[A-Za-z]+(?:-[a-z]+[0-9]+)?", "a location of BigQuery, such as US or europe-west1"),
}


@dataclass(frozen=True, slots=True)
class PredictionsTable:
    """The BigQuery table of the predictions. Every part is safe inside of backquotes."""

    project: str
    dataset: str
    table: str
    location: str

    def __str__(self) -> str:
        return f"{self.project}.{self.dataset}.{self.table}"


def bucket() -> str:
    """Name of the S3 bucket of the raw archive. It has no default."""
    name = _text(BUCKET, "")
    if not _BUCKET_NAME.fullmatch(name):
        raise _refused(BUCKET, name, "the name of the S3 bucket that holds the raw archive")
    return name


def prefix(name: PrefixName) -> str:
    """First part of the keys of one kind of object, without slashes around it; mostly its own name."""
    variable = PREFIX.format(name)
    default = PREFIX_DEFAULTS.get(name, name)
    value = _text(variable, default).strip("/")
    if not _KEY_PREFIX.fullmatch(value) or {".", ".."} & set(value.split("/")):
        raise _refused(variable, value, f"letters, digits and . _ = - /, such as '{default}'")
    return value


def racing_glue_database() -> str:
    """The Glue database of the table of races."""
    name = _text(RACING_GLUE_DATABASE, "racing")
    if not re.fullmatch(r"[a-z0-9_]{1,255}", name, re.ASCII):
        raise _refused(RACING_GLUE_DATABASE, name, "small letters, digits and _, such as 'racing'")
    return name


def predictions_table() -> PredictionsTable:
    """The table of the predictions. Its project has no default."""
    return PredictionsTable(**{part: _predictions(part) for part in _PREDICTIONS})


def _predictions(part: str) -> str:
    default, allowed, expected = _PREDICTIONS[part]
    variable = PREDICTIONS.format(part)
    value = _text(variable, default)
    if not re.fullmatch(allowed, value, re.ASCII):
        raise _refused(variable, value, expected)
    return value


def maximum_bytes_billed() -> int:
    """What one query in BigQuery may bill, in bytes."""
    return int(_number(MAXIMUM_BYTES_BILLED_GB, 10.0, low=0.01, high=1e6) * _GB)


def retention() -> timedelta:
    """How old a buffered file grows before it is removed."""
    return timedelta(hours=_number(RETENTION_HOURS, 24.0, low=0.0, high=24 * 365.0))


def request_interval() -> timedelta:
    """Pause between two requests to a host that has no row in `ops.source_limits` yet."""
    return timedelta(seconds=_number(REQUEST_INTERVAL_SECONDS, 0.5, low=0.0, high=3600.0))


def retry_base_seconds() -> float:
    """Longest wait before the second try of a request, in seconds; it doubles with each further try."""
    return _number(RETRY_BASE_SECONDS, 2.0, low=0.0, high=60.0)


def retry_delay() -> timedelta:
    """Wait between two tries of a task whose error time may mend."""
    return timedelta(seconds=_number(RETRY_DELAY_SECONDS, 120.0, low=0.0, high=3600.0))


def blocked_wait() -> tuple[timedelta, timedelta]:
    """Shortest and longest wait of a task whose source refuses us."""
    value = _text(BLOCKED_WAIT_MINUTES, "30-60")
    match = re.fullmatch(rf"\s*({_NUMBER})\s*-\s*({_NUMBER})\s*", value, re.ASCII)
    if match is None or not float(match[1]) <= float(match[2]) <= 24 * 60:
        raise _refused(BLOCKED_WAIT_MINUTES, value, "shortest and longest wait in minutes, such as 30-60")
    return timedelta(minutes=float(match[1])), timedelta(minutes=float(match[2]))


def warehouse_disk_gb() -> float | None:
    """Size of the disk that the warehouse may fill, in GB. None where its owner did not tell."""
    if not _text(WAREHOUSE_DISK_GB, ""):
        return None
    return _number(WAREHOUSE_DISK_GB, 0.0, low=0.001, high=1e9)


def contact() -> str | None:
    """Address that tells a source's owner how to reach us: part of the User-Agent. None by default."""
    value = _text(CONTACT, "")
    if value and not re.fullmatch(r"[!-~]{3,200}", value):
        raise _refused(CONTACT, value, "an e-mail or web address without spaces")
    return value or None


def data_dir() -> Path:
    """Folder of buffers and other local files: SCOREBOOK_DATA_DIR of the environment, a shared volume
    where there are several workers; else a folder of this machine for temporary files."""
    value = os.environ.get(DATA_DIR, "").strip()
    if not value:
        return Path(tempfile.gettempdir()) / "scorebook"
    path = Path(value)
    if not path.is_absolute():
        raise ParamError(f"The environment's {DATA_DIR} is {value!r}: give an absolute path.")
    return path


def _text(variable: str, default: str) -> str:
    value = Variable.get(variable, default=None)
    text = "" if value is None else str(value).strip()
    return text or default


def _number(variable: str, default: float, *, low: float, high: float) -> float:
    value = _text(variable, str(default))
    if not re.fullmatch(_NUMBER, value, re.ASCII) or not low <= float(value) <= high:
        raise _refused(variable, value, f"a number from {low:g} to {high:g}")
    return float(value)


def _refused(variable: str, value: str, expected: str) -> ParamError:
    return ParamError(f"The Airflow Variable {variable} is {value!r}: set it to {expected}.")
