"""The body of `POST /scorebook/api/cleanup-duplicates`: which day, and whether to write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from include.days import GAME_ZONE, local_day
from include.errors import ParamError

KEYS = ("game_date", "dry_run")
_DAYS_BACK = {"TODAY": 0, "YESTERDAY": 1}


@dataclass(frozen=True, slots=True)
class CleanupRequest:
    """One wish. `day` is a New York day: TODAY was resolved when the request came."""

    day: date
    dry_run: bool

    @property
    def conf(self) -> dict[str, Any]:
        """The params of the run. Two requests with the same ones are the same request."""
        return {"game_date": self.day.isoformat(), "dry_run": self.dry_run}


def read_request(body: bytes, now: datetime) -> CleanupRequest:
    """Read the body of a request that came at `now`.

    :raises ParamError: not a JSON object, an unknown key, a bad date, a `dry_run` that is not a boolean.
    """
    values = _json_object(body)
    unknown = sorted(set(values) - set(KEYS))
    if unknown:
        raise ParamError(f"There is no key {unknown[0]!r:.60}: the keys are {' and '.join(KEYS)}.")
    dry_run = values.get("dry_run", False)
    if not isinstance(dry_run, bool):
        raise ParamError(f"dry_run must be true or false, got {dry_run!r:.60}.")
    return CleanupRequest(_day(values.get("game_date", "TODAY"), now), dry_run)


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParamError(
            'The body is not JSON: send an object such as {"game_date": "TODAY", "dry_run": false}.'
        ) from error
    if not isinstance(values, dict):
        raise ParamError('Send a JSON object such as {"game_date": "TODAY", "dry_run": false}.')
    return values


def _day(value: Any, now: datetime) -> date:
    if isinstance(value, str):
        if value in _DAYS_BACK:
            return local_day(now, GAME_ZONE) - timedelta(days=_DAYS_BACK[value])
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and day.isoformat() == value:
            return day
    raise ParamError(f"game_date must be TODAY, YESTERDAY or a day as YYYY-MM-DD, got {value!r:.60}.")
