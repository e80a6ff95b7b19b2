"""The `statistics` of a player and of a team in a box score."""

from __future__ import annotations

from include.devstack.simulator.espn.tally import Line, TeamTally
from include.devstack.simulator.nba.counts import Counts, TeamCounts
from include.devstack.simulator.nba.wording import Json, clock, minutes, share


def player_statistics(line: Line, counts: TeamCounts) -> Json:
    """Return a player's numbers; all zero for somebody who did not play."""

    def extra(what: str) -> int:
        return counts.players[line.player.id, what]

    twos = (line.field_goals - line.threes, line.field_goal_attempts - line.three_attempts)
    return {
        "assists": line.assists,
        "blocks": line.blocks,
        "blocksReceived": extra("blocked"),
        "fieldGoalsAttempted": line.field_goal_attempts,
        "fieldGoalsMade": line.field_goals,
        "fieldGoalsPercentage": share(line.field_goals, line.field_goal_attempts),
        "foulsOffensive": extra("offensive"),
        "foulsDrawn": extra("drawn"),
        "foulsPersonal": line.fouls,
        "foulsTechnical": extra("technical"),
        "freeThrowsAttempted": line.free_throw_attempts,
        "freeThrowsMade": line.free_throws,
        "freeThrowsPercentage": share(line.free_throws, line.free_throw_attempts),
        "minus": float(extra("minus")),
        "minutes": clock(line.seconds),
        "minutesCalculated": minutes(line.seconds),
        "plus": float(extra("plus")),
        "plusMinusPoints": float(extra("plus") - extra("minus")),
        "points": line.points,
        "pointsFastBreak": extra("fast"),
        "pointsInThePaint": extra("paint"),
        "pointsSecondChance": extra("second"),
        "reboundsDefensive": line.defensive_rebounds,
        "reboundsOffensive": line.offensive_rebounds,
        "reboundsTotal": line.rebounds,
        "steals": line.steals,
        "threePointersAttempted": line.three_attempts,
        "threePointersMade": line.threes,
        "threePointersPercentage": share(line.threes, line.three_attempts),
        "turnovers": line.turnovers,
        "twoPointersAttempted": twos[1],
        "twoPointersMade": twos[0],
        "twoPointersPercentage": share(*twos),
    }


def team_statistics(tallies: tuple[TeamTally, TeamTally], counts: Counts, side: int, seconds: float) -> Json:
    """Return a team's numbers: the sums of its players' and what belongs to the team.

    A missed heave is the team's attempt and no player's; that it is one of three points, too, was not seen.
    """
    tally, other = tallies[side], tallies[1 - side]
    own = counts.teams[side]
    team = own.team
    heaves = team["heaves"]
    made, tried = tally.total("field_goals"), tally.total("field_goal_attempts") + heaves
    threes, threes_tried = tally.total("threes"), tally.total("three_attempts") + heaves
    throws, throws_tried = tally.total("free_throws"), tally.total("free_throw_attempts")
    offensive, defensive = tally.total("offensive_rebounds"), tally.total("defensive_rebounds")
    team_offensive, team_defensive = team["offensive_rebound"], team["defensive_rebound"]
    points, assists, turnovers = tally.total("points"), tally.total("assists"), tally.total("turnovers")
    fouls, offensive_fouls = tally.total("fouls"), _players(own, "offensive")
    true_attempts = round(tried + 0.44 * throws_tried, 2)
    return {
        "assists": assists,
        "assistsTurnoverRatio": share(assists, turnovers),
        "benchPoints": sum(line.points for line in tally.lines if line.player.slot >= 5),
        "biggestLead": own.biggest_lead,
        "biggestLeadScore": own.biggest_lead_score,
        "biggestScoringRun": own.run,
        "biggestScoringRunScore": own.run_score,
        "blocks": tally.total("blocks"),
        "blocksReceived": _players(own, "blocked"),
        "fastBreakPointsAttempted": team["fast tried"],
        "fastBreakPointsMade": team["fast made"],
        "fastBreakPointsPercentage": share(team["fast made"], team["fast tried"]),
        "fieldGoalsAttempted": tried,
        "fieldGoalsEffectiveAdjusted": share(made + 0.5 * threes, tried),
        "fieldGoalsMade": made,
        "fieldGoalsPercentage": share(made, tried),
        "foulsOffensive": offensive_fouls,
        "foulsDrawn": _players(own, "drawn"),
        "foulsPersonal": fouls,
        "foulsTeam": fouls - offensive_fouls,
        "foulsTechnical": _players(own, "technical"),
        "foulsTeamTechnical": 0,
        "freeThrowsAttempted": throws_tried,
        "freeThrowsMade": throws,
        "freeThrowsPercentage": share(throws, throws_tried),
        "leadChanges": counts.lead_changes,
        "minutes": clock(5 * seconds),
        "minutesCalculated": minutes(5 * seconds),
        "points": points,
        "pointsAgainst": other.total("points"),
        "pointsFastBreak": team["fast"],
        "pointsFromTurnovers": team["turnover"],
        "pointsInThePaint": team["paint"],
        "pointsInThePaintAttempted": team["paint tried"],
        "pointsInThePaintMade": team["paint made"],
        "pointsInThePaintPercentage": share(team["paint made"], team["paint tried"]),
        "pointsSecondChance": team["second"],
        "reboundsDefensive": defensive,
        "reboundsOffensive": offensive,
        "reboundsPersonal": offensive + defensive,
        "reboundsTeam": team_offensive + team_defensive,
        "reboundsTeamDefensive": team_defensive,
        "reboundsTeamOffensive": team_offensive,
        "reboundsTotal": offensive + defensive + team_offensive + team_defensive,
        "secondChancePointsAttempted": team["second tried"],
        "secondChancePointsMade": team["second made"],
        "secondChancePointsPercentage": share(team["second made"], team["second tried"]),
        "steals": tally.total("steals"),
        "threePointersAttempted": threes_tried,
        "threePointersMade": threes,
        "threePointersPercentage": share(threes, threes_tried),
        "timeLeading": clock(own.seconds_leading),
        "timesTied": counts.times_tied,
        "trueShootingAttempts": true_attempts,
        "trueShootingPercentage": share(points, 2 * true_attempts),
        "turnovers": turnovers,
        "turnoversTeam": team["turnovers"],
        "turnoversTotal": turnovers + team["turnovers"],
        "twoPointersAttempted": tried - threes_tried,
        "twoPointersMade": made - threes,
        "twoPointersPercentage": share(made - threes, tried - threes_tried),
    }


def _players(counts: TeamCounts, what: str) -> int:
    return sum(number for (_, name), number in counts.players.items() if name == what)
