"""The summary's `boxscore`: team statistics and player rows, AWAY first in both."""

from __future__ import annotations

import random
import uuid

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.tally import Line, TeamTally
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import Json, box_team, headshot, player_card

FG, THREE, FT = (
    "fieldGoalsMade-fieldGoalsAttempted",
    "threePointFieldGoalsMade-threePointFieldGoalsAttempted",
    "freeThrowsMade-freeThrowsAttempted",
)
_COLUMNS = (
    ("PTS", "points", "Points"),
    ("FG", FG, "Field Goals Made/Attempted"),
    ("3PT", THREE, "3-Point Field Goals Made/Attempted"),
    ("FT", FT, "Free Throws Made/Attempted"),
    ("REB", "rebounds", "Rebounds"),
    ("AST", "assists", "Assists"),
    ("TO", "turnovers", "Turnovers"),
    ("STL", "steals", "Steals"),
    ("BLK", "blocks", "Blocks"),
    ("OREB", "offensiveRebounds", "Offensive Rebounds"),
    ("DREB", "defensiveRebounds", "Defensive Rebounds"),
    ("PF", "fouls", "Personal Fouls"),
    ("MIN", "minutes", "Minutes"),
    ("+/-", "plusMinus", "Teams net points while player is on the court."),
)
_COUNTED = (
    "rebounds",
    "assists",
    "turnovers",
    "steals",
    "blocks",
    "offensive_rebounds",
    "defensive_rebounds",
)
_REASONS = ("COACH'S DECISION", "RIGHT KNEE SORENESS", "LEFT ANKLE SPRAIN", "REST", "ILLNESS")


def boxscore(game: Game, tallies: tuple[TeamTally, TeamTally], *, shell: bool) -> Json:
    """Return the box score of a game under way or finished; a shell has zeros and `--` for all players."""
    home, away = tallies
    sides = ((game.away, away, 1, "away"), (game.home, home, 2, "home"))
    teams = [
        {
            "team": box_team(team),
            "statistics": _team_statistics(game, tally, shell=shell),
            "displayOrder": order,
            "homeAway": side,
        }
        for team, tally, order, side in sides
    ]
    players = [
        {
            "team": box_team(team),
            "statistics": [_player_statistics(game, tally, shell=shell)],
            "displayOrder": order,
        }
        for team, tally, order, _ in sides
    ]
    return {"teams": teams, "players": players}


def pregame_boxscore(game: Game) -> Json:
    """Return the box score of a game that has not begun: season averages under other names, no players."""
    sides = ((game.away, 1, "away"), (game.home, 2, "home"))
    return {
        "teams": [
            {
                "team": box_team(team),
                "statistics": _averages(game, team),
                "displayOrder": order,
                "homeAway": side,
            }
            for team, order, side in sides
        ]
    }


def athlete_guid(player: Player) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, player.id))


def _player_statistics(game: Game, tally: TeamTally, *, shell: bool) -> Json:
    labels = [label for label, _, _ in _COLUMNS]
    return {
        "names": labels,
        "keys": [key for _, key, _ in _COLUMNS],
        "labels": labels,
        "descriptions": [description for _, _, description in _COLUMNS],
        "athletes": [_athlete_row(game, line, shell=shell) for line in tally.lines],
        "totals": [*_numbers(tally, shell=shell), "", ""],
    }


def _athlete_row(game: Game, line: Line, *, shell: bool) -> Json:
    player = line.player
    chance = random.Random(f"{game.id}:{player.id}")
    stats: list[str] = []
    if shell:
        stats = ["0", "0-0", "0-0", "0-0", *["0"] * 8, "--", "0"]
    elif line.played:
        change = f"+{line.plus_minus}" if line.plus_minus > 0 else str(line.plus_minus)
        stats = [*_numbers(line, shell=False), str(round(line.seconds / 60)), change]
    return {
        "active": chance.random() < 0.6,
        "athlete": {
            "id": player.id,
            "uid": f"s:40~l:46~a:{player.id}",
            "guid": athlete_guid(player),
            "displayName": player.name,
            "shortName": player.short_name,
            "links": [player_card(player)],
            "headshot": {"href": headshot(player), "alt": player.name},
            "jersey": player.jersey,
            "position": {
                "name": player.position_name,
                "displayName": player.position_name,
                "abbreviation": player.position,
            },
        },
        "starter": player.slot < 5,
        "didNotPlay": not stats,
        "reason": _REASONS[0] if stats else chance.choice(_REASONS),
        "ejected": False,
        "stats": stats,
    }


def _numbers(source: Line | TeamTally, *, shell: bool) -> list[str]:
    """Return the columns up to the fouls."""

    def count(name: str) -> int:
        if shell:
            return 0
        return int(getattr(source, name)) if isinstance(source, Line) else source.total(name)

    return [
        str(count("points")),
        f"{count('field_goals')}-{count('field_goal_attempts')}",
        f"{count('threes')}-{count('three_attempts')}",
        f"{count('free_throws')}-{count('free_throw_attempts')}",
        *(str(count(name)) for name in _COUNTED),
        str(count("fouls")),
    ]


def _team_statistics(game: Game, tally: TeamTally, *, shell: bool) -> list[Json]:
    _, fg, three, ft, rebounds, assists, turnovers, steals, blocks, offensive, defensive, fouls = _numbers(
        tally, shell=shell
    )
    fast = 0 if shell else random.Random(f"{game.id}:fast:{tally.lines[0].player.id}").randint(4, 22)
    gifts = "0" if shell else str(tally.conceded_off_turnovers)
    rows = [
        (FG, fg, "", "FG"),
        ("fieldGoalPct", _percent(fg), "FG%", "Field Goal %"),
        (THREE, three, "", "3PT"),
        ("threePointFieldGoalPct", _percent(three), "3P%", "Three Point %"),
        (FT, ft, "", "FT"),
        ("freeThrowPct", _percent(ft), "FT%", "Free Throw %"),
        ("totalRebounds", rebounds, "REB", "Rebounds"),
        ("offensiveRebounds", offensive, "OR", "Offensive Rebounds"),
        ("defensiveRebounds", defensive, "DR", "Defensive Rebounds"),
        ("assists", assists, "AST", "Assists"),
        ("steals", steals, "STL", "Steals"),
        ("blocks", blocks, "BLK", "Blocks"),
        ("turnovers", turnovers, "TO", "Turnovers"),
        ("teamTurnovers", "0", "TTO", "Team Turnovers"),
        ("totalTurnovers", turnovers, "ToTO", "Total Turnovers"),
        ("technicalFouls", "0", "TECH", "Technical Fouls"),
        ("totalTechnicalFouls", "0", "TECH", "Total Technical Fouls"),
        ("flagrantFouls", "0", "FLAG", "Flagrant Fouls"),
        ("turnoverPoints", gifts, "Points Conceded Off Turnovers", ""),
        ("fastBreakPoints", str(fast), "FBPs", "Fast Break Points"),
        ("pointsInPaint", "0" if shell else str(tally.paint_points), "PIP", "Points in Paint"),
        ("fouls", fouls, "PF", "Fouls"),
        ("largestLead", "0" if shell else str(tally.largest_lead), "LL", "Largest Lead"),
    ]
    return [_statistic(*row) for row in rows]


def _averages(game: Game, team: Team) -> list[Json]:
    rng = random.Random(f"{game.id}:averages:{team.id}")
    rows = [
        ("streak", f"{rng.choice('WL')}{rng.randint(1, 5)}", "STRK", "Streak"),
        ("avgPointsAgainst", f"{rng.uniform(107, 120):.1f}", "OPP PPG", "Points Against"),
        ("Last Ten Games", f"{(won := rng.randint(1, 9))}-{10 - won}", "L10", "Last Ten Games"),
        ("avgPoints", f"{rng.uniform(107, 120):.1f}", "PTS", "Points Per Game"),
        ("fieldGoalPct", str(rng.randint(44, 50)), "FG%", "Field Goal %"),
        ("threePointFieldGoalPct", str(rng.randint(33, 39)), "3P%", "Three Point %"),
        ("avgRebounds", f"{rng.uniform(40, 47):.1f}", "REB", "Rebounds Per Game"),
        ("avgAssists", f"{rng.uniform(23, 30):.1f}", "AST", "Assists Per Game"),
        ("avgBlocks", f"{rng.uniform(4, 6):.1f}", "BLK", "Blocks Per Game"),
        ("avgSteals", f"{rng.uniform(6, 10):.1f}", "STL", "Steals Per Game"),
        ("avgTeamTurnovers", f"{rng.uniform(0.2, 1):.1f}", "TTO", "Team Turnovers Per Game"),
        ("avgTotalTurnovers", f"{rng.uniform(12, 16):.1f}", "ToTO", "Total Turnovers Per Game"),
    ]
    return [_statistic(*row) for row in rows]


def _statistic(name: str, value: str, abbreviation: str, label: str) -> Json:
    row = {"name": name, "displayValue": value}
    if abbreviation:
        row["abbreviation"] = abbreviation
    return {**row, "label": label or abbreviation}


def _percent(made_attempted: str) -> str:
    made, attempted = map(int, made_attempted.split("-"))
    return str(round(100 * made / attempted)) if attempted else "0"
