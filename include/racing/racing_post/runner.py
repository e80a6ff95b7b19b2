"""What a result page tells of one runner, in whichever markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_COMMAS = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class Runner:
    """One runner. `fields` are columns as they are; the others need the other runners of the race.

    :param btn: lengths behind the horse in front at the post, None where the page tells none.
    :param ovr_btn: lengths behind the horse that passed the post first, where the page tells them.
    :param is_dead_heat: it shares its place with the runner above it.
    """

    pos: str
    btn: float | None
    ovr_btn: float | None
    is_dead_heat: bool
    fields: dict[str, Any]


def comment_text(comment: str | None) -> str | None:
    """A comment with hyphens for commas, as the other source and the files have it."""
    return None if comment is None else _COMMAS.sub(" - ", comment)
