"""One play, and the log that gives plays their number, clock, wall clock and score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.players import Player

HOME, AWAY = 0, 1
Action = Literal[
    "shot",
    "free_throw",
    "offensive_rebound",
    "defensive_rebound",
    "turnover",
    "foul",
    "sub",
    "heave",
    "other",
]
Helper = Literal["assist", "block", "steal", ""]
NO_COORDINATE = (-214748340, -214748365)

_BEFORE_FIRST_PLAY = timedelta(minutes=10)
_PLAYING_TIME = timedelta(minutes=124)
_OVERTIME_TIME = timedelta(minutes=5)
_BREAK, _HALF_TIME = 150.0, 900.0


@dataclass(frozen=True, slots=True)
class Play:
    """A play. `side` is HOME, AWAY or None; scores are (home, away) after it; `clock` counts down in seconds.

    `helper` says what the second player did. `counts` is false for a basket that is taken back later. A
    `heave` is an attempt of the side and of no player; only NBA.com knows it.
    """

    number: int
    type: tuple[str, str]
    text: str
    short: str
    action: Action
    side: int | None
    players: tuple[Player, ...]
    helper: Helper
    period: int
    clock: float
    wall: datetime
    score: tuple[int, int]
    made: bool
    points: int
    attempted: int
    at: tuple[int, int]
    counts: bool


class PlayLog:
    """The plays so far. The whole game lies between ten minutes and about 2 h 20 min after tipoff."""

    def __init__(self, start: datetime, periods: int) -> None:
        self.plays: list[Play] = []
        self.score = (0, 0)
        self.period = 0
        self.length = self._clock = 0.0
        self._number = 3
        self._start = start + _BEFORE_FIRST_PLAY
        total = 4 * 720.0 + (periods - 4) * 300.0 + (periods - 2) * _BREAK + _HALF_TIME
        self._pace = (_PLAYING_TIME + min(periods - 4, 1) * _OVERTIME_TIME).total_seconds() / total
        self._before = 0.0

    def begin_period(self, period: int, length: float) -> None:
        if period > 1:
            self._before += self.length + (_HALF_TIME if period == 3 else _BREAK)
        self.period, self.length, self._clock = period, length, length

    def run_clock(self, seconds: float) -> None:
        self._clock = max(0.1, self._clock - seconds)

    def end_period(self, *, last: bool) -> None:
        self._clock = 0.0
        name = playbook.ordinal(self.period) if self.period <= 4 else playbook.period_name(self.period)
        text = f"End of the {playbook.period_name(self.period)}"
        self.add(playbook.END_PERIOD, text, f"End of {name}", "other", None)
        if last:
            self.add(playbook.END_GAME, "End of Game", "End of Game", "other", None)

    def add(
        self,
        kind: tuple[str, str],
        text: str,
        short: str,
        action: Action,
        side: int | None,
        players: tuple[Player, ...] = (),
        *,
        helper: Helper = "",
        made: bool = False,
        points: int = 0,
        attempted: int = 0,
        at: tuple[int, int] = NO_COORDINATE,
        counts: bool = True,
    ) -> None:
        """Append a play at the present clock. `points` (negative when taken back) change the side's score."""
        self._number += 1 if self._number % 3 else 2
        if points and side is not None:
            home, away = self.score
            self.score = (home + points, away) if side == HOME else (home, away + points)
        wall = self._start + timedelta(seconds=int((self._before + self.length - self._clock) * self._pace))
        self.plays.append(
            Play(
                self._number, kind, text, short, action, side, players, helper, self.period, self._clock,
                wall, self.score, made, points, attempted, at, counts,
            )
        )  # fmt: skip
