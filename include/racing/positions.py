"""Positions: a number, or the letters of a horse that has none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from include.racing import values
from include.racing.errors import UnknownMarkupError, UnreadableValueError

VOID = frozenset({"VOI", "VOID"})
DISQUALIFIED = frozenset({"DSQ", "DQ", "DISQ"})
WINNER = "1"
UNPLACED = "UNP"
"""Our word for position 0, which sources write for a horse that ran and was given no place."""

_POSITION = re.compile(r"[1-9]\d{0,2}|[A-Z]{1,4}", re.ASCII)


def position(value: str | None) -> str | None:
    """A position as text: `1`, `PU`, `VOI`; None where there is none (yet), `UNP` for 0.

    :raises UnreadableValueError: it is neither a number nor one to four letters.
    """
    cleaned = values.text(value)
    if cleaned is None:
        return None
    upper = cleaned.upper().rstrip(".")
    if upper == "0":
        return UNPLACED
    if not _POSITION.fullmatch(upper):
        raise UnreadableValueError(f"expected a position as 1 or PU, got {cleaned[:40]!r}")
    return upper


def is_void(positions: Sequence[str | None], where: str) -> bool:
    """Whether a race was void: then all of its runners say so.

    :raises UnknownMarkupError: some do, and others do not.
    """
    void = {one in VOID for one in positions}
    if len(void) > 1:
        raise UnknownMarkupError(f"{where}: expected a void race or none, got some runners with position VOI")
    return void == {True}


def is_finisher(pos: str) -> bool:
    """Whether the horse finished: only then a distance and a time are its own."""
    return pos.isdecimal()
