"""Counts possessions from the plays of a game.

A possession is a run of one team's actions with the ball (shot, free throw, rebound, turnover), as long
as the other team has none: an offensive rebound goes on with it, an and-one belongs to the basket before,
a technical free throw is no action with the ball. That is Oliver's definition (Basketball on Paper, 2004:
a possession ends when the other team gains the ball), told from the plays.

At the end of a period two rules of `pbpstats` are followed, so that counts can be compared: the team that
got the ball by a basket, a last free throw or a turnover has a possession even if nothing is noted before
time runs out; and a possession that begins with 2 seconds or less counts only with a basket or a free throw.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec

from include.nba.rows import PlayRow

_SHOTS = frozenset({"2pt", "3pt"})
_WITH_THE_BALL = _SHOTS | {"freethrow", "rebound", "turnover"}
# Shots at the line after which the same team keeps the ball, or nobody lost it.
_KEEPS_THE_BALL = ("technical", "flagrant", "clear")
_TOO_LATE_SECONDS = 2.0


class _Run(msgspec.Struct):
    """One team's actions in a row. `began` is the clock when it got the ball, `ended` at its last action."""

    team_id: str
    began: float
    ended: float
    has_basket_or_free_throw: bool = False
    has_lost_the_ball: bool = False


def count_possessions(plays: Iterable[PlayRow], team_ids: tuple[str, str]) -> dict[str, int]:
    """Each team's possessions in plays that are in order of play.

    Plays of other teams than `team_ids` do not count.
    """
    counted = dict.fromkeys(team_ids, 0)
    with_ball = (play for play in plays if _is_with_the_ball(play) and play.team_id in counted)
    for _period, of_period in groupby(with_ball, key=lambda play: play.period):
        runs = _runs(list(of_period), team_ids)
        for run in runs:
            if run.began > _TOO_LATE_SECONDS or run.has_basket_or_free_throw:
                counted[run.team_id] += 1
    return counted


def _runs(plays: list[PlayRow], team_ids: tuple[str, str]) -> list[_Run]:
    runs: list[_Run] = []
    for play in plays:
        team_id = play.team_id or ""
        if not runs:
            # The clock of the period's start is not needed: nothing is too late here.
            runs.append(_Run(team_id, float("inf"), play.clock_seconds))
        elif runs[-1].team_id != team_id:
            # A rebound is where the ball changes hands; else it did with the other team's last action.
            began = play.clock_seconds if play.action_type == "rebound" else runs[-1].ended
            runs.append(_Run(team_id, began, play.clock_seconds))
        run = runs[-1]
        run.ended = play.clock_seconds
        if play.action_type == "freethrow" or _is_basket(play):
            run.has_basket_or_free_throw = True
        run.has_lost_the_ball = _loses_the_ball(play)
    if runs and runs[-1].has_lost_the_ball:
        last = runs[-1]
        other = team_ids[1] if last.team_id == team_ids[0] else team_ids[0]
        runs.append(_Run(other, last.ended, 0.0))
    return runs


def _is_with_the_ball(play: PlayRow) -> bool:
    if play.action_type == "freethrow":
        return not (play.descriptor or "").startswith("technical")
    return play.action_type in _WITH_THE_BALL


def _is_basket(play: PlayRow) -> bool:
    return play.action_type in _SHOTS and bool(play.is_made)


def _loses_the_ball(play: PlayRow) -> bool:
    """Whether the other team has the ball after this action, if nothing of this team follows."""
    if play.action_type == "freethrow":
        number, _, of = (play.sub_type or "").partition(" of ")
        keeps = (play.descriptor or "").startswith(_KEEPS_THE_BALL)
        return bool(play.is_made) and number == of and not keeps
    return play.action_type == "turnover" or _is_basket(play)
