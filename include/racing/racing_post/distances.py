"""How far behind the winner each runner of a result page finished.

A page tells the margin to the horse in front and the overall distance behind the horse that passed the post
first. The overall distance is the sum of the margins, rounded to quarters of a length: all 201 runners of the
recorded file of 2020-06-03 and the recorded pages have it so.

The first past the post need not be the winner: it may have been disqualified or put back. Then the winner has
a distance of its own, and the others are as far behind it as the margins from it on add up to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    behind = totals if winner == 0.0 else _behind_promoted_winner(runners, totals, winner)
    return [behind.get(one.pos) for one in runners]


def lengths_for_times(runners: Sequence[Runner], behind: Sequence[float | None]) -> list[float | None]:
    """The lengths behind the winner that each runner's time follows from, in the runners' order.

    They are the overall distances; where one is no larger than that of the place before, rounding took the
    margin between both away, and the margin is added. Dead-heaters have the same lengths, and a horse behind
    another has more; one that was put back keeps its own, and may have fewer than a horse now placed before.

    The public scrapers add each margin below a quarter to an overall distance, also to one that has grown by
    it. That counts the margin twice: in the file of 2020-06-03 (8 of 201 runners, and one second that was
    beaten by a short head) a horse a head behind is 0.09 s later, where two lengths take 0.4 s. Their other
    times are ours.

    :param behind: as `lengths_behind` gives it.
    """
    at_place = {one.pos: lengths for one, lengths in zip(runners, behind, strict=True) if lengths is not None}
    found: dict[str, float] = {}
    furthest, reckoned = 0.0, 0.0
    for pos in sorted(at_place, key=int):
        overall = at_place[pos]
        if pos == WINNER or overall > furthest:
            found[pos] = max(overall, reckoned)
        elif overall > furthest - _QUARTER:
            found[pos] = round(reckoned + _margin(runners, pos), 3)
        else:
            found[pos] = overall
            continue
        furthest, reckoned = max(furthest, overall), found[pos]
    return [found.get(one.pos) for one in runners]


def _may_be_first(runner: Runner) -> bool:
    """Whether a horse may have passed the post first and lost the race: it has no distance of its own."""
    is_placed = is_finisher(runner.pos) and runner.pos != WINNER
    return runner.btn is None and (is_placed or runner.pos in DISQUALIFIED)


def _behind_promoted_winner(
    runners: Sequence[Runner], totals: Mapping[str, float | None], winner: float
) -> dict[str, float | None]:
    """The lengths behind a winner that passed the post `winner` lengths behind the first, by position.

    They are the margins from the winner on. Where the overall distances say something else by a quarter or
    more, a horse between was placed elsewhere, and their difference counts.
    """
    found: dict[str, float | None] = {WINNER: 0.0}
    summed = 0.0
    for pos in sorted(totals.keys() - {WINNER}, key=int):
        total = totals[pos]
        # One that is a little too small was rounded down, and is of a horse behind.
        if total is None or total < winner // _QUARTER * _QUARTER:
            found[pos] = None
            continue
        behind, by_margins = max(total - winner, 0.0), summed + _margin(runners, pos)
        summed = by_margins if abs(by_margins - behind) < _QUARTER else behind
        found[pos] = summed = round(summed, 2)
    return found


def _margin(runners: Sequence[Runner], pos: str) -> float:
    """The margin between a place and the horse in front of it; 0 where the page tells none."""
    return max(one.btn or 0.0 for one in runners if one.pos == pos)


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

    Overall distances are whole quarters of a length; instead of one below a quarter stands the last margin.
    """
    if runner.ovr_btn is not None or runner.btn is None or runner.is_dead_heat or in_front is None:
        return None
    total = round(in_front + runner.btn, 3)
    rounded = total // _QUARTER * _QUARTER
    return runner.btn if rounded in (0.0, runner.btn) or in_front == 0.0 else None
