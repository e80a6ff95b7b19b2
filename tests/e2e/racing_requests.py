"""Requests to the simulated sources of races: what was asked, and which are refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit


class Asked(NamedTuple):
    """A request to the source: `races` of a day (and a country, at the API), or one `race`."""

    what: str
    item: str
    status: int


def read_request(request: Mapping[str, Any]) -> Asked:
    """A line of the simulator's log of requests."""
    address = urlsplit(request["address"])
    query, last = parse_qs(address.query), address.path.rpartition("/")[2]
    if "start_date" in query:
        return Asked("races", f"{query['region'][0].lower()} {query['start_date'][0]}", request["status"])
    what = "races" if re.fullmatch(r"\d{4}-\d\d-\d\d", last) else "race"
    return Asked(what, last, request["status"])


def storm(race_ids: Collection[str]) -> dict[str, Any]:
    """A fault: the source, either of them, answers 406 for these races."""
    return {"match": rf"/results/(?:[^?]*/)?({'|'.join(race_ids)})$", "kind": "status", "status": 406}
