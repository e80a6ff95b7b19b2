"""Small readings that both formats share: scores, quarters, broadcasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from include.espn.errors import PayloadShapeError
from include.espn.extraction.numbers import whole_number
from include.espn.extraction.reading import TeamReading
from include.espn.extraction.summary_format import Linescore

_MARKETS = {"National": 0, "Home": 1}


def score_of(score: str | int | None, where: str) -> int | None:
    """A team's points; None where the source has none (before the game).

    :raises PayloadShapeError: when it is no number of points.
    """
    try:
        points = score if isinstance(score, int) else whole_number(score)
    except ValueError as error:
        raise PayloadShapeError(f"{error} at {where}.score") from error
    if points is not None and points < 0:
        raise PayloadShapeError(f"expected points, got {points} at {where}.score")
    return points


def quarters_of(linescores: Iterable[Linescore] | None, where: str) -> list[int | None]:
    """Points by period, overtimes included; None for a period without points in the source.

    :raises PayloadShapeError: when a period's points are no number.
    """
    quarters: list[int | None] = []
    try:
        for line in linescores or ():
            if line.displayValue is not None or line.value is None:
                quarters.append(whole_number(line.displayValue))
            elif line.value.is_integer() and abs(line.value) < 1000:
                quarters.append(int(line.value))
            else:
                raise ValueError(f"expected whole points, got {line.value}")
    except ValueError as error:
        raise PayloadShapeError(f"{error} at {where}.linescores[{len(quarters)}]") from error
    return quarters


def channels_in_order(channels: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """Names of (name, market) pairs, once each: national ones first, then the home team's, then others."""
    named = [(name, market) for name, market in channels if name]
    named.sort(key=lambda channel: _MARKETS.get(channel[1] or "", len(_MARKETS)))
    return list(dict.fromkeys(name for name, _ in named))


def winner_claims(winners: Sequence[tuple[TeamReading, bool | None]]) -> list[bool]:
    """Whether the winner's mark stands at the team with more points, where there is one mark and a score."""
    marked = [team for team, won in winners if won]
    others = [team for team, won in winners if not won]
    if len(marked) != 1 or len(others) != 1 or marked[0].score is None or others[0].score is None:
        return []
    return [marked[0].score > others[0].score]
