"""What NBA.com's games are played for, and which of its payloads a game was read from."""

from __future__ import annotations

from enum import StrEnum


class GameKind(StrEnum):
    """What a game is played for, as its id tells (`include.nba.ids`)."""

    PRESEASON = "preseason"
    REGULAR = "regular"
    ALL_STAR = "all_star"
    PLAYOFFS = "playoffs"
    PLAY_IN = "play_in"
    CUP_FINAL = "cup_final"


class SourceShape(StrEnum):
    """Which of NBA.com's payloads a game was read from."""

    LIVE_DATA = "live_data"
