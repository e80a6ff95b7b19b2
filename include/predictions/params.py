"""The params of `bigquery_dedup_cleanup`: what a person, the endpoint or a backfill may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from include.errors import ParamError
from include.params import check_ranges, convert
from include.predictions.identifiers import DEFAULT_KEY, check_key

MAX_RANGE_DAYS = 60
MAX_LOOKBACK_DAYS = 60
MAX_WAIT_MINUTES = 720
FIRST_DAY = date(2000, 1, 1)
RELATIVE_DAYS: dict[str, int] = {"TODAY": 0, "YESTERDAY": 1}


class DedupParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Typed params of a run; see the trigger form for what each one does.

    :ivar game_date: TODAY, YESTERDAY, a day as YYYY-MM-DD, or None.
    """

    game_date: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    dry_run: bool = False
    key_columns: tuple[str, ...] = DEFAULT_KEY
    wait_for_buffer_minutes: int = 90
    lookback_days: int = 10


def read_params(values: Mapping[str, Any]) -> DedupParams:
    """Check the params of a run, also across fields.

    :raises ParamError: with one sentence that says what to type.
    """
    params = convert(values, DedupParams)
    _check_game_date(params.game_date)
    check_key(params.key_columns)
    check_ranges(
        params,
        {"lookback_days": (0, MAX_LOOKBACK_DAYS), "wait_for_buffer_minutes": (0, MAX_WAIT_MINUTES)},
    )
    _check_range(params)
    return params


def is_day(text: object) -> bool:
    """Whether it is a day as YYYY-MM-DD; other spellings of ISO 8601 are not."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_game_date(text: str | None) -> None:
    if text is None or text in RELATIVE_DAYS:
        return
    if not is_day(text):
        raise ParamError(f"game_date is {text!r:.80}: type TODAY, YESTERDAY or a day as YYYY-MM-DD")
    if date.fromisoformat(text) < FIRST_DAY:
        raise ParamError(f"game_date is {text}: type a day from {FIRST_DAY} on")


def _check_range(params: DedupParams) -> None:
    first, last = params.from_date, params.to_date
    if first is None and last is None:
        return
    if first is None or last is None:
        raise ParamError("from_date and to_date belong together: name both, or game_date alone")
    if params.game_date is not None:
        raise ParamError("game_date and from_date with to_date were both given: name one day or a range")
    if first > last:
        raise ParamError(f"from_date {first} is after to_date {last}: swap them")
    if (count := (last - first).days + 1) > MAX_RANGE_DAYS:
        raise ParamError(
            f"{first} to {last} are {count} days, at most {MAX_RANGE_DAYS} fit in one run: cut the range"
        )
