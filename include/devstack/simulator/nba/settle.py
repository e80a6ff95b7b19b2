"""A game's plays as NBA.com keeps them, made from the engine's.

Clocks are whole seconds (tenths in a period's last minute), so that minutes add up; baskets that were
taken back are gone; a missed free throw that is not the last is followed by the team's dead ball rebound;
some turnovers are the team's (shot clock); some shots are heaves and some rebounds are followed by a missed
technical free throw (`include.devstack.simulator.nba.specials`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script
from include.devstack.simulator.nba.specials import DEAD_BALL, as_heave, heaves, technical, technicals

SHOT_CLOCK = ("nba", "shot clock")
_DOUBLE_DRIBBLE = "65"
_FIRST_OF_TWO = "98"


def settle(script: Script, plays: Sequence[Play], game: Game, revision: int = 0) -> list[Play]:
    """Return the plays (all of a script, or its first ones).

    :param revision: how many corrections were made: each gives one more of the home team's baskets an
        assist, in the order of play.
    """
    rows: list[Play] = []
    floor = list(script.lineups[0][0])
    period, late_assists = 0, revision
    thrown, punished = heaves(script, game.season), technicals(script, game.id)
    for play in plays:
        if not play.counts or play.points < 0:
            continue
        if play.period != period:
            period, floor = play.period, list(script.lineups[play.period - 1][0])
        kind, players, helper = play.type, play.players, play.helper
        if play.action == "sub" and play.side == 0:
            floor[floor.index(play.players[1])] = play.players[0]
        elif play.action == "turnover" and play.type[0] == _DOUBLE_DRIBBLE:
            kind, players = SHOT_CLOCK, ()
        elif late_assists and play.action == "shot" and play.made and play.side == 0 and not play.helper:
            passer = next(player for player in floor if player is not play.players[0])
            players, helper = (play.players[0], passer), "assist"
            late_assists -= 1
        # Written out: `replace` takes several times as long, and a game has some 450 plays.
        row = Play(
            play.number, kind, play.text, play.short, play.action, play.side, players, helper, play.period,
            _clock(play.clock), play.wall, play.score, play.made, play.points, play.attempted, play.at,
            play.counts,
        )  # fmt: skip
        rows.append(as_heave(row) if play.number in thrown else row)
        if play.number in punished:
            rows += technical(row, punished[play.number])
        if play.action == "free_throw" and play.type[0] == _FIRST_OF_TWO and not play.made:
            rows.append(
                replace(row, type=DEAD_BALL, action="offensive_rebound", players=(), attempted=0, points=0)
            )
    return rows


def _clock(seconds: float) -> float:
    if seconds >= 60:
        return float(int(seconds))
    return math.floor(seconds * 10 + 1e-6) / 10
