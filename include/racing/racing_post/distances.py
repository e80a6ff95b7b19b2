"""How far behind the winner each runner of a result page finished.

A page measures from the horse that passed the post first. That horse need not be the winner: it may have been
disqualified or put back. Then the winner has a distance of its own, which is subtracted from all others.
"""

from __future__ import annotations

from collections.abc import Sequence

from include.racing.errors import UnknownMarkupError
from include.racing.positions import DISQUALIFIED, WINNER, is_finisher
from include.racing.racing_post.runner import Runner

_QUARTER = 0.25


def lengths_behind(runners: Sequence[Runner], where: str) -> list[float | None]:
    """The lengths behind the winner, in the runners' order; None where they are not known.

    None also for a runner that passed the post before the winner and was put back.

    :raises UnknownMarkupError: the winner has a distance, and no horse can have been in front of it.
    """
    if any(one.pos == WINNER and one.btn for one in runners) and not any(map(_may_be_first, runners)):
        raise UnknownMarkupError(
            f"{where}: expected a winner without a distance, or a horse that passed the post before it and "
            "was disqualified or put back; got neither"
        )
    totals = _behind_first_past_the_post(runners)
    winner = totals.get(WINNER) or 0.0
    return [_behind_winner(one, totals.get(one.pos), winner) for one in runners]


def _may_be_first(runner: Runner) -> bool:
    """Whether a horse may have passed the post first and lost the race: it has no distance of its own."""
    is_placed = is_finisher(runner.pos) and runner.pos != WINNER
    return runner.btn is None and (is_placed or runner.pos in DISQUALIFIED)


def _behind_winner(runner: Runner, total: float | None, winner: float) -> float | None:
    if total is None or total >= winner:
        return None if total is None else round(total - winner, 2)
    # Totals are rounded down to quarters of a length: one that is a little too small is of a horse behind.
    is_behind = total >= winner // _QUARTER * _QUARTER
    return runner.btn if is_behind else None


def _behind_first_past_the_post(runners: Sequence[Runner]) -> dict[str, float | None]:
    """The lengths behind the horse that passed the post first, by position.

    A page leaves the overall distance out where it is the one to the horse in front. That is believed only
    where it can be so; otherwise the overall distance is missing. A dead-heater is as far behind as the horse
    that shares its place.
    """
    at_place: dict[str, float | None] = {}
    in_front: float | None = None
    expected = 1
    for place in sorted({int(one.pos) for one in runners if is_finisher(one.pos)}):
        sharing = [one for one in runners if one.pos == str(place)]
        if place != expected:
            in_front = None  # the horse in front is not known
        expected = place + len(sharing)
        known = {one.ovr_btn for one in sharing if one.ovr_btn is not None}
        known |= {one for runner in sharing if (one := _left_out(runner, in_front)) is not None}
        in_front = _winners(sharing) if place == 1 else known.pop() if len(known) == 1 else None
        at_place[str(place)] = in_front
    return at_place


def _winners(winners: Sequence[Runner]) -> float:
    """The winner's own distance: 0 if it passed the post first, as nearly always."""
    return max((one.ovr_btn or one.btn) if one.btn else 0.0 for one in winners)


def _left_out(runner: Runner, in_front: float | None) -> float | None:
    """The overall distance that a page left out because it is the one to the horse in front.

    Overall distances are rounded down to quarters of a length; those below a quarter are the last margin.
    """
    if runner.ovr_btn is not None or runner.btn is None or runner.is_dead_heat or in_front is None:
        return None
    total = round(in_front + runner.btn, 3)
    rounded = total // _QUARTER * _QUARTER
    return runner.btn if rounded in (0.0, runner.btn) or in_front == 0.0 else None
