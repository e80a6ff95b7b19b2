"""Errors that only sources know, beside those of `include/errors.py`."""

from __future__ import annotations

from include.errors import SourceRequestError


class SourceDisallowedError(SourceRequestError):
    """The host's robots.txt asks programs to stay away from this address: asking again changes nothing."""
