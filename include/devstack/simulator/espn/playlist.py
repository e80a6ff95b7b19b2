"""The summary's `plays` and `winprobability`."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.plays import HOME, Play
from include.devstack.simulator.espn.situation import clock_text
from include.devstack.simulator.espn.wording import Json, second

_UNSORTED_SHARE = 0.08


def play_list(game: Game, plays: Sequence[Play]) -> list[Json]:
    """Return the plays. In some games two neighbours stand in the wrong order, as they do at ESPN."""
    rows = [_play(game, play) for play in plays]
    rng = random.Random(f"{game.id}:order")
    if rng.random() < _UNSORTED_SHARE and len(rows) > 20:
        at = rng.randrange(5, len(rows) - 10)
        if not (plays[at].points or plays[at + 1].points):
            rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows


def win_probability(game: Game, plays: Sequence[Play]) -> list[Json]:
    """Return the home team's chance after each play."""
    rows = []
    for play in plays:
        left = play.clock + max(0, 4 - play.period) * 720.0
        lead = play.score[0] - play.score[1] + 2.0 * left / 2880
        chance = 1 / (1 + math.exp(-lead / (0.6 + 9 * math.sqrt(left / 2880))))
        share = round(min(max(chance, 0.0), 1.0), 3)
        rows.append({"homeWinPercentage": share, "tiePercentage": 0.0, "playId": f"{game.id}{play.number}"})
    return rows


def _play(game: Game, play: Play) -> Json:
    row: Json = {
        "id": f"{game.id}{play.number}",
        "sequenceNumber": str(play.number),
        "type": {"id": play.type[0], "text": play.type[1]},
        "text": play.text,
        "awayScore": play.score[1],
        "homeScore": play.score[0],
        "period": {"number": play.period, "displayValue": playbook.period_name(play.period)},
        "clock": {"displayValue": clock_text(play.clock)},
        "scoringPlay": play.made,
        "scoreValue": play.points if play.made else 0,
    }
    if play.side is not None:
        row["team"] = {"id": game.home.id if play.side == HOME else game.away.id}
    if play.players:
        row["participants"] = [{"athlete": {"id": player.id}} for player in play.players]
    row["wallclock"] = second(play.wall)
    row["shootingPlay"] = play.action in ("shot", "free_throw")
    row["coordinate"] = {"x": play.at[0], "y": play.at[1]}
    row["pointsAttempted"] = play.attempted
    row["shortDescription"] = play.short
    return row
