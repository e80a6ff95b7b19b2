"""Which games a run of the enrichment is about. Import from `include.warehouse.nba_games`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Sorts after every game id by length, which comes first.
NO_LAST_GAME = (2**31 - 1, "")


class Reprocess(StrEnum):
    """Which of the selected games are to be done.

    MISSING: those that were never enriched or whose last try failed, whose archived object changed since
        (a correction), or whose row lost its features (it was made anew).
    CHANGED: those, and the ones that another version of the extractor has done.
    ALL: those that this run has not done yet, so that a retry goes on where the first try ended.
    """

    MISSING = "missing"
    CHANGED = "changed"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """ESPN games of `raw_data.nba_games`; what is not given does not restrict.

    :param season: label such as 2023-24; games whose season nobody knows yet are selected too.
    :param first: first game id, in the order of numbers, not of letters.
    :param last: last game id, included.
    """

    game_ids: tuple[str, ...] = ()
    season: str | None = None
    first: str | None = None
    last: str | None = None


# PostgreSQL is asked for the order of numbers as (length, text): ids are digits without leading zeros.
SELECTED = """
    game.source = 'espn'
    AND (%(game_ids)s::text[] IS NULL OR game.game_id = ANY (%(game_ids)s))
    AND (%(season)s::text IS NULL OR game.season IS NULL OR game.season = %(season)s)
    AND (length(game.game_id), game.game_id COLLATE "C") >= (%(first_length)s::int, %(first)s)
    AND (length(game.game_id), game.game_id COLLATE "C") <= (%(last_length)s::int, %(last)s)
"""


def selected(selection: Selection) -> dict[str, Any]:
    """The parameters of `SELECTED`."""
    last = NO_LAST_GAME if selection.last is None else (len(selection.last), selection.last)
    first = selection.first or ""
    return {
        "game_ids": list(selection.game_ids) or None,
        "season": selection.season,
        "first_length": len(first),
        "first": first,
        "last_length": last[0],
        "last": last[1],
    }
