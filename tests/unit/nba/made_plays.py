"""Plays of two teams, written down by what matters to possessions."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec

from include.nba.possessions import count_possessions
from include.nba.rows import PlayRow

A, B = "1", "2"
_NUMBERS = count(1)


def play(kind: str, team: str | None, clock: float = 600.0, **parts: Any) -> PlayRow:
    """An action of period 1 at 0-0, with a number of its own."""
    number = next(_NUMBERS)
    row = PlayRow(
        game_id="0022400001",
        action_number=number,
        order_number=number,
        period=1,
        clock_seconds=clock,
        action_type=kind,
        team_id=team,
        home_score=0,
        away_score=0,
    )
    return msgspec.structs.replace(row, **parts)


def made(team: str, clock: float = 600.0) -> PlayRow:
    """A basket."""
    return play("2pt", team, clock, is_made=True)


def missed(team: str, clock: float = 600.0) -> PlayRow:
    """A missed field goal."""
    return play("3pt", team, clock, is_made=False)


def free_throw(
    team: str, which: str | None, clock: float = 600.0, *, is_made: bool = True, **parts: Any
) -> PlayRow:
    """A free throw such as `1 of 2`."""
    return play("freethrow", team, clock, sub_type=which, is_made=is_made, **parts)


def rebound(team: str, clock: float = 600.0, *, of: PlayRow | None = None, dead: bool = False) -> PlayRow:
    """A rebound, which may name its shot; a dead one is marked as the source marks it."""
    return play(
        "rebound",
        team,
        clock,
        qualifiers="deadball,team" if dead else None,
        shot_action_number=of.action_number if of else None,
    )


def counted(*plays: PlayRow) -> tuple[int, int]:
    """The possessions of A and B."""
    counts = count_possessions(plays, (A, B))
    return counts[A], counts[B]
