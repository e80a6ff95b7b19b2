"""Is a body what was asked for? JSON is checked to its last byte, so that a cut body never passes."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from include.errors import SourceContentError, SourceNotJsonError

Expect = Literal["json", "html", "any"]

TITLE = re.compile(rb"<title[^>]*>(.{0,400}?)</title>", re.IGNORECASE | re.DOTALL)


def looks_like_html(body: bytes, content_type: str) -> bool:
    """Whether a body is an HTML page, by its type or its first character."""
    return "html" in content_type.lower() or body[:200].lstrip().startswith(b"<")


def is_absent_object(body: bytes) -> bool:
    """Whether a 403 comes from an object store behind a CDN, which says so of absent objects as well.

    It is an XML error document, `<Error><Code>AccessDenied</Code>`; who blocks us sends a page.
    """
    start = body[:500]
    return start.lstrip().startswith((b"<?xml", b"<Error>")) and b"<Code>AccessDenied</Code>" in start


def describe(body: bytes, content_type: str) -> str:
    """What a body is, in a few words for an error message. Nothing of it is quoted but a page's title."""
    if not body:
        return "an empty body"
    size = f"{len(body)} bytes"
    if not looks_like_html(body, content_type):
        return f"{size} of type {content_type or 'unknown'}"
    title = TITLE.search(body[:20_000])
    if title is None:
        return f"an HTML page ({size})"
    words = re.sub(r"[^\w .,:;!?'()&/-]+", " ", title.group(1).decode("utf-8", "replace"))
    return f"an HTML page titled '{' '.join(words.split())[:80]}' ({size})"


def content_error(body: bytes, content_type: str, expect: Expect, address: str) -> SourceContentError | None:
    """The reason why a body cannot be used, or None.

    :returns: SourceNotJsonError if JSON was expected and the body is not one whole JSON document in UTF-8;
        SourceContentError if a page was expected and the body is not HTML.
    """
    if expect == "json":
        fault = _json_fault(body)
        if fault is not None:
            came = describe(body, content_type)
            return SourceNotJsonError(f"Expected JSON from {address}, got {came}: {fault}.", address=address)
    if expect == "html" and not looks_like_html(body, ""):
        came = describe(body, content_type)
        return SourceContentError(f"Expected an HTML page from {address}, got {came}.", address=address)
    return None


def _json_fault(body: bytes) -> str | None:
    """Where the body stops being JSON. `msgspec.Raw` walks the whole body without building objects."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start}"
    except RecursionError:
        return "nested too deeply"
    except msgspec.DecodeError as error:
        return str(error)
    return None
