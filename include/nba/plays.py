"""Reads a liveData play-by-play: is it the whole one of its game, and which rows does it make?

Format: `liveData/playbyplay/playbyplay_{game_id}.json`, `game.actions[]`. `actionNumber` has gaps and is
not ascending; `orderNumber` is the order of play, whatever the order of the list. Scores are strings, x and y
are null off shots, 0 stands for nobody, and the possession is the team's that has the ball when the action
happens. `shotResult` is `Made` or `Missed`; shots have it, but heaves (`include.nba.actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.nba.actions import HEAVE, points_of
from include.nba.clocks import live_seconds
from include.nba.decoding import Instant, Measure, Number, SourceId, decode, optional_id, optional_text
from include.nba.rows import PlayRow

_Points = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,4}$")]


_ENDS = frozenset({"period", "game"})


class _Action(msgspec.Struct, rename="camel"):
    action_number: Number
    order_number: Number
    period: Annotated[int, msgspec.Meta(ge=1, le=30)]
    clock: str
    action_type: str
    score_home: _Points
    score_away: _Points
    time_actual: Instant | None = None
    sub_type: str | None = None
    descriptor: str | None = None
    qualifiers: list[str] | None = None
    team_id: SourceId | None = None
    person_id: SourceId | None = None
    possession: SourceId | None = None
    shot_result: str | None = None
    shot_distance: Measure | None = None
    x: Measure | None = None
    y: Measure | None = None
    shot_action_number: Number | None = None
    assist_person_id: SourceId | None = None
    block_person_id: SourceId | None = None
    steal_person_id: SourceId | None = None
    foul_drawn_person_id: SourceId | None = None
    official_id: SourceId | None = None
    description: str | None = None


class _Game(msgspec.Struct, rename="camel"):
    game_id: str
    actions: list[_Action]


class _Payload(msgspec.Struct):
    game: _Game


def verify_plays(body: bytes, game_id: str, score: tuple[int, int], periods: int) -> None:
    """Raise unless `body` is the whole play-by-play of game `game_id`.

    :param score: home and away, as the box score has them.
    :param periods: how many the box score has.
    :raises WrongGameError: it is about another game.
    :raises IncompletePayloadError: it does not reach the end of the game, or ends with another score.
    :raises PayloadError: it is not a play-by-play.
    """
    check_plays(read_plays(body, game_id), game_id, score, periods)


def check_plays(plays: Sequence[PlayRow], game_id: str, score: tuple[int, int], periods: int) -> None:
    """Raise unless the plays reach the end of the last period with this score (home, away).

    :raises IncompletePayloadError: they do not.
    """
    if not any(
        play.action_type in _ENDS and play.sub_type == "end" and play.period == periods for play in plays
    ):
        raise IncompletePayloadError(
            f"the play-by-play of game {game_id} does not reach the end of period {periods}"
        )
    last = (plays[-1].home_score, plays[-1].away_score)
    if last != score:
        raise IncompletePayloadError(
            f"the play-by-play of game {game_id} ends at {last[0]}-{last[1]}, "
            f"its score is {score[0]}-{score[1]}"
        )


def read_plays(body: bytes, game_id: str) -> tuple[PlayRow, ...]:
    """The plays of a game in order of play.

    :raises WrongGameError: it is about another game.
    :raises StatsShapeError: it is a play-by-play of the stats endpoints.
    :raises PayloadError: it is not a play-by-play, a number of an action comes twice, or the game does not
        begin at 0-0.
    """
    game = decode(body, _Payload, f"a liveData play-by-play of game {game_id}").game
    if game.game_id != game_id:
        raise WrongGameError(f"asked for the plays of game {game_id}, got game {game.game_id} at game.gameId")
    rows = [_row(game_id, action) for action in game.actions]
    if len({row.action_number for row in rows}) < len(rows):
        raise PayloadError(f"the play-by-play of game {game_id} has an actionNumber twice")
    rows.sort(key=lambda row: (row.order_number, row.action_number))
    _check_beginning(rows)
    return tuple(rows)


def _check_beginning(rows: Sequence[PlayRow]) -> None:
    """Raise unless the first row, if there is one, has the score 0-0 or the points of its own basket."""
    if rows and rows[0].home_score + rows[0].away_score != points_of(rows[0]):
        first = rows[0]
        raise PayloadError(
            f"expected the play-by-play of game {first.game_id} to begin at 0-0, got "
            f"{first.home_score}-{first.away_score} at action {first.action_number} ({first.action_type}), "
            "the "
            "first by orderNumber: ask for it again later"
        )


def _row(game_id: str, action: _Action) -> PlayRow:
    team_id, possession = optional_id(action.team_id), optional_id(action.possession)
    if action.action_type == HEAVE:
        # Nobody's attempt but the team's: the stats endpoints leave its team out, too.
        team_id = team_id or possession
    return PlayRow(
        game_id=game_id,
        action_number=action.action_number,
        order_number=action.order_number,
        period=action.period,
        clock_seconds=live_seconds(action.clock),
        happened_at=action.time_actual,
        action_type=action.action_type,
        sub_type=optional_text(action.sub_type),
        descriptor=optional_text(action.descriptor),
        qualifiers=",".join(action.qualifiers or ()) or None,
        team_id=team_id,
        player_id=optional_id(action.person_id),
        possession_team_id=possession,
        home_score=int(action.score_home),
        away_score=int(action.score_away),
        is_made=_is_made(action),
        shot_distance=action.shot_distance,
        shot_x=action.x,
        shot_y=action.y,
        shot_action_number=action.shot_action_number,
        assist_player_id=optional_id(action.assist_person_id),
        block_player_id=optional_id(action.block_person_id),
        steal_player_id=optional_id(action.steal_person_id),
        foul_drawn_player_id=optional_id(action.foul_drawn_person_id),
        official_id=optional_id(action.official_id),
        description=optional_text(action.description),
    )


def _is_made(action: _Action) -> bool | None:
    """Whether a shot was made; None of what is no shot. A heave without a result is a missed one."""
    if action.shot_result in ("Made", "Missed"):
        return action.shot_result == "Made"
    if action.shot_result:
        raise PayloadError(
            f"expected shotResult Made or Missed of action {action.action_number}, got {action.shot_result!r}"
        )
    return False if action.action_type == HEAVE else None
