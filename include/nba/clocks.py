"""NBA.com's spelling of a time span in liveData: `PT11M40.00S`."""

from __future__ import annotations

import re

from include.errors import PayloadError

_LIVE = re.compile(r"PT(\d{1,4})M(?:(\d{1,2}(?:\.\d{1,6})?)S)?", re.ASCII)


def live_seconds(text: str) -> float:
    """The seconds of `PT11M40.00S`: 700.0.

    :raises PayloadError: when it is spelled otherwise.
    """
    found = _LIVE.fullmatch(text)
    if not found or float(found[2] or 0) >= 60:
        raise PayloadError(f"expected a time like PT11M40.00S, got {text!r}")
    return int(found[1]) * 60 + float(found[2] or 0)


def decimal_minutes(seconds: float) -> float:
    """Seconds as decimal minutes, to the fourth decimal: 49:25 is 49.4167."""
    return round(seconds / 60, 4)
