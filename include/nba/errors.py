"""Errors of NBA.com payloads that the general ones of `include.errors` do not name."""

from __future__ import annotations

from include.errors import PayloadError


class WrongSeasonError(PayloadError):
    """The schedule is about another season than the one asked for."""
