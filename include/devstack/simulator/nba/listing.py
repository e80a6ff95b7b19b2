"""A game as the season's schedule lists it, and what is to be seen of it at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from include.devstack.simulator.espn.calendar import game_day
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.situation import ANNOUNCED_BEFORE, FINAL_AFTER, Phase

Stage = Phase | Literal["unlisted", "undrawn"]
_MOVED_AFTER = timedelta(hours=48)


class Kind(StrEnum):
    """What a game is played for; the value is the id's third digit."""

    PRESEASON = "1"
    REGULAR = "2"
    ALL_STAR = "3"
    PLAYOFFS = "4"
    PLAY_IN = "5"
    CUP_FINAL = "6"

    @property
    def word(self) -> str:
        """The kind as the control routes write it: preseason, regular, all_star, play_in, ..."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A game with what only NBA.com's schedule says of it.

    `game` has the day on which it is played in the end. `first_start` is the moment for which it was
    scheduled before it was postponed. `listed_from`: the schedule has no entry before (None: from the
    beginning). `drawn_at`: the entry has no teams before. `seeds` are home, away; 0 where there are none.
    """

    game: Game
    kind: Kind
    label: str = ""
    sub_label: str = ""
    subtype: str = ""
    series_text: str = ""
    series_game: str = ""
    neutral: bool = False
    seeds: tuple[int, int] = (0, 0)
    first_start: datetime | None = None
    listed_from: datetime | None = None
    drawn_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.game.id

    def stage_at(self, now: datetime) -> Stage:
        """Return what the clock gives: a phase of the game, or that it is not listed or not drawn yet."""
        if self.listed_from and now < self.listed_from:
            return "unlisted"
        if self.drawn_at and now < self.drawn_at:
            return "undrawn"
        if self.first_start and self._waits(now):
            return "postponed"
        start = self.start_at(now)
        if now < start:
            return "scheduled"
        return "final" if now >= start + FINAL_AFTER else "in_progress"

    def start_at(self, now: datetime) -> datetime:
        """Return the start that the schedule gives at a moment; a postponed game moves two days later."""
        if self.first_start and now < self.first_start + _MOVED_AFTER:
            return self.first_start
        return self.game.start

    def day_at(self, now: datetime) -> date:
        """Return the New York day under which the schedule lists the game at a moment."""
        return game_day(self.start_at(now))

    def _waits(self, now: datetime) -> bool:
        first = self.first_start or self.game.start
        return first - ANNOUNCED_BEFORE <= now < first + _MOVED_AFTER


def game_id(kind: Kind, season: int, number: int) -> str:
    """Return an id: `00`, kind, the year in which the season began, number. 0022500001 is of 2025-26."""
    return f"00{kind}{(season - 1) % 100:02d}{number:05d}"


def season_of_id(game_id: str) -> int | None:
    """Return the season (its end year) that an id names; None for what is no id."""
    if len(game_id) != 10 or not game_id.isdigit() or game_id[:2] != "00" or game_id[2] not in "123456":
        return None
    year = int(game_id[3:5])
    return (1900 if year > 60 else 2000) + year + 1
