"""A page's `bxscr`: AWAY first, starters and bench in groups of their own, totals in a third."""

from __future__ import annotations

import random

from include.devstack.simulator.espn.boxscore import FG, FT, THREE, athlete_guid
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.tally import Line, TeamTally
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import Json, logo, player_card

_STARTERS = 5
_SHOTS = {
    FG: ("field_goals", "field_goal_attempts"),
    THREE: ("threes", "three_attempts"),
    FT: ("free_throws", "free_throw_attempts"),
}
_COUNTS = {
    "offensiveRebounds": "offensive_rebounds",
    "defensiveRebounds": "defensive_rebounds",
    "rebounds": "rebounds",
    "assists": "assists",
    "steals": "steals",
    "blocks": "blocks",
    "turnovers": "turnovers",
    "fouls": "fouls",
    "points": "points",
}
_COLUMNS = {
    "minutes": "MIN",
    FG: "FG",
    THREE: "3PT",
    FT: "FT",
    "offensiveRebounds": "OREB",
    "defensiveRebounds": "DREB",
    "rebounds": "REB",
    "assists": "AST",
    "steals": "STL",
    "blocks": "BLK",
    "turnovers": "TO",
    "fouls": "PF",
    "plusMinus": "+/-",
    "points": "PTS",
}
_REASONS = ("COACH'S DECISION", "RIGHT KNEE SORENESS", "LEFT ANKLE SPRAIN", "REST", "ILLNESS")


def box(game: Game, tallies: tuple[TeamTally, TeamTally], *, shell: bool) -> list[Json]:
    """Return `bxscr`; a shell has zeros and `--` for everybody."""
    home, away = tallies
    return [
        _side(game, game.away, away, is_home=False, shell=shell),
        _side(game, game.home, home, is_home=True, shell=shell),
    ]


def _side(game: Game, team: Team, tally: TeamTally, *, is_home: bool, shell: bool) -> Json:
    starters = [line for line in tally.lines if line.player.slot < _STARTERS]
    bench = [line for line in tally.lines if line.player.slot >= _STARTERS]
    return {
        "tm": {
            "abbrev": team.abbreviation,
            "dspNm": team.display_name,
            "id": team.id,
            "nm": team.name,
            "logo": logo(team, "500/scoreboard"),
            "hm": is_home,
        },
        "stats": [
            _group(game, starters, "starters", shell=shell),
            _group(game, bench, "bench", shell=shell),
            _totals(tally, shell=shell),
        ],
    }


def _group(game: Game, lines: list[Line], kind: str, *, shell: bool) -> Json:
    return {
        "athlts": [_athlete(game, line, shell=shell) for line in lines],
        "keys": list(_COLUMNS),
        "lbls": list(_COLUMNS.values()),
        "type": kind,
    }


def _athlete(game: Game, line: Line, *, shell: bool) -> Json:
    player = line.player
    shown = line.played or shell
    row: Json = {
        "stats": [_cell(line, key, shell=shell) for key in _COLUMNS] if shown else [],
        "athlt": {
            "id": player.id,
            "guid": athlete_guid(player),
            "lnk": player_card(player)["href"],
            "uid": f"s:40~l:46~a:{player.id}",
            "jersey": player.jersey,
            "shrtNm": player.short_name,
            "dspNm": player.name,
        },
    }
    if not shown:
        row["dnpRsn"] = f"DNP-{random.Random(f'{game.id}:{player.id}:dnp').choice(_REASONS)}"
    return row


def _cell(line: Line, key: str, *, shell: bool) -> str:
    if key in _SHOTS:
        made, attempted = (0, 0) if shell else (getattr(line, name) for name in _SHOTS[key])
        return f"{made}-{attempted}"
    if shell:
        return "--" if key == "minutes" else "0"
    if key == "minutes":
        return str(round(line.seconds / 60))
    if key == "plusMinus":
        return f"+{line.plus_minus}" if line.plus_minus > 0 else str(line.plus_minus)
    return str(getattr(line, _COUNTS[key]))


def _totals(tally: TeamTally, *, shell: bool) -> Json:
    percents, totals = [], []
    for key in _COLUMNS:
        percent, total = "", ""
        if key in _SHOTS:
            made, attempted = (0, 0) if shell else (tally.total(name) for name in _SHOTS[key])
            total = f"{made}-{attempted}"
            percent = f"{100 * made / attempted:.1f}%" if attempted else "0.0%"
        elif key in _COUNTS:
            total = "0" if shell else str(tally.total(_COUNTS[key]))
        percents.append(percent)
        totals.append(total)
    return {"pcts": percents, "ttls": totals, "type": "totals"}
