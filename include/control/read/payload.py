"""A payload as it is handed to its reader, and what a reader makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal[
    "racing_post_result",
    "racing_post_day",
    "racing_api_results",
    "racing_csv",
    "espn_summary",
    "espn_page",
    "espn_scoreboard",
    "nba_schedule",
    "nba_box_score",
    "nba_play_by_play",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller says of the payloads: each is None where the payload itself is to tell.

    :param country: of races: `gb`, `ire` or `fr`. A payload about another country is refused.
    :param day: of races: a payload about another day is refused.
    """

    country: str | None = None
    day: date | None = None


Reader = Callable[[bytes, Asked], dict[str, Any]]
"""Makes the data of a payload. It raises the parser's own errors, all of them ScorebookError."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A payload whose kind its structure told, and the reader of that kind."""

    kind: Kind
    read: Reader
