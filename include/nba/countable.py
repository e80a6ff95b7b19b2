"""Whether possessions can be counted from plays: every shot is known, has a result and a team, in its period.

NBA.com gave missed heaves an action type of their own in 2025. The next new type must not be left out without
a word: an action of an unknown type with a `shotResult`, or one that a rebound names as its shot
(`include.nba.rebounds`), is refused here. The plays are stored all the same; the derived numbers then rest on
the estimate from the box score, and `ops.quality_results` says so (`include.nba.checks`).
"""

from __future__ import annotations

from collections.abc import Sequence

from include.nba.actions import (
    FREE_THROW,
    POINTS,
    WITH_THE_BALL,
    free_throw_number,
    is_technical_free_throw,
)
from include.nba.errors import UncountablePlaysError
from include.nba.rows import PlayRow


def require_countable(plays: Sequence[PlayRow], team_ids: tuple[str, str]) -> None:
    """Raise unless all shots of the plays can be counted, for one of the two teams, one period after the
    other.

    A clock that goes back within a period is not refused: it may be the clock that is wrong, not the order.
    `include.nba.checks` notes it.

    :raises UncountablePlaysError: they cannot; the message names the first such action.
    """
    period = 0
    for play in plays:
        what = _objection(play, team_ids)
        if play.period < period:
            what = f"expected period {period} or a later one after the plays before it"
        period = play.period
        if what:
            raise UncountablePlaysError(
                f"action {play.action_number} (period {play.period}, order {play.order_number}) of game "
                f"{play.game_id}: {what}: possessions are not counted from these plays"
            )


def _objection(play: PlayRow, team_ids: tuple[str, str]) -> str | None:
    kind = play.action_type
    if kind not in POINTS and play.is_made is not None:
        return (
            f"expected a shotResult of {', '.join(sorted(POINTS))} only, got one of the unknown type {kind!r}"
        )
    if kind not in WITH_THE_BALL or is_technical_free_throw(play):
        return None
    if kind in POINTS and play.is_made is None:
        return f"expected a shotResult of a {kind}, got none"
    if kind == FREE_THROW and free_throw_number(play) is None:
        return f"expected a free throw's subType like '1 of 2', got {play.sub_type!r}"
    if play.team_id not in team_ids:
        return f"expected a {kind} of team {' or '.join(team_ids)}, got team {play.team_id}"
    return None
