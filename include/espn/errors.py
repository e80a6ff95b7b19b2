"""The errors of reading an ESPN game: what was expected, what came, and where in the payload."""

from __future__ import annotations

from include.errors import PayloadError


class UnknownFormatError(PayloadError):
    """The payload is neither Format 1 (a page), nor Format 2 (a summary), nor a wrapped Format 2."""


class NotJsonPayloadError(PayloadError):
    """The body is not JSON, or not JSON that can be read: cut, an HTML page, wrong UTF-8, nested too deep."""


class PayloadShapeError(PayloadError):
    """The format is known, but a part of it is missing or is not what that part always is."""
