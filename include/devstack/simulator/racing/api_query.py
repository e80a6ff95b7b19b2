"""What may be asked of `/v1/results`: read from the query as the contract says, refused with 422 else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_MOST_ROWS, _USUAL_ROWS, _MOST_SKIPPED = 100, 50, 20_000
_LONGEST = timedelta(days=365)


class QueryRefusedError(ValueError):
    """The query breaks the contract. `detail` is the body of the 422 answer."""

    def __init__(self, name: str, message: str, value: str) -> None:
        super().__init__(message)
        self.detail = [{"loc": ["query", name], "msg": message, "type": "value_error", "input": value}]


@dataclass(frozen=True, slots=True)
class ResultsQuery:
    """Days from `start` to `end`, both included; regions in lower case, all of them when empty."""

    start: date
    end: date
    regions: frozenset[str]
    limit: int
    skip: int
    asked: list[list[Any]]


def read_query(single: Mapping[str, str], pairs: Sequence[tuple[str, str]], today: date) -> ResultsQuery:
    """Return what is asked for.

    :param single: the last value of each name; `pairs` all names and values in order.
    :raises QueryRefusedError: a value is not of its kind or out of its range.
    """
    end = _day(single, "end_date", today)
    start = _day(single, "start_date", end - _LONGEST)
    if start > end:
        raise QueryRefusedError("start_date", "start_date is after end_date", start.isoformat())
    if end - start > _LONGEST:
        raise QueryRefusedError("start_date", "Date range must not exceed 365 days", start.isoformat())
    return ResultsQuery(
        start,
        end,
        frozenset(value.lower() for name, value in pairs if name == "region"),
        _number(single, "limit", _USUAL_ROWS, 1, _MOST_ROWS),
        _number(single, "skip", 0, 0, _MOST_SKIPPED),
        [[name, value] for name, value in pairs],
    )


def read_day(text: str) -> date | None:
    """Return the day that YYYY-MM-DD names; None for other text."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(single: Mapping[str, str], name: str, default: date) -> date:
    text = single.get(name)
    if text is None:
        return default
    day = read_day(text)
    if day is None:
        raise QueryRefusedError(name, "Invalid date, expected YYYY-MM-DD", text)
    return day


def _number(single: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = single.get(name)
    if text is None:
        return default
    if not text.isdigit() or not low <= int(text) <= high:
        raise QueryRefusedError(name, f"Input should be a whole number from {low} to {high}", text)
    return int(text)
