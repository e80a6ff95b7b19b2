"""Finds plays whose score contradicts the running score.

The plays are taken in the source's order. In the two recorded Format 2 games (437 and 443 plays) each score
follows from that of the play before it, although the sequence numbers of both are out of order. In other
files plays are not always sorted, and an overturned basket lowers the score; neither is a contradiction. No
recorded page (Format 1) has plays: its value of a basket is known only where the words tell it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Score = tuple[int, int]
"""Home and away points."""

_BASKETS = (1, 2, 3)
_START: Score = (0, 0)


class ScoredPlay(NamedTuple):
    """What a play says about the score.

    :param score: after the play; None where the play has none.
    :param value: points of a play that scored, None where the source does not tell; 0 for any other play.
    :param side: 0 when the home team scored, 1 for the away team, None where the play does not tell.
    """

    score: Score | None
    value: int | None
    side: int | None


def contradicting_plays(plays: Sequence[ScoredPlay]) -> list[int]:
    """The places of the plays whose score cannot be right, in the order given.

    A play that scored has to follow from the play before it: that score plus its value, on one side. Any
    other play keeps the score of the play before it. A play that does neither is still no contradiction when

    - it is out of order: the score it follows from is another play's, or its own score was made by another
      play; where the score changed by one basket of another value, or not at all, it is not out of order;
    - it takes back points of one team (an overturned or corrected basket).
    """
    suspects = list(_not_following(plays))
    if not suspects:
        return []
    known = {play.score for play in plays} | {_START}
    made = Counter(play.score for play in plays if play.value != 0)
    return [
        place
        for place, before in suspects
        if not (
            _is_out_of_order(plays[place], before, known, made)
            if plays[place].value != 0
            else plays[place].score in made
            or plays[place].score == _START
            or _is_taken_back(plays[place], before)
        )
    ]


def _not_following(plays: Sequence[ScoredPlay]) -> Iterator[tuple[int, Score]]:
    """Places of plays that do not follow from the play before, with that play's score."""
    before = _START
    for place, (score, value, side) in enumerate(plays):
        if score is None:
            continue
        if value == 0:
            if score != before:
                yield place, before
        elif before not in _possible_before(score, value, side):
            yield place, before
        before = score


def _possible_before(score: Score, value: int | None, side: int | None) -> list[Score]:
    home, away = score
    values = _BASKETS if value is None else (value,)
    found = [(home - points, away) for points in values] if side != 1 else []
    return found + ([(home, away - points) for points in values] if side != 0 else [])


def _is_out_of_order(
    play: ScoredPlay, before: Score, known: set[Score | None], made: Counter[Score | None]
) -> bool:
    score, value, side = play
    if score is None or not any(one in known for one in _possible_before(score, value, side)):
        return False
    if score == before:
        # A rebound or foul after the basket was listed before it. Two baskets cannot make one score.
        return made[score] == 1
    changes = sorted((score[0] - before[0], score[1] - before[1]))
    return not (changes[0] == 0 and changes[1] in _BASKETS)


def _is_taken_back(play: ScoredPlay, before: Score) -> bool:
    score = play.score
    return score is not None and sorted((before[0] - score[0], before[1] - score[1])) in (
        [0, points] for points in _BASKETS
    )
