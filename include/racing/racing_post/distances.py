"""How far behind the winner each runner of a classic page finished."""

from __future__ import annotations

from collections.abc import Sequence

from include.racing.positions import is_finisher
from include.racing.racing_post.runner_rows import Runner

_QUARTER = 0.25


def lengths_behind(runners: Sequence[Runner]) -> list[float | None]:
    """The lengths behind the winner, in the runners' order; None where they are not known.

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
        in_front = 0.0 if place == 1 else known.pop() if len(known) == 1 else None
        at_place[str(place)] = in_front
    return [at_place.get(one.pos) for one in runners]


def _left_out(runner: Runner, in_front: float | None) -> float | None:
    """The overall distance that a page left out because it is the one to the horse in front.

    Overall distances are rounded down to quarters of a length; those below a quarter are the last margin.
    """
    if runner.ovr_btn is not None or runner.btn is None or runner.is_dead_heat or in_front is None:
        return None
    total = round(in_front + runner.btn, 3)
    rounded = total // _QUARTER * _QUARTER
    return runner.btn if rounded in (0.0, runner.btn) or in_front == 0.0 else None
