"""Tells what a payload is by its structure, never by the name of its file, a year or an id."""

from __future__ import annotations

from typing import Any

import msgspec

from include.control.read import espn, nba, racing_api, racing_csv, racing_post
from include.control.read.errors import BrokenJsonError, UnknownPayloadError
from include.control.read.files import BYTE_ORDER_MARK
from include.control.read.payload import Recognised

_JSON = (b"{", b"[")
_MARKUP = b"<"
_SHOWN = 80

EXPECTED = (
    "a result or a day of Racing Post (HTML, or its JSON), results of The Racing API, a CSV of races, "
    "an ESPN summary, page or scoreboard, or a schedule, box score or play-by-play of NBA.com"
)


def recognise(body: bytes) -> Recognised:
    """The kind of a payload and its reader.

    :raises UnknownPayloadError: it is JSON, a page or a text of none of the kinds.
    :raises BrokenJsonError: it begins as JSON, and was cut or is wrong.
    """
    start = body.removeprefix(BYTE_ORDER_MARK).lstrip()
    if start.startswith(_JSON):
        found = _of_json(start)
    elif start.startswith(_MARKUP):
        found = racing_post.recognise_page(body)
    else:
        found = racing_csv.recognise(body)
    if found is None:
        raise UnknownPayloadError(f"expected {EXPECTED}; got {_described(start)}")
    return found


def _of_json(body: bytes) -> Recognised | None:
    try:
        document: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenJsonError(
            f"expected {EXPECTED}; got {len(body)} bytes that begin as JSON and are no whole JSON: {error}"
        ) from error
    if not isinstance(document, dict):
        return None
    for recogniser in (nba.recognise, espn.recognise, racing_api.recognise, racing_post.recognise_json):
        found = recogniser(document)
        if found is not None:
            return found
    return None


def _described(start: bytes) -> str:
    if start.startswith(_JSON):
        document: Any = msgspec.json.decode(start)
        if isinstance(document, dict):
            names = ", ".join(list(document)[:8]) or "none at all"
            return f"a JSON object with the names {names[:200]}"
        return "a JSON list"
    if start.startswith(_MARKUP):
        return "a page without the markup of any of them (a login or block page?)"
    return f"{len(start)} bytes that begin with {start[:_SHOWN]!r}"
