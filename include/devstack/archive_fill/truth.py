"""What is true of a game in the filled archive, told by the simulation and not read from the payload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledGame:
    """A game of the archive, and what all its objects together tell.

    `format` is 1 (pages), 2 (summaries) or None (a body that is no game). `home_score` and `away_score` are
    None and the quarters empty where the payload has none; quarters include overtimes. `player_rows` counts
    the rows of both teams, those of who did not play too. `has_box_score` is false when no object has
    players, and in an empty shell, whose rows are all zeros. `attendance` is None and `officials` empty where
    they are missing. `size` is the bytes of all its objects together.
    """

    game_id: str
    kind: str
    keys: tuple[str, ...]
    size: int
    format: int | None
    wrapped: bool
    day: date
    season: str
    season_type: int
    home_id: str
    away_id: str
    home_abbreviation: str
    away_abbreviation: str
    home_score: int | None
    away_score: int | None
    home_quarters: tuple[int, ...]
    away_quarters: tuple[int, ...]
    plays: int
    player_rows: int
    has_box_score: bool
    attendance: int | None
    officials: tuple[str, ...]
    venue: str
