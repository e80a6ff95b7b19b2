"""Turns possessions into plays: shots, rebounds, free throws, fouls, turnovers, changes."""

from __future__ import annotations

import math
import random

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.floor import Bench
from include.devstack.simulator.espn.playbook import ShotType
from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.plays import Action, PlayLog
from include.devstack.simulator.espn.possession import Outcome

_WEIGHTS = {3: [shot.weight for shot in playbook.THREES], 2: [shot.weight for shot in playbook.TWOS]}


class Scorer:
    """Writes the plays of both teams into the log."""

    def __init__(
        self, log: PlayLog, benches: tuple[Bench, Bench], names: tuple[str, str], rng: random.Random
    ) -> None:
        self.log = log
        self._benches = benches
        self._names = names
        self._rng = rng

    def jump_ball(self) -> int:
        """Return the side that wins the ball."""
        winner = self._rng.randrange(2)
        home, away = (max(bench.floor, key=lambda p: p.position == "C") for bench in self._benches)
        gains = self._benches[winner].other_than(home if winner == 0 else away)
        text = f"{away.name} vs. {home.name} ({gains.name} gains possession)"
        self.log.add(playbook.JUMP_BALL, text, "Jump Ball", "other", winner, (away, home, gains))
        return winner

    def play(self, side: int, outcome: Outcome) -> None:
        """Play one possession of a side."""
        if self._rng.random() < 0.16:
            self._miss(side, 3 if self._rng.random() < 0.5 else 2)
            self._rebound(side, offensive=True)
        elif self._rng.random() < 0.07:
            self._foul(1 - side, playbook.PERSONAL_FOUL, "personal foul")
        match outcome:
            case "three" | "two":
                self._basket(side, 3 if outcome == "three" else 2)
            case "and_one":
                shooter = self._basket(side, 2, assisted=0.2)
                self._foul(1 - side, playbook.SHOOTING_FOUL, "shooting foul")
                self._free_throw(side, shooter, 1, 1, made=True)
            case "ft2" | "ft1" | "ft0":
                self._trip(side, {"ft2": 2, "ft1": 1, "ft0": 0}[outcome])
            case "miss3" | "miss2":
                self._miss(side, 3 if outcome == "miss3" else 2)
                self._rebound(1 - side, offensive=False)
            case "turnover":
                self._turnover(side)

    def pause(self, *, timeout: bool) -> None:
        """Stop the game for changes, with or without a timeout."""
        if timeout:
            side = self._rng.randrange(2)
            self.log.add(playbook.TIMEOUT, f"{self._names[side]} Full timeout", "Timeout", "other", side)
        for side, bench in enumerate(self._benches):
            for on, off in bench.change():
                text = f"{on.name} enters the game for {off.name}"
                self.log.add(playbook.SUBSTITUTION, text, "Substitution", "sub", side, (on, off))

    def overturned_basket(self, side: int) -> None:
        """Score a basket and take it back after a review: the score goes down."""
        self._basket(side, 2, counts=False)
        text = f"{self._names[1 - side]} Coach's Challenge (CALL OVERTURNED)"
        self.log.add(playbook.CHALLENGE, text, "Coach's Challenge", "other", side, points=-2)

    def _basket(self, side: int, worth: int, *, assisted: float = 0.6, counts: bool = True) -> Player:
        bench, shot = self._benches[side], self._shot(worth)
        shooter, (feet, at) = bench.shooter(), self._spot(shot)
        players: tuple[Player, ...] = (shooter,)
        tail = ""
        if self._rng.random() < assisted:
            passer = bench.other_than(shooter)
            players, tail = (shooter, passer), f" ({passer.name} assists)"
        text = f"{shooter.name} makes {feet}-foot {shot.phrase}{tail}"
        self.log.add(
            (shot.id, shot.text), text, f"+{worth} Points", "shot", side, players,
            helper="assist" if tail else "", made=True, points=worth, attempted=worth, at=at, counts=counts,
        )  # fmt: skip
        return shooter

    def _miss(self, side: int, worth: int) -> None:
        shot = self._shot(worth)
        shooter, (feet, at) = self._benches[side].shooter(), self._spot(shot)
        short = "Missed 3PT" if worth == 3 else "Missed FG"
        if worth == 2 and self._rng.random() < 0.17:
            blocker = self._benches[1 - side].rebounder()
            text = f"{blocker.name} blocks {shooter.name} 's {feet}-foot {shot.phrase}"
            self.log.add(
                (shot.id, shot.text), text, short, "shot", side, (shooter, blocker),
                helper="block", attempted=worth, at=at,
            )  # fmt: skip
            return
        text = f"{shooter.name} misses {feet}-foot {shot.phrase}"
        self.log.add((shot.id, shot.text), text, short, "shot", side, (shooter,), attempted=worth, at=at)

    def _rebound(self, side: int, *, offensive: bool) -> None:
        self.log.run_clock(1.5)
        kind = playbook.OFFENSIVE_REBOUND if offensive else playbook.DEFENSIVE_REBOUND
        word = "offensive" if offensive else "defensive"
        players: tuple[Player, ...] = ()
        who = self._names[side]
        if self._rng.random() > 0.12:
            players = (self._benches[side].rebounder(),)
            who = players[0].name
        action: Action = "offensive_rebound" if offensive else "defensive_rebound"
        at = self.log.plays[-1].at
        text = f"{who} {word} {'rebound' if players else 'team rebound'}"
        self.log.add(kind, text, "Rebound", action, side, players, at=at)

    def _foul(self, side: int, kind: tuple[str, str], words: str) -> None:
        fouler = self._benches[side].fouler()
        at = (int(self._rng.uniform(2, 48)), int(self._rng.uniform(0, 28)))
        self.log.add(kind, f"{fouler.name} {words}", "Foul", "foul", side, (fouler,), at=at)

    def _trip(self, side: int, made: int) -> None:
        self._foul(1 - side, playbook.SHOOTING_FOUL, "shooting foul")
        shooter = self._benches[side].shooter()
        first = made == 2 or (made == 1 and self._rng.random() < 0.5)
        self._free_throw(side, shooter, 1, 2, made=first)
        second = made - int(first) == 1
        self._free_throw(side, shooter, 2, 2, made=second)
        if not second:
            self._rebound(1 - side, offensive=False)

    def _free_throw(self, side: int, shooter: Player, number: int, of: int, *, made: bool) -> None:
        verb = "makes" if made else "misses"
        self.log.add(
            playbook.FREE_THROWS[number, of], f"{shooter.name} {verb} free throw {number} of {of}",
            "+1 Point" if made else "Missed FT", "free_throw", side, (shooter,),
            made=made, points=int(made), attempted=1,
        )  # fmt: skip

    def _turnover(self, side: int) -> None:
        bench, chance = self._benches[side], self._rng.random()
        at = (int(self._rng.uniform(2, 48)), int(self._rng.uniform(0, 40)))
        if chance < 0.12:
            self._foul(side, playbook.OFFENSIVE_FOUL, "offensive foul")
            loser = self.log.plays[-1].players[0]
            kind, words, players = playbook.OFFENSIVE_FOUL_TURNOVER, "offensive foul turnover", (loser,)
        elif chance < 0.62:
            number, name, words = self._rng.choice(playbook.STEALS)
            thief = self._benches[1 - side].anyone()
            loser = bench.anyone()
            kind, words = (number, name), f"{words} ({thief.name} steals)"
            self.log.add(
                kind, f"{loser.name} {words}", "Turnover", "turnover", side, (loser, thief),
                helper="steal", at=at,
            )  # fmt: skip
            return
        else:
            number, name, words = self._rng.choice(playbook.TURNOVERS)
            kind, players = (number, name), (bench.anyone(),)
        text = f"{players[0].name} {words}"
        self.log.add(kind, text, "Turnover", "turnover", side, players, at=at)

    def _shot(self, worth: int) -> ShotType:
        types = playbook.THREES if worth == 3 else playbook.TWOS
        return self._rng.choices(types, _WEIGHTS[worth])[0]

    def _spot(self, shot: ShotType) -> tuple[int, tuple[int, int]]:
        feet = self._rng.randint(shot.near, shot.far)
        angle = self._rng.uniform(0.15, math.pi - 0.15)
        return feet, (25 + round(feet * math.cos(angle)), round(feet * math.sin(angle)))
