"""What each play meant: whose ball it was, who was fouled, and NBA.com's qualifiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script
from include.devstack.simulator.nba.specials import DEAD_BALL, TECHNICAL_FREE_THROW

Floor = tuple[list[Player], list[Player]]
_LANE_HALF, _LANE_DEPTH = 8, 14
_FINISHES = ("Layup", "Dunk")


@dataclass(slots=True)
class Beat:
    """A play with its meaning.

    `ball` is the side that has the ball in NBA.com's view, -1 for nobody's. `drawn_by` is who was fouled.
    `changes` (at a period's first play) are who came on and went off in the break, by side.
    """

    play: Play
    ball: int
    qualifiers: list[str]
    drawn_by: Player | None = None
    changes: tuple[tuple[int, Player, Player], ...] = ()


@dataclass(slots=True)
class Story:
    """All beats, and who was on the floor at the end (home, away)."""

    beats: list[Beat]
    floor: Floor


def tell(script: Script, plays: Sequence[Play]) -> Story:
    """Return the story of settled plays."""
    teller = _Teller(script)
    beats = list(teller.beats(plays))
    return Story(beats, teller.floor)


class _Teller:
    def __init__(self, script: Script) -> None:
        self._lineups = script.lineups
        self.floor: Floor = ([], [])
        self._ball = -1
        self._gift = -1
        self._second = -1
        self._stolen = False

    def beats(self, plays: Sequence[Play]) -> Iterator[Beat]:
        period = 0
        for index, play in enumerate(plays):
            changes: tuple[tuple[int, Player, Player], ...] = ()
            if play.period != period:
                changes = self._begin(play.period)
                period = play.period
            following = plays[index + 1] if index + 1 < len(plays) else None
            beat = self._beat(play, following)
            beat.changes = changes
            yield beat

    def _begin(self, period: int) -> tuple[tuple[int, Player, Player], ...]:
        changes: list[tuple[int, Player, Player]] = []
        for side in (0, 1):
            five = list(self._lineups[period - 1][side])
            if self.floor[side]:
                coming = [player for player in five if player not in self.floor[side]]
                going = [player for player in self.floor[side] if player not in five]
                changes.extend((side, on, off) for on, off in zip(coming, going, strict=True))
            self.floor[side][:] = five
        self._gift = self._second = -1
        self._stolen = False
        return tuple(changes)

    def _beat(self, play: Play, following: Play | None) -> Beat:
        side = -1 if play.side is None else play.side
        match play.action:
            case "shot" | "heave":
                return self._shot(play, side)
            case "free_throw" if play.type == TECHNICAL_FREE_THROW:
                return Beat(play, self._ball, [])
            case "free_throw":
                self._ball = side
                marks = self._origin(side) if play.made else []
                return Beat(play, side, marks)
            case "offensive_rebound" | "defensive_rebound":
                return self._rebound(play, side)
            case "turnover":
                beat = Beat(play, side, [] if play.players else ["team"])
                self._ball, self._gift, self._second = 1 - side, 1 - side, -1
                self._stolen = play.helper == "steal"
                return beat
            case "foul":
                return self._foul(play, side, following)
            case "sub":
                five = self.floor[side]
                five[five.index(play.players[1])] = play.players[0]
                return Beat(play, self._ball, [])
        if play.type == playbook.JUMP_BALL:
            self._ball = side
        return Beat(play, self._ball, [])

    def _shot(self, play: Play, side: int) -> Beat:
        marks = []
        if play.attempted == 2 and in_the_paint(play.at):
            marks.append("pointsinthepaint")
        if self._stolen and play.type[1].split(" Shot")[0].endswith(_FINISHES):
            marks.append("fastbreak")
        marks += self._origin(side)
        self._ball, self._stolen = side, False
        if play.made:
            self._gift = self._second = -1
        return Beat(play, side, marks)

    def _rebound(self, play: Play, side: int) -> Beat:
        if play.type == DEAD_BALL:
            return Beat(play, self._ball, ["deadball", "team"])
        marks = [] if play.players else ["team"]
        if play.action == "offensive_rebound":
            self._second = side
        else:
            self._gift = self._second = -1
        self._ball, self._stolen = side, False
        return Beat(play, side, marks)

    def _foul(self, play: Play, side: int, following: Play | None) -> Beat:
        if play.type == playbook.OFFENSIVE_FOUL:
            five = self.floor[1 - side]
            return Beat(play, side, [], five[play.number % 5])
        if play.type == playbook.SHOOTING_FOUL and following is not None and following.players:
            throws = following.type[1][-1]
            return Beat(play, 1 - side, [f"{throws}freethrow"], following.players[0])
        return Beat(play, 1 - side, [], self.floor[1 - side][play.number % 5])

    def _origin(self, side: int) -> list[str]:
        marks = []
        if self._second == side:
            marks.append("2ndchance")
        if self._gift == side:
            marks.append("fromturnover")
        return marks


def in_the_paint(at: tuple[int, int]) -> bool:
    """Say whether a spot (feet; the basket is at 25, 0) lies in the lane."""
    return abs(at[0] - 25) <= _LANE_HALF and at[1] <= _LANE_DEPTH
