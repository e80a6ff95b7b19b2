"""Typed decoding of NBA.com's payloads: every way to fail is a PayloadError."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import msgspec

from include.days import GAME_ZONE, local_day
from include.errors import PayloadError
from include.json_text import has_nul
from include.nba.errors import StatsShapeError

Decoded = TypeVar("Decoded")

# What a count, a clock or an id can be, far above anything that happens: a number that PostgreSQL's
# integer cannot hold is refused here, with its place in the payload.
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Signed = Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)]
Number = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]
SourceId = Annotated[int, msgspec.Meta(ge=0, le=9_223_372_036_854_775_807)]
Measure = Annotated[float, msgspec.Meta(ge=-1_000_000, le=1_000_000)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]

_PLAUSIBLE_YEARS = range(1946, 2200)


def decode(body: bytes, shape: type[Decoded], what: str) -> Decoded:
    """Decode `body` as `shape`.

    :param what: what was expected, for the message ("a box score of game 0022000001").
    :raises StatsShapeError: when it is an answer of the stats endpoints.
    :raises PayloadError: when it is something else, or holds a NUL character (PostgreSQL stores none).
    """
    try:
        decoded = msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        require_no_stats_shape(body, what)
        raise PayloadError(f"expected {what}: {error}") from error
    if has_nul(body):
        raise PayloadError(f"expected {what} without NUL characters in its texts")
    return decoded


def require_no_stats_shape(body: bytes, what: str) -> None:
    """Raise if `body` is an answer of the stats endpoints: tables with `headers` and positional rows.

    :raises StatsShapeError: it is.
    """
    try:
        tables = msgspec.json.decode(body, type=_StatsTables)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if tables.result_sets is not msgspec.UNSET or tables.result_set is not msgspec.UNSET:
        raise StatsShapeError(
            f"expected {what}, got an answer of the stats endpoints (stats.nba.com, resultSets), which is "
            "not read: "
            "fetch the game from liveData (cdn.nba.com/static/json/liveData), which has seasons from "
            "2019-20 on"
        )


class _StatsTables(msgspec.Struct, rename="camel"):
    result_sets: Any | msgspec.UnsetType = msgspec.UNSET
    result_set: Any | msgspec.UnsetType = msgspec.UNSET


def game_day(instant: datetime, what: str) -> date:
    """The New York day of a game's start.

    :raises PayloadError: when the year is none in which the NBA plays.
    """
    if instant.year not in _PLAUSIBLE_YEARS:
        raise PayloadError(f"expected a plausible start of {what}, got {instant.isoformat()}")
    return local_day(instant, GAME_ZONE)


def optional_id(value: int | None) -> str | None:
    """An id as a string; the source writes 0 for nobody."""
    return str(value) if value else None


def optional_text(value: str | None) -> str | None:
    """A text, None where the source leaves it empty."""
    return value or None
