"""JSON of a part of a payload, for the parser of that part."""

from __future__ import annotations

from typing import Any

import msgspec

from include.control.read.errors import BrokenJsonError


def encoded(part: Any) -> bytes:
    """A part of decoded JSON as JSON again.

    :raises BrokenJsonError: it is nested more deeply than can be written.
    """
    try:
        return msgspec.json.encode(part)
    except RecursionError as error:
        raise BrokenJsonError(
            f"expected JSON nested as in payloads of a source, got far deeper: {error}"
        ) from error
