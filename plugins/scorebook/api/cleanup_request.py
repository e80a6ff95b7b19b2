"""The body of `POST /scorebook/api/cleanup-duplicates`: which day, and whether to write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from include.errors import ParamError
from include.predictions.days import run_days
from include.predictions.params import read_params

KEYS = ("game_date", "dry_run")


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
    """Return the day that the DAG would take a run's `game_date` for, if the run were asked for at `now`."""
    if not isinstance(value, str) or not value:
        raise ParamError(f"game_date is {value!r:.80}: type TODAY, YESTERDAY or a day as YYYY-MM-DD")
    params = read_params({"game_date": value})
    return run_days(params, interval_end=None, asked_at=now, is_backfill=False).own[0]
