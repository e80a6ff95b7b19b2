"""Counts possessions from the plays of a game.

A possession is a run of one team's actions with the ball (shot, free throw, rebound, turnover), as long
as the other team has none: an offensive rebound goes on with it, an and-one belongs to the basket before,
a technical free throw is no action with the ball, nor is the rebound of a dead ball
(`include.nba.rebounds`). That is Oliver's definition (Basketball on Paper, 2004: a possession ends when
the other team gains the ball), told from the plays. A heave is a shot (`include.nba.actions`). A jump ball
gives the ball to the team that the source names; of a held ball that changes hands so, no turnover is
written. The recorded games have only held balls that the same team keeps; `pbpstats` ends a possession at
the others, too.

At the end of a period two rules of `pbpstats` are followed, so that counts can be compared: the team that
got the ball by a basket, a last free throw or a turnover has a possession even if nothing is noted before
time runs out; and a possession that begins with 2 seconds or less counts only with a basket or a free throw.

Limit: after a free throw of an away-from-play foul the team is taken to keep the ball, also where the foul
followed a basket of its own, after which the other team gets it. It matters only if nothing else happens
in the period.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec

from include.nba.actions import (
    FREE_THROW,
    JUMP_BALL,
    REBOUND,
    TURNOVER,
    WITH_THE_BALL,
    is_technical_free_throw,
    live_free_throws,
    points_of,
)
from include.nba.countable import require_countable
from include.nba.rebounds import without_dead_rebounds
from include.nba.rows import PlayRow

_TOO_LATE_SECONDS = 2.0
# These say at which clock their team gets the ball.
_GETS_THE_BALL = frozenset({REBOUND, JUMP_BALL})


class _Run(msgspec.Struct):
    """One team's actions in a row. `began` is the clock when it got the ball, `ended` at its last action."""

    team_id: str
    began: float
    ended: float
    has_basket_or_free_throw: bool = False
    has_lost_the_ball: bool = False


def count_possessions(plays: Iterable[PlayRow], team_ids: tuple[str, str]) -> dict[str, int]:
    """Each team's possessions in plays that are in order of play.

    :raises UncountablePlaysError: a shot of an unknown kind or without a result or team, or a rebound that
        has no missed shot before it.
    """
    given = list(plays)
    live_throws = live_free_throws(given)
    plays_of_ball = without_dead_rebounds(given, live_throws)
    require_countable(plays_of_ball, team_ids)
    counted = dict.fromkeys(team_ids, 0)
    with_ball = (play for play in plays_of_ball if _is_with_the_ball(play, team_ids))
    for _period, of_period in groupby(with_ball, key=lambda play: play.period):
        for run in _runs(of_period, team_ids, live_throws):
            if run.began > _TOO_LATE_SECONDS or run.has_basket_or_free_throw:
                counted[run.team_id] += 1
    return counted


def _runs(plays: Iterable[PlayRow], team_ids: tuple[str, str], live_throws: frozenset[int]) -> list[_Run]:
    runs: list[_Run] = []
    for play in plays:
        team_id = play.team_id or ""
        if not runs:
            # The clock of the period's start is not needed: nothing is too late here.
            runs.append(_Run(team_id, float("inf"), play.clock_seconds))
        elif play.action_type == JUMP_BALL and runs[-1].team_id == team_id and runs[-1].has_lost_the_ball:
            # The other team had the ball meanwhile.
            runs.append(_Run(_other(team_id, team_ids), runs[-1].ended, play.clock_seconds))
        if runs[-1].team_id != team_id:
            gets_it_now = play.action_type in _GETS_THE_BALL
            began = play.clock_seconds if gets_it_now else runs[-1].ended
            runs.append(_Run(team_id, began, play.clock_seconds))
        run = runs[-1]
        run.ended = play.clock_seconds
        if play.action_type == FREE_THROW or points_of(play):
            run.has_basket_or_free_throw = True
        run.has_lost_the_ball = _loses_the_ball(play, live_throws)
    if runs and runs[-1].has_lost_the_ball:
        last = runs[-1]
        runs.append(_Run(_other(last.team_id, team_ids), last.ended, 0.0))
    return runs


def _other(team_id: str, team_ids: tuple[str, str]) -> str:
    return team_ids[1] if team_id == team_ids[0] else team_ids[0]


def _is_with_the_ball(play: PlayRow, team_ids: tuple[str, str]) -> bool:
    if play.action_type == JUMP_BALL:
        # Nobody is named where none of the two teams got it.
        return play.team_id in team_ids
    return play.action_type in WITH_THE_BALL and not is_technical_free_throw(play)


def _loses_the_ball(play: PlayRow, live_throws: frozenset[int]) -> bool:
    """Whether the other team has the ball after this action, if nothing of this team follows."""
    if play.action_type == FREE_THROW:
        return bool(play.is_made) and play.action_number in live_throws
    return play.action_type == TURNOVER or points_of(play) > 0
