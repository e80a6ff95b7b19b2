"""When this deployment began: the only setting that a DAG file reads, from the environment."""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

START_DATE = "SCOREBOOK_START_DATE"
# Without a start of its own a deployment does not catch up, so the date then only has to stay the same.
_NO_START = "2026-01-01"


def start_date(zone: str) -> datetime:
    """Midnight of the deployment's first day in `zone`: `SCOREBOOK_START_DATE`, as YYYY-MM-DD."""
    text = os.environ.get(START_DATE) or _NO_START
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZoneInfo(zone))
    except ValueError as error:
        raise ValueError(f"{START_DATE} must be a day as YYYY-MM-DD, got {text!r}") from error


def catches_up() -> bool:
    """Whether missed days are run by themselves: only from a start that the deployment names."""
    return bool(os.environ.get(START_DATE))
