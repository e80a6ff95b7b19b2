"""Which rebounds are rebounds: after every miss NBA.com writes one, also where no ball was in play.

A rebound without a ball in play says nothing about who has the ball. Such are the ones after a missed free
throw that is not the last of its trip, after a technical one, and after one of a foul for which the team
keeps the ball. The source marks most of them with the qualifier `deadball` (rows of 0022000001 and
0022400500).
"""

from __future__ import annotations

from collections.abc import Sequence

from include.nba.actions import FREE_THROW, POINTS, REBOUND, is_dead_ball
from include.nba.errors import UncountablePlaysError
from include.nba.rows import PlayRow


def without_dead_rebounds(plays: Sequence[PlayRow], live_free_throws: frozenset[int]) -> list[PlayRow]:
    """The plays without the rebounds of a dead ball.

    :param plays: in order of play.
    :param live_free_throws: action numbers (`include.nba.actions.live_free_throws`).
    :raises UncountablePlaysError: a rebound has no missed shot before it.
    """
    places: dict[int, int] = {}
    unrebounded: int | None = None
    kept = []
    numbers = {play.action_number for play in plays}
    for place, play in enumerate(plays):
        if play.action_type == REBOUND:
            miss = _miss_of(play, plays, places, numbers, unrebounded)
            unrebounded = None
            if miss is None or _is_dead(play, plays[miss], live_free_throws):
                continue
        elif play.action_type in POINTS and play.is_made is False:
            unrebounded = place
        places[play.action_number] = place
        kept.append(play)
    return kept


def _miss_of(
    rebound: PlayRow,
    plays: Sequence[PlayRow],
    places: dict[int, int],
    numbers: set[int],
    unrebounded: int | None,
) -> int | None:
    """Where the missed shot of a rebound stands; None for a dead-ball rebound that does not say.

    :param places: of the actions before, by action number.
    :param unrebounded: the last miss before, if no rebound of it was seen.
    """
    number = rebound.shot_action_number
    if number is None:
        if unrebounded is None or plays[unrebounded].period != rebound.period:
            if is_dead_ball(rebound):
                return None
            raise _uncountable(rebound, "has no missed shot before it in its period")
        return unrebounded
    miss = places.get(number)
    if miss is None:
        came = "comes before that shot" if number in numbers else "there is no such action"
        raise _uncountable(rebound, f"names the shot of action {number}, and {came}")
    shot = plays[miss]
    if shot.action_type not in POINTS or shot.is_made is not False:
        result = "made" if shot.is_made else "no missed"
        raise _uncountable(
            rebound, f"names action {number} as its missed shot, which is {result} {shot.action_type!r}"
        )
    return miss


def _is_dead(rebound: PlayRow, miss: PlayRow, live_free_throws: frozenset[int]) -> bool:
    # A missed field goal is rebounded by somebody, if only as the one who gets the ball from the referee.
    if miss.action_type != FREE_THROW:
        return False
    return is_dead_ball(rebound) or miss.action_number not in live_free_throws


def _uncountable(rebound: PlayRow, what: str) -> UncountablePlaysError:
    return UncountablePlaysError(
        f"expected the rebound of action {rebound.action_number} (period {rebound.period}, order "
        f"{rebound.order_number}) of game {rebound.game_id} after its missed shot, but it {what}: "
        "possessions "
        "are not counted from these plays"
    )
