"""Made-up play-by-plays of which the possessions are known, because each one is made as a whole."""

from __future__ import annotations

import random
from typing import Any

from tests.unit.nba.payloads import AWAY, HOME, action

Action = dict[str, Any]
GAME = "0022500001"
_KINDS_THAT_KEEP = ("flagrant", "clear-path", "away-from-play")


class RandomGame:
    """A game of some periods; `actions` are in order of play, `possessions` by team id.

    Every possession begins with more than 2 seconds left, and a period ends with one that ends later, so that
    the two rules for the end of a period change nothing.
    """

    def __init__(self, chance: random.Random, periods: int = 4) -> None:
        self.actions: list[Action] = []
        self.possessions = {str(HOME): 0, str(AWAY): 0}
        self._chance = chance
        self._score = {HOME: 0, AWAY: 0}
        self._period, self._clock = 0, 720.0
        for period in range(1, periods + 1):
            self._play_period(period)

    def _play_period(self, period: int) -> None:
        self._period, self._clock = period, 720.0
        self._add("period", subType="start")
        team = self._chance.choice((HOME, AWAY))
        while self._clock > 40:
            self._possession(team)
            team = _other(team)
            if self._chance.random() < 0.1:
                self._technical(self._chance.choice((HOME, AWAY)))
        self._last_possession(team)
        self._clock = 0.0
        self._add("period", subType="end")

    def _possession(self, team: int) -> None:
        self.possessions[str(team)] += 1
        self._run(self._chance.uniform(3, 24))
        while self._chance.random() < 0.2:
            self._keeps(team)
        match self._chance.randrange(6):
            case 0:
                self._add("turnover", team, subType="bad pass")
                self._add("steal", _other(team))
            case 1:
                self._shot(team, made=False)
                self._rebound(_other(team))
            case 2:
                self._shot(team, made=True)
                self._foul(_other(team), "shooting")
                self._trip(team, 1)
            case 3:
                self._foul(_other(team), "shooting")
                self._trip(team, self._chance.choice((2, 3)))
            case _:
                self._shot(team, made=True)

    def _keeps(self, team: int) -> None:
        """Something after which the team goes on with the ball."""
        match self._chance.randrange(4):
            case 0:
                self._shot(team, made=False)
                self._rebound(team)
            case 1:
                self._technical(self._chance.choice((HOME, AWAY)))
            case 2:
                kind = self._chance.choice(_KINDS_THAT_KEEP)
                self._foul(_other(team), kind)
                # Some sources name the kind at the foul only.
                named = self._chance.choice((kind, None))
                for number in (1, 2):
                    self._free_throw(
                        team, number, 2, made=self._chance.random() < 0.5, kind=named, is_live=False
                    )
            case 3:
                self._add(self._chance.choice(("timeout", "substitution", "stoppage", "instantreplay")), team)
        self._run(self._chance.uniform(1, 5))

    def _last_possession(self, team: int) -> None:
        self.possessions[str(team)] += 1
        self._clock = self._chance.uniform(0.2, 1.9)
        if self._chance.random() < 0.5:
            shot = self._add("heave", team, subType="", shotDistance=70.5)
        else:
            shot = self._shot(team, made=False)
        self._clock = 0.1
        self._rebound(self._chance.choice((HOME, AWAY)), of=shot, marks=["team"])

    def _trip(self, team: int, of: int) -> None:
        for number in range(1, of + 1):
            if number > 1 and self._chance.random() < 0.1:
                self._technical(self._chance.choice((HOME, AWAY)))
            made = self._chance.random() < 0.6
            self._free_throw(team, number, of, made=made, kind=None, is_live=number == of)
            if number == of and not made:
                self._rebound(_other(team))

    def _technical(self, team: int) -> None:
        self._add("foul", team, subType="technical")
        made = self._chance.random() < 0.5
        self._free_throw(_other(team), 1, 1, made=made, kind="technical", is_live=False)

    def _free_throw(
        self, team: int, number: int, of: int, *, made: bool, kind: str | None, is_live: bool
    ) -> None:
        parts: Action = {"descriptor": kind} if kind else {}
        result = "Made" if made else "Missed"
        self._score[team] += made
        self._add("freethrow", team, subType=f"{number} of {of}", shotResult=result, **parts)
        if not made and not is_live:
            # The source marks most rebounds of a dead ball, not all.
            marks = self._chance.choice((["deadball", "team"], ["team", "deadball"], ["team"]))
            self._rebound(self._chance.choice((team, _other(team))), marks=marks, run=0)

    def _shot(self, team: int, *, made: bool) -> Action:
        kind = self._chance.choice(("2pt", "3pt"))
        self._score[team] += int(kind[0]) if made else 0
        return self._add(kind, team, shotResult="Made" if made else "Missed")

    def _rebound(
        self, team: int, *, of: Action | None = None, marks: list[str] | None = None, run: float = 1.0
    ) -> None:
        shot = of or next(one for one in reversed(self.actions) if one.get("shotResult") == "Missed")
        self._run(run)
        self._add("rebound", team, qualifiers=marks or [], shotActionNumber=shot["actionNumber"])

    def _foul(self, team: int, descriptor: str) -> None:
        self._add("foul", team, subType="personal", descriptor=descriptor)

    def _run(self, seconds: float) -> None:
        self._clock = max(2.5, self._clock - seconds) if self._clock > 2.5 else self._clock

    def _add(self, kind: str, team: int | None = None, **parts: Any) -> Action:
        added = action(
            len(self.actions) + 1,
            kind,
            period=self._period,
            clock=f"PT{int(self._clock // 60):02d}M{self._clock % 60:05.2f}S".replace("M60.00", "M59.99"),
            scoreHome=str(self._score[HOME]),
            scoreAway=str(self._score[AWAY]),
            **({"teamId": team} if team else {}),
            **parts,
        )
        self.actions.append(added)
        return added


def _other(team: int) -> int:
    return AWAY if team == HOME else HOME
