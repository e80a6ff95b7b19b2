"""Reads a payload of NBA.com of which nothing is known but its bytes: which one is it, and what does it say?

The workflows know what they asked for and use the readers of the modules below; this is for a file at hand.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from include.errors import ParamError, PayloadError
from include.nba.box_score import BoxScore, read_box_score
from include.nba.decoding import decode, require_no_stats_shape
from include.nba.errors import UncountablePlaysError
from include.nba.plays import read_plays
from include.nba.possessions import count_possessions
from include.nba.rows import PlayRow
from include.nba.schedule import Schedule, read_schedule

_WHAT = "a schedule, a liveData box score or a liveData play-by-play of NBA.com"


class PayloadKind(StrEnum):
    """The payloads of NBA.com that are read."""

    SCHEDULE = "nba_schedule"
    BOX_SCORE = "nba_box_score"
    PLAY_BY_PLAY = "nba_play_by_play"


class GamePlays(msgspec.Struct, frozen=True):
    """A play-by-play: the plays in order of play, and each team's possessions by team id."""

    game_id: str
    plays: tuple[PlayRow, ...]
    possessions: dict[str, int]


class _Season(msgspec.Struct, rename="camel"):
    season_year: str


class _Game(msgspec.Struct, rename="camel"):
    game_id: str
    actions: Any | msgspec.UnsetType = msgspec.UNSET
    home_team: Any | msgspec.UnsetType = msgspec.UNSET


class _Outline(msgspec.Struct, rename="camel"):
    league_schedule: _Season | msgspec.UnsetType = msgspec.UNSET
    game: _Game | msgspec.UnsetType = msgspec.UNSET


def payload_kind(body: bytes) -> PayloadKind:
    """Which payload of NBA.com it is, told from its structure.

    :raises StatsShapeError: it is an answer of the stats endpoints.
    :raises PayloadError: it is none.
    """
    outline = _outline(body, _WHAT)
    if outline.league_schedule is not msgspec.UNSET:
        return PayloadKind.SCHEDULE
    if outline.game is not msgspec.UNSET:
        if outline.game.actions is not msgspec.UNSET:
            return PayloadKind.PLAY_BY_PLAY
        if outline.game.home_team is not msgspec.UNSET:
            return PayloadKind.BOX_SCORE
    raise PayloadError(f"expected {_WHAT}: no leagueSchedule, game.homeTeam or game.actions")


def read_schedule_body(body: bytes) -> Schedule:
    """The schedule of the season that it names.

    :raises PayloadError: it is not a schedule, or of a season before liveData.
    """
    outline = _outline(body, "a schedule of NBA.com")
    if outline.league_schedule is msgspec.UNSET:
        raise PayloadError("expected a schedule of NBA.com: no leagueSchedule")
    try:
        return read_schedule(body, outline.league_schedule.season_year)
    except ParamError as error:
        raise PayloadError(f"leagueSchedule.seasonYear: {error}") from error


def read_box_score_body(body: bytes) -> BoxScore:
    """The rows of the final box score of the game that it names.

    :raises IncompletePayloadError: the game is not final, or its points do not add up.
    :raises PayloadError: it is not a box score.
    """
    return read_box_score(body, _game_id(body, "a liveData box score of NBA.com"))


def read_plays_body(body: bytes) -> GamePlays:
    """The plays of the game that it names, with the possessions of the two teams that act in them.

    :raises UncountablePlaysError: possessions cannot be counted from the plays.
    :raises PayloadError: it is not a play-by-play.
    """
    game_id = _game_id(body, "a liveData play-by-play of NBA.com")
    plays = read_plays(body, game_id)
    team_ids = sorted({play.team_id for play in plays if play.team_id})
    if len(team_ids) != 2:
        raise UncountablePlaysError(
            f"expected actions of two teams in the play-by-play of game {game_id}, got "
            f"{', '.join(team_ids) or 'none'}"
        )
    return GamePlays(game_id, plays, count_possessions(plays, (team_ids[0], team_ids[1])))


def _game_id(body: bytes, what: str) -> str:
    outline = _outline(body, what)
    if outline.game is msgspec.UNSET:
        raise PayloadError(f"expected {what}: no game")
    return outline.game.game_id


def _outline(body: bytes, what: str) -> _Outline:
    require_no_stats_shape(body, what)
    return decode(body, _Outline, what)
