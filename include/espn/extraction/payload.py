"""Decodes a payload once, into the structs of the format that its structure tells.

A page has `page.content.gamepackage`, a wrapped summary `gamepackageJSON`, a summary `header`. Never
told by year or id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from include.errors import WrongGameError
from include.espn.errors import NotJsonPayloadError, PayloadShapeError, UnknownFormatError
from include.espn.extraction.page_format import GamePackage, Page
from include.espn.extraction.summary_format import BoxScore, GameInfo, Header, Meta, Play, Struct, Summary


class _Document(Struct):
    """Everything that any of the formats has at the top level."""

    page: Page | None = None
    gamepackageJSON: Summary | None = None
    gameId: int | str | None = None
    header: Header | None = None
    boxscore: BoxScore | None = None
    gameInfo: GameInfo | None = None
    plays: list[Play] | None = None
    meta: Meta | None = None
    code: int | str | None = None
    message: str | None = None


_decoder = msgspec.json.Decoder(_Document)


@dataclass(frozen=True, slots=True)
class SummaryPayload:
    """Format 2, wrapped or not."""

    summary: Summary
    header: Header
    wrapped: bool


@dataclass(frozen=True, slots=True)
class PagePayload:
    """Format 1."""

    package: GamePackage


def to_bytes(payload: bytes | Mapping[str, Any]) -> bytes:
    """The JSON of a payload that was decoded already; bytes are returned as they are.

    :raises NotJsonPayloadError: when it holds what JSON cannot.
    """
    if isinstance(payload, bytes):
        return payload
    try:
        return msgspec.json.encode(payload)
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise NotJsonPayloadError(f"expected an ESPN game that JSON can hold: {error!r}") from error


def decode(body: bytes) -> SummaryPayload | PagePayload:
    """Decode a body and tell its format.

    :raises UnknownFormatError: when it is JSON, but no game of a known format.
    :raises PayloadShapeError: when a part of a known format has another type than that part always has.
    :raises NotJsonPayloadError: when it is not JSON.
    :raises WrongGameError: when the wrapper names another game than the summary inside.
    """
    try:
        document = _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise PayloadShapeError(f"expected an ESPN game (page or summary): {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonPayloadError(f"expected an ESPN game as JSON, {_opening(body)}: {error}") from error
    wrapped = document.gamepackageJSON
    if wrapped is not None and wrapped.header is not None:
        if document.gameId is not None and str(document.gameId) != wrapped.header.id:
            raise WrongGameError(
                f"the wrapper's gameId is {str(document.gameId)[:40]}, "
                f"gamepackageJSON.header.id is {wrapped.header.id}"
            )
        return SummaryPayload(wrapped, wrapped.header, wrapped=True)
    if document.header is not None:
        summary = Summary(
            document.header, document.boxscore, document.gameInfo, document.plays, document.meta
        )
        return SummaryPayload(summary, document.header, wrapped=False)
    content = document.page.content if document.page else None
    if content is not None and content.gamepackage is not None:
        return PagePayload(content.gamepackage)
    said = f"; it says code {document.code}: {document.message}"[:200] if document.code else ""
    raise UnknownFormatError(
        "expected a game under page.content.gamepackage (Format 1), header (Format 2) or "
        f"gamepackageJSON.header (wrapped Format 2), found none of them{said}"
    )


def _opening(body: bytes) -> str:
    return f"got {len(body):,} bytes that begin with {body[:40]!r}"
