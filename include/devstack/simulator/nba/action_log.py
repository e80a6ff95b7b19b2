"""The list of `actions` with what every action has: numbers, clock, moment, score, team and player."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.nba.teams import Franchise
from include.devstack.simulator.nba.wording import Json, clock, utc

_NOWHERE = {"x": None, "y": None, "side": None, "xLegacy": None, "yLegacy": None}


class ActionLog:
    """Numbers have gaps; orders ascend by 10,000, half a step where an action belongs to the one before."""

    def __init__(self, teams: tuple[Franchise, Franchise], moment: datetime) -> None:
        self.actions: list[Json] = []
        self.period = 0
        self.score = (0, 0)
        self.moment = moment
        self.number = 0
        self._teams = teams

    def add(
        self,
        kind: str,
        sub_type: str,
        seconds: float,
        ball: int,
        *,
        side: int | None = None,
        person: Player | None = None,
        involved: Sequence[Player] | None = None,
        descriptor: str | None = None,
        qualifiers: Sequence[str] = (),
        place: Json | None = None,
        half_step: bool = False,
        **more: object,
    ) -> None:
        """Append an action at a clock.

        :param ball: the side in possession, -1 for nobody.
        :param side: whose action it is; None for nobody's.
        :param involved: whom the action names, where that is not just `person`.
        :param more: keys that only this kind of action has.
        """
        self.number += 1 + (self.number % 6 == 1)
        wall = utc(self.moment)
        row: Json = {
            "actionNumber": self.number,
            "clock": clock(seconds),
            "timeActual": f"{wall[:-1]}.0Z",
            "period": self.period,
            "periodType": "REGULAR" if self.period <= 4 else "OVERTIME",
        }
        if side is not None:
            team = self._teams[side]
            row |= {"teamId": team.id, "teamTricode": team.tricode}
        row["actionType"] = kind
        row["subType"] = sub_type
        if descriptor:
            row["descriptor"] = descriptor
        row["qualifiers"] = list(qualifiers)
        row["personId"] = int(person.id) if person else 0
        row |= place or _NOWHERE
        row["possession"] = self._teams[ball].id if ball >= 0 else 0
        row["scoreHome"], row["scoreAway"] = str(self.score[0]), str(self.score[1])
        row["edited"] = wall
        row["orderNumber"] = self._order(half_step=half_step)
        row["isTargetScoreLastPeriod"] = False
        row["isFieldGoal"] = 0
        if person:
            row["playerName"], row["playerNameI"] = person.last, person.short_name
        people = involved if involved is not None else (person,) if person else ()
        row["personIdsFilter"] = [int(one.id) for one in people]
        row |= more
        self.actions.append(row)

    def _order(self, *, half_step: bool) -> int:
        before = self.actions[-1]["orderNumber"] if self.actions else 10_000
        return int(before // 10_000 * 10_000 + (5_000 if half_step else 10_000))
