"""NBA.com's two spellings of a time span: `PT11M40.00S` in liveData, `11:40` in the stats endpoints."""

from __future__ import annotations

import re

from include.errors import PayloadError

_LIVE = re.compile(r"PT(\d{1,4})M(?:(\d{1,2}(?:\.\d{1,6})?)S)?", re.ASCII)
# Some stats answers write the minutes as 36.000000.
_STATS = re.compile(r"(\d{1,4})(?:\.0{1,6})?:(\d{2}(?:\.\d{1,6})?)", re.ASCII)


def live_seconds(text: str) -> float:
    """The seconds of `PT11M40.00S`: 700.0.

    :raises PayloadError: when it is spelled otherwise.
    """
    return _seconds(_LIVE, text, "PT11M40.00S")


def stats_seconds(text: str) -> float:
    """The seconds of `11:40`: 700.0.

    :raises PayloadError: when it is spelled otherwise.
    """
    return _seconds(_STATS, text, "11:40")


def decimal_minutes(seconds: float) -> float:
    """Seconds as decimal minutes, to the fourth decimal: 49:25 is 49.4167."""
    return round(seconds / 60, 4)


def _seconds(pattern: re.Pattern[str], text: str, example: str) -> float:
    found = pattern.fullmatch(text)
    if not found or float(found[2] or 0) >= 60:
        raise PayloadError(f"expected a time like {example}, got {text!r}")
    return int(found[1]) * 60 + float(found[2] or 0)
