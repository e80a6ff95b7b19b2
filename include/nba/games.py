"""A game's payloads as rows: what the transform step of both NBA.com workflows calls."""

from __future__ import annotations

import msgspec

from include.nba.box_score import BoxScore, read_box_score
from include.nba.plays import check_plays, read_plays
from include.nba.rows import GameRow, PlayerBoxScoreRow, PlayRow, TeamBoxScoreRow
from include.nba.schedule import ListedGame


class GameRows(msgspec.Struct, frozen=True):
    """The rows of one final game; teams and players with the home team first, plays in order of play."""

    game: GameRow
    teams: tuple[TeamBoxScoreRow, TeamBoxScoreRow]
    players: tuple[PlayerBoxScoreRow, ...]
    plays: tuple[PlayRow, ...]


def read_game(game_id: str, box_score: bytes, plays: bytes, listed: ListedGame | None = None) -> GameRows:
    """The rows of a final game from its two liveData payloads.

    `listed` is the game as the schedule lists it (see `read_box_score`).

    :raises WrongGameError: a payload is about another game.
    :raises IncompletePayloadError: not final, or box score and plays do not agree (yet).
    :raises PayloadError: a payload is not what it should be.
    """
    return whole_game(read_box_score(box_score, game_id, listed), read_plays(plays, game_id))


def whole_game(box: BoxScore, plays: tuple[PlayRow, ...]) -> GameRows:
    """Put a box score and its plays together, if they end with the same score.

    :raises IncompletePayloadError: they do not agree.
    """
    game = box.game
    check_plays(plays, game.game_id, (game.home_score, game.away_score), game.periods)
    return GameRows(game, box.teams, box.players, plays)
