"""Decides whether an ESPN summary may be archived: the right game, final, and whole.

Format 2 of the site API: `header.competitions[0].competitors` holds the scores (strings), and
`boxscore.players[].statistics[].athletes[].stats` the players' numbers in the order of `keys`, which
differs between files. A final game can come as an empty shell: a score in the header, zeros in the box. Or
its players have points and no minutes yet: zeros for all of a team.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.espn.volatile import without_presentation

# Parts that say what happened in the game; news, odds, standings and the like change every day.
_CONTENT = ("boxscore", "plays", "gameInfo")
_COMPETITION = ("id", "date", "neutralSite", "status", "boxscoreSource", "playByPlaySource", "broadcasts")
_POINTS = ("points", "PTS")
_MINUTES = ("minutes", "MIN")
_COMPETITOR = ("id", "homeAway", "winner", "score", "linescores")


class _Team(msgspec.Struct):
    id: str


class _StatusType(msgspec.Struct):
    completed: bool
    name: str = ""


class _Status(msgspec.Struct):
    type: _StatusType


class _Competitor(msgspec.Struct):
    id: str
    score: str | None = None


class _Competition(msgspec.Struct):
    competitors: list[_Competitor]
    status: _Status


class _Header(msgspec.Struct):
    id: str
    competitions: list[_Competition]


class _Athlete(msgspec.Struct):
    stats: list[str] = []


class _Statistics(msgspec.Struct):
    keys: list[str] = []
    labels: list[str] = []
    athletes: list[_Athlete] = []


class _TeamBox(msgspec.Struct):
    team: _Team
    statistics: list[_Statistics] = []


class _BoxScore(msgspec.Struct):
    players: list[_TeamBox] = []


class _Summary(msgspec.Struct):
    header: _Header
    boxscore: _BoxScore | None = None


def check_summary(game_id: str, body: bytes) -> None:
    """Raise unless `body` is the whole summary of the final game `game_id`.

    :raises WrongGameError: it is about another game.
    :raises IncompletePayloadError: not final, the players' points do not add up to the score (yet), or all
        minutes of a team are zero. Minutes that are there and do not add up are stored: the check `minutes`
        of the features tells of them.
    :raises PayloadError: it is not a summary.
    """
    try:
        summary = msgspec.json.decode(body, type=_Summary)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadError(f"expected an ESPN summary of game {game_id}: {error}") from error
    if summary.header.id != game_id:
        raise WrongGameError(f"asked for game {game_id}, got game {summary.header.id} at header.id")
    if not summary.header.competitions:
        raise PayloadError(f"expected header.competitions[0] in the summary of game {game_id}, got none")
    competition = summary.header.competitions[0]
    if not competition.status.type.completed:
        raise IncompletePayloadError(
            f"game {game_id} is not completed in its summary (status {competition.status.type.name!r})"
        )
    if len(competition.competitors) != 2:
        raise PayloadError(
            f"expected two competitors in the summary of game {game_id}, got {len(competition.competitors)}"
        )
    points = _points_by_team(game_id, summary.boxscore)
    for competitor in competition.competitors:
        score = _whole_number(competitor.score, f"score of team {competitor.id} in game {game_id}")
        if points.get(competitor.id) != score:
            raise IncompletePayloadError(
                f"game {game_id}: the box score of team {competitor.id} adds up to "
                f"{points.get(competitor.id, 'nothing')}, its score is {score}"
            )
    _check_minutes(game_id, summary.boxscore)


def fingerprint(body: bytes) -> str:
    """Return the sha256 (hex) of what a summary says about its game: whether a correction came.

    :raises PayloadError: when the body is not a summary.
    """
    try:
        summary: Any = msgspec.json.decode(body)
        competition = summary["header"]["competitions"][0]
        content = {part: without_presentation(summary.get(part)) for part in _CONTENT}
        content["competition"] = {key: competition.get(key) for key in _COMPETITION}
        content["competitors"] = [
            {key: competitor.get(key) for key in _COMPETITOR} for competitor in competition["competitors"]
        ]
    except (
        msgspec.DecodeError,
        UnicodeDecodeError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise PayloadError(f"expected an ESPN summary with header.competitions[0]: {error!r}") from error
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def _points_by_team(game_id: str, boxscore: _BoxScore | None) -> dict[str, int]:
    points: dict[str, int] = {}
    for box in boxscore.players if boxscore else []:
        for statistics in box.statistics:
            column = _column(statistics, _POINTS)
            if column is None:
                columns = statistics.keys or statistics.labels
                raise PayloadError(f"game {game_id}: no column for points among {columns}")
            for athlete in statistics.athletes:
                if athlete.stats:
                    points[box.team.id] = points.get(box.team.id, 0) + _points(game_id, athlete.stats, column)
    return points


def _check_minutes(game_id: str, boxscore: _BoxScore | None) -> None:
    """Refuse a box score in which no player of a team has a minute; one without minutes is not judged.

    `0` is real of somebody who came on for seconds, but five players of each team play all the time.
    """
    for box in boxscore.players if boxscore else []:
        minutes: list[str] = []
        for statistics in box.statistics:
            column = _column(statistics, _MINUTES)
            if column is not None:
                minutes += [row.stats[column] for row in statistics.athletes if column < len(row.stats)]
        if minutes and not any(text.strip("0-") for text in minutes):
            raise IncompletePayloadError(
                f"game {game_id}: the minutes of all {len(minutes)} players of team {box.team.id} are zero, "
                "expected 240 and more for five players on the court"
            )


def _column(statistics: _Statistics, names: tuple[str, str]) -> int | None:
    """Where a number stands in the rows, by its key, or by its label in a trimmed file."""
    for columns, name in zip((statistics.keys, statistics.labels), names, strict=True):
        if name in columns:
            return columns.index(name)
    return None


def _points(game_id: str, stats: list[str], column: int) -> int:
    if column >= len(stats):
        raise PayloadError(f"game {game_id}: a player has {len(stats)} stats, points are in column {column}")
    # "--" stands for a player whose numbers the source does not have.
    return (
        0 if stats[column] == "--" else _whole_number(stats[column], f"a player's points in game {game_id}")
    )


def _whole_number(text: str | None, what: str) -> int:
    if text is None or not (text.isascii() and text.isdigit()):
        raise PayloadError(f"expected a whole number as the {what}, got {text!r}")
    return int(text)
