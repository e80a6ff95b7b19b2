"""What an action of a liveData play-by-play is worth, and what it does to possession.

Field goal attempts are `2pt`, `3pt` and, from season 2025-26 on, `heave`: a shot of the last three seconds of
periods 1 to 3, from 36 feet or more, in a play that began in the backcourt. By the rule of 2025 a missed
heave is an attempt of the team and of no player
(https://www.nba.com/news/nbas-heave-rule-will-allow-deep-end-of-quarter-shots-without-hurting-shooting-percentages):
its row has no player and often no `shotResult`, the team's attempts in the box score count it, the sums of
its players' do not. A made heave is the shooter's three-point basket; it was not seen whether NBA.com writes
`3pt` or `heave` then, both are read so.

The descriptors of free throws and fouls are those that `pbpstats` knows (`resources/enhanced_pbp/live`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from include.nba.rows import PlayRow

HEAVE = "heave"
FREE_THROW = "freethrow"
REBOUND = "rebound"
TURNOVER = "turnover"
JUMP_BALL = "jumpball"
POINTS = {"2pt": 2, "3pt": 3, HEAVE: 3, FREE_THROW: 1}
"""What a made shot of each type is worth. All other types are worth nothing."""

FIELD_GOALS = frozenset(POINTS) - {FREE_THROW}
WITH_THE_BALL = frozenset(POINTS) | {REBOUND, TURNOVER}
"""The types of which the acting team has the ball; technical free throws are the exception."""

_TECHNICAL = "technical"
_LAST_FREE_THROW = re.compile(r"(\d{1,2}) of (\d{1,2})", re.ASCII)
# After these free throws the same team keeps the ball, or nobody lost it. Letters only: both "away from play"
# and "away-from-play" are written. "transition" is the transition take foul of 2022-23 and later.
_KEEPS_THE_BALL = (_TECHNICAL, "flagrant", "clearpath", "awayfromplay", "inbound", "transition")


def points_of(play: PlayRow) -> int:
    """The points that the play makes for its team."""
    return POINTS.get(play.action_type, 0) if play.is_made else 0


def is_field_goal_attempt(play: PlayRow) -> bool:
    """Whether the team's attempts in the box score count the play."""
    return play.action_type in FIELD_GOALS


def is_technical_free_throw(play: PlayRow) -> bool:
    """Whether it is a free throw that says nothing about who has the ball."""
    return play.action_type == FREE_THROW and _letters(play.descriptor).startswith(_TECHNICAL)


def is_dead_ball(play: PlayRow) -> bool:
    """Whether the source marks the play (a rebound) as one without a ball in play."""
    return "deadball" in (play.qualifiers or "").split(",")


def free_throw_number(play: PlayRow) -> tuple[int, int] | None:
    """1 and 2 of a free throw `1 of 2`; None where the source says something else."""
    found = _LAST_FREE_THROW.fullmatch(play.sub_type or "")
    return (int(found[1]), int(found[2])) if found else None


def live_free_throws(plays: Iterable[PlayRow]) -> frozenset[int]:
    """The action numbers of the free throws after which the ball is in play.

    That is the last one of a trip, unless the team keeps the ball after it, which the descriptor says of the
    free throw or of the foul: the last foul of the other team before, at the same clock. Technical fouls are
    passed over there, they have free throws of their own.

    :param plays: in order of play.
    """
    live = set()
    at: tuple[int, float] | None = None
    fouls: dict[str | None, PlayRow] = {}
    for play in plays:
        if (play.period, play.clock_seconds) != at:
            at, fouls = (play.period, play.clock_seconds), {}
        if play.action_type == "foul" and play.sub_type != _TECHNICAL:
            fouls[play.team_id] = play
        elif play.action_type == FREE_THROW:
            number = free_throw_number(play)
            others = [foul for team_id, foul in fouls.items() if team_id not in (None, play.team_id)]
            named = (play, *others[-1:])
            if number and number[0] == number[1] and not any(_keeps_the_ball(one) for one in named):
                live.add(play.action_number)
    return frozenset(live)


def _keeps_the_ball(play: PlayRow) -> bool:
    return _letters(play.descriptor).startswith(_KEEPS_THE_BALL)


def _letters(text: str | None) -> str:
    return re.sub("[^a-z]", "", (text or "").lower())
