"""The tables of schema `nba`, each with the struct that its rows are (`include.nba.rows`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from include.nba.rows import (
    GameMetricsRow,
    GameRow,
    PlayerBoxScoreRow,
    PlayerGameMetricsRow,
    PlayRow,
    TeamBoxScoreRow,
    TeamSeasonRow,
)

Row = TypeVar("Row", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A table whose columns are the fields of a struct.

    :param name: in schema `nba`.
    :param key: the columns of its primary key. The first one names the group that a row belongs to: its game,
        or its season.
    """

    name: str
    row: type[Row]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in the order of the struct's fields."""
        return self.row.__struct_fields__

    @property
    def group(self) -> str:
        """The column that names the group of a row."""
        return self.key[0]


GAMES = Table("games", GameRow, ("game_id",))
TEAM_BOX_SCORES = Table("team_box_scores", TeamBoxScoreRow, ("game_id", "team_id"))
PLAYER_BOX_SCORES = Table("player_box_scores", PlayerBoxScoreRow, ("game_id", "player_id"))
PLAYS = Table("plays", PlayRow, ("game_id", "action_number"))
GAME_METRICS = Table("game_metrics", GameMetricsRow, ("game_id", "team_id"))
PLAYER_GAME_METRICS = Table("player_game_metrics", PlayerGameMetricsRow, ("game_id", "player_id"))
TEAM_SEASON = Table("team_season", TeamSeasonRow, ("season", "kind", "team_id"))
