"""The plays of a game as small dicts without nulls, named as in the catalogue.

Coordinates are whole feet: x from one sideline (0-50), y from the rim towards midcourt, so the rim is at
(25, 0) for both teams and y can be negative behind it. The distance is the straight line to the rim, in
feet; ESPN's own "17-foot" in the text is cut from finer coordinates and agrees within a foot. Free throws
have no coordinates: ESPN's mark for none lies far outside the court.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any, NamedTuple

from include.espn.extraction.page_format import GamePackage, PagePlay, Shot
from include.espn.extraction.running_score import Score, ScoredPlay, contradicting_plays
from include.espn.extraction.summary_format import Coordinate, Play

_RIM_X, _RIM_Y = 25, 0
_OUTSIDE = 1000
_FREE_THROW = "Free Throw"
_END = "End of Game"
_SIDES = {"home": 0, "away": 1}


class PlaysReading(NamedTuple):
    """The plays of a game.

    :param rows: all plays in the source's order. A play whose score contradicts the running score (see
        `running_score`) has `score_contradicts` true.
    :param last_score: the score that they end with; None without plays.
    :param scores_follow: whether no play contradicts the running score; None where no play has a score.
    """

    rows: list[dict[str, Any]]
    last_score: Score | None
    scores_follow: bool | None


def summary_plays(
    plays: Sequence[Play], abbreviations: Mapping[str, str | None], sides: Mapping[str, int]
) -> PlaysReading:
    """Read the plays of Format 2.

    :param abbreviations: of the two teams, by id.
    :param sides: 0 for the home team's id, 1 for the away team's.
    """
    rows: list[dict[str, Any]] = []
    scored: list[ScoredPlay] = []
    for play in plays:
        text = play.text
        row = _common(play, text)
        kind = play.type.text if play.type else None
        if kind:
            if "\n" in kind:
                kind = " ".join(kind.split())
            row["event_type"] = kind
        if play.team and play.team.id:
            team = abbreviations.get(play.team.id)
            if team:
                row["possession_team"] = team
        if play.shootingPlay:
            _shot(row, play, kind, text)
        rows.append(row)
        value = (play.scoreValue or None) if play.scoringPlay else 0
        scored.append(ScoredPlay(_score(play), value, sides.get((play.team.id if play.team else None) or "")))
    return _reading(rows, scored)


def page_plays(package: GamePackage, abbreviations: Mapping[str, str | None]) -> PlaysReading:
    """Read the plays of Format 1, with what the shot chart knows of the same play id.

    :param abbreviations: of the two teams, by `home` and `away`.
    """
    chart = package.shtChrt.plays if package.shtChrt else None
    shots = {shot.id: shot for shot in chart or () if shot.id}
    rows: list[dict[str, Any]] = []
    scored: list[ScoredPlay] = []
    for group in (package.pbp.playGrps if package.pbp else None) or ():
        for play in group:
            row = _common(play, play.text)
            team = abbreviations.get(play.homeAway) if play.homeAway else None
            if team:
                row["possession_team"] = team
            _page_shot(row, play, shots.get(play.id or ""))
            rows.append(row)
            is_made = _made_in_words(play.text) if play.scoringPlay is None else play.scoringPlay
            value = _value_in_words(play.text) if is_made else 0
            scored.append(ScoredPlay(_score(play), value, _SIDES.get(play.homeAway or "")))
    return _reading(rows, scored)


def _reading(rows: list[dict[str, Any]], scored: list[ScoredPlay]) -> PlaysReading:
    scores = [play.score for play in scored]
    contradicting = contradicting_plays(scored)
    for place in contradicting:
        rows[place]["score_contradicts"] = True
    has_scores = any(score is not None for score in scores)
    return PlaysReading(rows, _last_score(rows, scores), not contradicting if has_scores else None)


def _common(play: Play | PagePlay, text: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if play.id:
        row["id"] = play.id
    if text:
        row["event_description"] = text
    if play.period and play.period.number is not None:
        row["period"] = play.period.number
    if play.clock and play.clock.displayValue:
        row["clock"] = play.clock.displayValue
    if play.homeScore is not None and play.awayScore is not None:
        row["score_margin"] = play.homeScore - play.awayScore
    return row


def _shot(row: dict[str, Any], play: Play, kind: str | None, text: str | None) -> None:
    made = play.scoringPlay
    if made is not None:
        row["shot_made"] = made
    if kind:
        row["shot_type"] = kind
    value = 1 if kind and _FREE_THROW in kind else play.pointsAttempted
    # Older games do not have pointsAttempted; then a made shot tells its value, a missed one only in words.
    value = value or (play.scoreValue if made else None) or _value_in_words(text)
    if value:
        row["shot_value"] = value
    if play.coordinate:
        _place(row, play.coordinate)
    people = play.participants
    if made and people and len(people) > 1 and text and "assists)" in text:
        helper = people[1].athlete
        if helper and helper.id:
            row["assist_player_id"] = helper.id


def _page_shot(row: dict[str, Any], play: PagePlay, shot: Shot | None) -> None:
    """A page says in words what is a shot, and only its shot chart, which may be missing, says more."""
    made = _made_in_words(play.text)
    if shot is not None and shot.scoringPlay is not None:
        made = shot.scoringPlay
    if made is None and shot is None:
        return
    if made is not None:
        row["shot_made"] = made
    value = _value_in_words(play.text)
    if value:
        row["shot_value"] = value
    if value == 1:
        row["shot_type"] = _FREE_THROW
    if shot is None:
        return
    if shot.type and shot.type.txt:
        row["event_type"] = row["shot_type"] = " ".join(shot.type.txt.split())
    if shot.coordinate:
        _place(row, shot.coordinate)


def _made_in_words(text: str | None) -> bool | None:
    """Whether a shot went in by the words of its play; None when the play is no shot."""
    words = f" {text or ''} "
    if " makes " in words:
        return True
    return False if " misses " in words or " blocks " in words else None


def _value_in_words(text: str | None) -> int | None:
    words = (text or "").lower()
    if "free throw" in words:
        return 1
    if "three point" in words:
        return 3
    return 2 if "two point" in words else None


def _place(row: dict[str, Any], at: Coordinate) -> None:
    x, y = at.x, at.y
    if x is None or y is None or not (-_OUTSIDE < x < _OUTSIDE and -_OUTSIDE < y < _OUTSIDE):
        return
    row["shot_x_coord"] = x
    row["shot_y_coord"] = y
    row["shot_distance"] = round(hypot(x - _RIM_X, y - _RIM_Y), 1)


def _score(play: Play | PagePlay) -> Score | None:
    if play.homeScore is None or play.awayScore is None:
        return None
    return play.homeScore, play.awayScore


def _last_score(rows: Sequence[Mapping[str, Any]], scores: Sequence[Score | None]) -> Score | None:
    """The score after the play that ends the game, else after the last play of the last period.

    Not the greatest score: an overturned basket lowers it. Not simply the last play either: plays are
    not always sorted.
    """
    last: Score | None = None
    period = -1
    for row, score in zip(reversed(rows), reversed(scores), strict=True):
        if score is None:
            continue
        if row.get("event_description") == _END:
            return score
        if row.get("period", 0) > period:
            period, last = row.get("period", 0), score
    return last
