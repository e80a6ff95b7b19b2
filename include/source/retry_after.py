"""The `Retry-After` header: how long a source asks us to wait."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def retry_after_seconds(value: str | None, *, now: datetime, cap: float) -> float | None:
    """Seconds to wait by a `Retry-After` header, at most `cap`; None when it says nothing that can be used.

    Both forms of RFC 9110, section 10.2.3: a number of seconds, or an HTTP date, which is compared with
    `now` (aware). A date that has passed, a negative number and anything else are None.
    """
    if value is None:
        return None
    text = value.strip()
    if SECONDS.fullmatch(text):
        return min(float(text), cap)
    moment = _http_date(text)
    if moment is None:
        return None
    seconds = (moment - now).total_seconds()
    return min(seconds, cap) if seconds > 0 else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
