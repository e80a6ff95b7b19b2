"""The Racing API: one result, or a page of results."""

from __future__ import annotations

from functools import partial
from typing import Any

from include.control.read.encoding import encoded
from include.control.read.payload import Asked, Recognised
from include.control.read.racing_rows import data_of, rows_of
from include.errors import PayloadError
from include.racing.ids import checked_day
from include.racing.racing_api.result import read_result
from include.racing.racing_api.shapes import Listed, decode
from include.racing.rows import Race


def recognise(document: dict[str, Any]) -> Recognised | None:
    """A result has `race_id` and `runners`; a page `results` beside `total`, `skip`, `limit` or `query`."""
    if "race_id" in document and "runners" in document:
        return Recognised("racing_api_results", _read_one)
    results = document.get("results")
    if isinstance(results, list) and any(name in document for name in ("total", "skip", "limit", "query")):
        return Recognised("racing_api_results", partial(_read_page, results))
    return None


def _read_one(body: bytes, asked: Asked) -> dict[str, Any]:
    return data_of(_race(body, asked))


def _read_page(results: list[Any], body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    races = [_race(encoded(one), asked) for one in results]
    return {
        "void": bool(races) and all(race.void for race in races),
        "races": [{name: value for name, value in data_of(race).items() if name != "rows"} for race in races],
        "rows": rows_of(races),
    }


def _race(body: bytes, asked: Asked) -> Race:
    """A result, for the country and day that were asked for, else for those that it tells itself."""
    listed = decode(body, Listed, "a result of The Racing API")
    if not listed.region:
        raise PayloadError(f"race {listed.race_id[:64]!r}: expected a region, got none")
    day = asked.day or checked_day(listed.date, f"race {listed.race_id[:64]!r}")
    return read_result(body, listed.race_id, asked.country or listed.region.lower(), day)
