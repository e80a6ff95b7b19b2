"""Errors of NBA.com payloads that the general ones of `include.errors` do not name."""

from __future__ import annotations

from include.errors import PayloadError


class WrongSeasonError(PayloadError):
    """The schedule is about another season than the one asked for.

    :param came: the season that it is about.
    """

    def __init__(self, message: str, *, came: str = "") -> None:
        super().__init__(message)
        self.came = came


class StatsShapeError(PayloadError):
    """The payload is one of the stats endpoints (`resultSets`), which are not read: liveData is."""


class UncountablePlaysError(PayloadError):
    """The plays can be read, but possessions cannot be counted from them without a guess."""
