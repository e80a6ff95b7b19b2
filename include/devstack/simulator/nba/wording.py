"""Small pieces that NBA.com's payloads share: clocks, moments, bodies."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

Json = dict[str, Any]
EASTERN = ZoneInfo("America/New_York")


def dump(payload: Any) -> bytes:
    """Return compact JSON, UTF-8."""
    return msgspec.json.encode(payload)


def clock(seconds: float) -> str:
    """Return a game clock or a player's minutes: `PT11M40.00S`."""
    tenths = round(seconds * 10)
    return f"PT{tenths // 600:02d}M{tenths % 600 // 10:02d}.{tenths % 10}0S"


def minutes(seconds: float) -> str:
    """Return whole minutes: `PT21M`."""
    return f"PT{int(seconds / 60 + 0.5):02d}M"


def utc(moment: datetime) -> str:
    """Return `2025-01-07T01:10:45Z`."""
    return f"{moment.isoformat()[:19]}Z"


def written_at(moment: datetime) -> str:
    """Return `2025-01-07 00:31:06.557478`, as `meta.time` of a live payload is written."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def with_offset(moment: datetime, zone: str) -> str:
    """Return a moment in a zone: `2020-12-22T19:00:00-05:00`."""
    return moment.astimezone(ZoneInfo(zone)).isoformat()


def as_if_utc(moment: datetime, zone: ZoneInfo | str = EASTERN) -> str:
    """Return a local time written with a Z, which is how the schedule writes local times."""
    return utc(moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone))


def share(part: float, whole: float) -> float:
    """Return a percentage as NBA.com has it, 0 to 1; 0 of nothing is 0."""
    return round(part / whole, 15) if whole else 0.0
