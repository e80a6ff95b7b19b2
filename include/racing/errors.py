"""Errors of racing's pages, answers and files that the general ones of `include.errors` do not name."""

from __future__ import annotations

from include.errors import IncompletePayloadError, PayloadError


class UnknownMarkupError(PayloadError):
    """A page, an answer or a file is not built as it should be. The message names the missing piece."""


class UnreadableValueError(PayloadError):
    """A value is there, but it is not what its field can hold: the message says which field and what came."""


class WrongRaceError(PayloadError):
    """The answer is about another race, day or country than the one asked for."""


class ListingChangedError(IncompletePayloadError):
    """The list of a day's races changed while its pages were read: read it again from its start."""
