"""Reads the play-by-play of the stats endpoints (`playbyplayv2`) into the same rows as liveData's.

What happened is a number in EVENTMSGTYPE, the rest stands in the description. SCORE ("2 - 0") is visitor,
then home, and null on most plays, which then keep the score before. There are no coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from include.errors import PayloadError
from include.nba.clocks import stats_seconds
from include.nba.rows import PlayRow
from include.nba.stats_tables import Record, read_table

_MADE, _MISSED, _FREE_THROW, _REBOUND, _TURNOVER, _FOUL, _PERIOD_START, _PERIOD_END = 1, 2, 3, 4, 5, 6, 12, 13
_TYPES = {
    _FREE_THROW: "freethrow",
    _REBOUND: "rebound",
    _TURNOVER: "turnover",
    _FOUL: "foul",
    7: "violation",
    8: "substitution",
    9: "timeout",
    10: "jumpball",
    11: "ejection",
    _PERIOD_START: "period",
    _PERIOD_END: "period",
    18: "instantreplay",
}
_SCORE = re.compile(r"(\d{1,4}) - (\d{1,4})", re.ASCII)
_FREE_THROW_OF = re.compile(r"\d of \d", re.ASCII)
_SPECIAL_FREE_THROWS = {"Technical": "technical", "Flagrant": "flagrant", "Clear Path": "clear path"}


class Sides(msgspec.Struct, frozen=True):
    """Who is at home: the stats box score does not say, the column of a description does."""

    home_team_id: str
    away_team_id: str


def read_stats_plays(
    body: bytes, game_id: str, team_ids: frozenset[str]
) -> tuple[Sides, tuple[PlayRow, ...]]:
    """The two sides and the plays of a game in order of play; `team_ids` are those of its box score.

    :raises WrongGameError: it is about another game.
    :raises PayloadError: it is not a play-by-play of these teams.
    """
    records = read_table(body, "PlayByPlay", game_id)
    sides = _sides(records, team_ids, game_id)
    rows: list[PlayRow] = []
    score = (0, 0)
    shooting_team: str | None = None
    for order, record in enumerate(records):
        score = _score(record, game_id) or score
        row = _row(record, game_id, order, sides, score)
        if row.action_type == "rebound" and shooting_team and row.team_id:
            kind = "offensive" if row.team_id == shooting_team else "defensive"
            row = msgspec.structs.replace(row, sub_type=kind)
        if row.is_made is False:
            shooting_team = row.team_id
        rows.append(row)
    if len({row.action_number for row in rows}) < len(rows):
        raise PayloadError(f"the play-by-play of game {game_id} has an EVENTNUM twice")
    return sides, tuple(rows)


def _sides(records: Iterable[Record], team_ids: frozenset[str], game_id: str) -> Sides:
    home = {
        record.id("PLAYER1_TEAM_ID")
        for record in records
        if record.count("EVENTMSGTYPE") == _MADE and record.text("HOMEDESCRIPTION")
    }
    if len(team_ids) != 2 or len(home) != 1 or not home < team_ids:
        raise PayloadError(
            f"expected the baskets of one of the teams {sorted(team_ids)} in HOMEDESCRIPTION of game "
            f"{game_id}, got those of {sorted(str(team) for team in home)}"
        )
    (home_team_id,) = team_ids & home
    (away_team_id,) = team_ids - home
    return Sides(home_team_id, away_team_id)


def _score(record: Record, game_id: str) -> tuple[int, int] | None:
    """Home, away."""
    text = record.text("SCORE")
    if text is None:
        return None
    found = _SCORE.fullmatch(text)
    if not found:
        raise PayloadError(f"expected a SCORE like 2 - 0 in game {game_id}, got {text!r}")
    return int(found[2]), int(found[1])


def _row(record: Record, game_id: str, order: int, sides: Sides, score: tuple[int, int]) -> PlayRow:
    kind = record.count("EVENTMSGTYPE")
    team_id, player_id = _actor(record, sides)
    texts = {
        sides.home_team_id: record.text("HOMEDESCRIPTION"),
        sides.away_team_id: record.text("VISITORDESCRIPTION"),
    }
    description = texts.get(team_id or "") or next(
        (text for text in (*texts.values(), record.text("NEUTRALDESCRIPTION")) if text), None
    )
    said = description or ""
    second, third = record.id("PLAYER2_ID"), record.id("PLAYER3_ID")
    return PlayRow(
        game_id=game_id,
        action_number=record.count("EVENTNUM"),
        order_number=order,
        period=_period(record, game_id),
        clock_seconds=stats_seconds(record.text("PCTIMESTRING") or ""),
        action_type=_action_type(kind, said),
        sub_type=_sub_type(kind, said),
        descriptor=_descriptor(kind, said),
        team_id=team_id,
        player_id=player_id,
        home_score=score[0],
        away_score=score[1],
        is_made=_is_made(kind, said),
        assist_player_id=second if kind == _MADE else None,
        block_player_id=third if kind == _MISSED else None,
        steal_player_id=second if kind == _TURNOVER else None,
        foul_drawn_player_id=second if kind == _FOUL else None,
        description=description,
    )


def _actor(record: Record, sides: Sides) -> tuple[str | None, str | None]:
    """Team and player of the play. A team's own action has the team's id in the player's place."""
    team_id, player_id = record.id("PLAYER1_TEAM_ID"), record.id("PLAYER1_ID")
    if player_id in (sides.home_team_id, sides.away_team_id):
        return player_id, None
    # Without a team the number is nobody's: replays have one that stands for no player.
    return (team_id, player_id) if team_id else (None, None)


def _period(record: Record, game_id: str) -> int:
    period = record.count("PERIOD")
    if not 1 <= period <= 30:
        raise PayloadError(f"expected a PERIOD from 1 on in game {game_id}, got {period}")
    return period


def _action_type(kind: int, said: str) -> str:
    if kind in (_MADE, _MISSED):
        return "3pt" if "3PT" in said else "2pt"
    return _TYPES.get(kind, "other")


def _sub_type(kind: int, said: str) -> str | None:
    if kind == _FREE_THROW:
        found = _FREE_THROW_OF.search(said)
        return found[0] if found else "1 of 1"
    return {_PERIOD_START: "start", _PERIOD_END: "end"}.get(kind)


def _descriptor(kind: int, said: str) -> str | None:
    if kind != _FREE_THROW:
        return None
    return next((name for word, name in _SPECIAL_FREE_THROWS.items() if word in said), None)


def _is_made(kind: int, said: str) -> bool | None:
    if kind == _FREE_THROW:
        return not said.startswith("MISS")
    return {_MADE: True, _MISSED: False}.get(kind)
