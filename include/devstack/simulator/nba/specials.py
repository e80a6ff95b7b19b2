"""What the engine does not play and NBA.com tells: heaves, and technical fouls with their free throw.

A heave is a missed three of the last three seconds of periods 1 to 3, in seasons from 2025-26 on. A technical
foul is called on a team that has just rebounded; its opponent misses the free throw, and a dead ball rebound
is written, after which the team goes on with the ball.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script

DEAD_BALL = ("nba", "deadball")
TECHNICAL_FOUL = ("nba", "technical foul")
TECHNICAL_FREE_THROW = ("nba", "Free Throw - 1 of 1")

_FIRST_HEAVE_SEASON = 2026
_HEAVE_PERIODS, _HEAVE_SECONDS = 3, 3.0
_HEAVE_FEET = range(37, 70)
_TECHNICAL_RATE = 0.4
"""Games with a missed technical free throw; far more than there are, so that a few games show some."""


def heaves(script: Script, season: int) -> frozenset[int]:
    """The numbers of the plays that are heaves: a period's last shot, if it is a late missed three."""
    if season < _FIRST_HEAVE_SEASON:
        return frozenset()
    last = {play.period: play for play in script.plays if play.action == "shot" and play.counts}
    return frozenset(
        play.number
        for play in last.values()
        if play.period <= _HEAVE_PERIODS
        and play.clock <= _HEAVE_SECONDS
        and play.attempted == 3
        and not play.made
    )


def as_heave(shot: Play) -> Play:
    """The shot as an attempt of its side and of nobody, from far away."""
    feet = _HEAVE_FEET[shot.number % len(_HEAVE_FEET)]
    return replace(shot, action="heave", players=(), helper="", at=(25, feet))


def technicals(script: Script, game_id: str) -> Mapping[int, Player]:
    """The numbers of the rebounds that are followed by a technical foul, with who misses the free throw."""
    rng = random.Random(f"{game_id}:technical")
    if rng.random() >= _TECHNICAL_RATE:
        return {}
    pairs = zip(script.plays, script.plays[1:], strict=False)
    chances = [
        (rebound.number, miss.players[0])
        for miss, rebound in pairs
        if rebound.action == "defensive_rebound" and rebound.players and miss.action == "shot"
    ]
    return dict([rng.choice(chances)]) if chances else {}


def technical(rebound: Play, shooter: Player) -> list[Play]:
    """What follows a rebound: the foul of the rebounder, the missed free throw, the dead ball rebound."""
    side = 1 - (rebound.side or 0)
    foul = replace(rebound, type=TECHNICAL_FOUL, action="other", helper="")
    throw = replace(
        foul, type=TECHNICAL_FREE_THROW, action="free_throw", side=side, players=(shooter,), attempted=1
    )
    return [foul, throw, replace(throw, type=DEAD_BALL, action="offensive_rebound", players=(), attempted=0)]
