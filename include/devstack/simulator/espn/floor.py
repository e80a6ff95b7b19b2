"""Who is on the floor: a team's five players and their changes."""

from __future__ import annotations

import random
from collections.abc import Sequence

from include.devstack.simulator.espn.players import Player

_MAX_FOULS = 5


class Bench:
    """One team during a game: its roster, its five on the floor, its fouls."""

    def __init__(self, roster: Sequence[Player], rng: random.Random) -> None:
        self._rng = rng
        rotation = 10 if rng.random() < 0.6 else 11
        self._weights = {
            player: 3.4 if player.slot < 5 else 1.3 if player.slot < 10 else 0.35
            for player in roster[:rotation]
        }
        self._usage = {player: rng.uniform(0.5, 2.2) + (0.6 if player.slot < 3 else 0) for player in roster}
        self._fouls: dict[Player, int] = {}
        self.floor: list[Player] = list(roster[:5])

    def begin_period(self, *, starters: bool) -> None:
        """Put the five of the period's start on the floor; no play tells of it."""
        self.floor = sorted(self._weights, key=lambda player: player.slot)[:5] if starters else self._draw()

    def change(self) -> list[tuple[Player, Player]]:
        """Change players; return pairs of (comes on, goes off)."""
        five = self._draw()
        coming = [player for player in five if player not in self.floor]
        going = [player for player in self.floor if player not in five]
        for on, off in zip(coming, going, strict=True):
            self.floor[self.floor.index(off)] = on
        return list(zip(coming, going, strict=True))

    def shooter(self) -> Player:
        return self._rng.choices(self.floor, [self._usage[player] for player in self.floor])[0]

    def other_than(self, player: Player) -> Player:
        others = [one for one in self.floor if one is not player]
        return others[int(self._rng.random() * len(others))]

    def anyone(self) -> Player:
        return self.floor[int(self._rng.random() * len(self.floor))]

    def rebounder(self) -> Player:
        return self._rng.choices(self.floor, [_TALL[player.position] for player in self.floor])[0]

    def fouler(self) -> Player:
        """Return who commits a foul: whoever has fewest of two, so that hardly anybody fouls out."""
        one, other = self.anyone(), self.anyone()
        fouler = one if self._fouls.get(one, 0) <= self._fouls.get(other, 0) else other
        if self._fouls.get(fouler, 0) >= _MAX_FOULS:
            fouler = min(self.floor, key=lambda player: self._fouls.get(player, 0))
        self._fouls[fouler] = self._fouls.get(fouler, 0) + 1
        return fouler

    def _draw(self) -> list[Player]:
        draw = {player: self._rng.random() ** (1 / weight) for player, weight in self._weights.items()}
        return sorted(draw, key=draw.__getitem__, reverse=True)[:5]


_TALL = {"G": 1.0, "F": 1.8, "C": 2.6}
