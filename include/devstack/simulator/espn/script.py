"""The course of a game: every play in order, from the points by period.

The plays are made first and the box score is counted from them, so the two always agree.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from include.devstack.simulator.espn.floor import Bench
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.players import Player, roster
from include.devstack.simulator.espn.plays import Play, PlayLog
from include.devstack.simulator.espn.possession import possessions
from include.devstack.simulator.espn.scorer import Scorer

QUARTER_SECONDS, OVERTIME_SECONDS = 720.0, 300.0


@dataclass(frozen=True, slots=True)
class Script:
    """A played game: rosters (home, away), all plays, and who was on the floor when each period began."""

    rosters: tuple[tuple[Player, ...], tuple[Player, ...]]
    plays: tuple[Play, ...]
    lineups: tuple[tuple[tuple[Player, ...], tuple[Player, ...]], ...]


def write_script(game: Game, seed: int) -> Script:
    """Play a game whose result is known. The same game and seed give the same plays."""
    rng = random.Random(f"{seed}:script:{game.id}:{game.home_quarters}:{game.away_quarters}")
    rosters = (roster(game.home, game.season, seed), roster(game.away, game.season, seed))
    benches = (Bench(rosters[0], rng), Bench(rosters[1], rng))
    log = PlayLog(game.start, game.periods)
    scorer = Scorer(log, benches, (game.home.name, game.away.name), rng)
    lineups = []
    first = rng.randrange(2)
    overturn_at = rng.randrange(4) if rng.random() < 0.04 else -1
    for period in range(1, game.periods + 1):
        for bench in benches:
            bench.begin_period(starters=period in (1, 3) or period > 4)
        lineups.append((tuple(benches[0].floor), tuple(benches[1].floor)))
        log.begin_period(period, QUARTER_SECONDS if period <= 4 else OVERTIME_SECONDS)
        if period == 1 or period > 4:
            first = scorer.jump_ball()
        points = (game.home_quarters[period - 1], game.away_quarters[period - 1])
        _period(scorer, points, first, rng, overturn=period == overturn_at)
        log.end_period(last=period == game.periods)
    return Script(rosters, tuple(log.plays), tuple(lineups))


def _period(
    scorer: Scorer, points: tuple[int, int], first: int, rng: random.Random, *, overturn: bool
) -> None:
    count = rng.randint(22, 24) if scorer.log.length == QUARTER_SECONDS else rng.randint(9, 11)
    ours, theirs = possessions(points[0], count, rng), possessions(points[1], count, rng)
    slots = max(len(ours), len(theirs)) * 2
    weights = [rng.uniform(0.6, 1.4) for _ in range(slots)]
    seconds_per_weight = (scorer.log.length - 4) / sum(weights)
    stops = {slots // 4, slots // 2, 3 * slots // 4}
    queues = (ours[::-1], theirs[::-1])
    for slot, weight in enumerate(weights):
        side = (first + slot) % 2
        scorer.log.run_clock(weight * seconds_per_weight)
        if slot in stops:
            scorer.pause(timeout=rng.random() < 0.75)
        if overturn and slot == slots // 2:
            scorer.overturned_basket(side)
        if queues[side]:
            scorer.play(side, queues[side].pop())
