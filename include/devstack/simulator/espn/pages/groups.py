"""A page's `pbp`: the plays in a list of periods. They have no type, no team id and no coordinate."""

from __future__ import annotations

from collections.abc import Sequence

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.plays import HOME, Play
from include.devstack.simulator.espn.situation import clock_text
from include.devstack.simulator.espn.wording import Json


def play_groups(game: Game, plays: Sequence[Play]) -> list[list[Json]]:
    """Return `pbp.playGrps`, one list a period in order of play."""
    groups: list[list[Json]] = []
    for play in plays:
        if len(groups) < play.period:
            groups.append([])
        groups[-1].append(_play(game, play))
    return groups


def _play(game: Game, play: Play) -> Json:
    row: Json = {
        "id": f"{game.id}{play.number}",
        "period": {"number": play.period, "displayValue": playbook.period_name(play.period)},
        "text": play.text,
        "homeScore": play.score[0],
        "awayScore": play.score[1],
        "clock": {"displayValue": clock_text(play.clock)},
    }
    if play.side is not None:
        row["homeAway"] = "home" if play.side == HOME else "away"
    if play.made:
        row["scoringPlay"] = True
        row["athlete"] = {"id": play.players[0].id, "dspNm": play.players[0].name}
    return row
