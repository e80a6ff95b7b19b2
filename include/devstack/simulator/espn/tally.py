"""The box score, counted from plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script

_PAINT_FEET = 8


@dataclass(slots=True)
class Line:
    """One player's numbers. `played` is true from the moment the player is on the floor."""

    player: Player
    played: bool = False
    seconds: float = 0.0
    points: int = 0
    field_goals: int = 0
    field_goal_attempts: int = 0
    threes: int = 0
    three_attempts: int = 0
    free_throws: int = 0
    free_throw_attempts: int = 0
    offensive_rebounds: int = 0
    defensive_rebounds: int = 0
    assists: int = 0
    turnovers: int = 0
    steals: int = 0
    blocks: int = 0
    fouls: int = 0
    plus_minus: int = 0

    @property
    def rebounds(self) -> int:
        return self.offensive_rebounds + self.defensive_rebounds


@dataclass(slots=True)
class TeamTally:
    """A team's players and what belongs to no single player."""

    lines: list[Line]
    paint_points: int = 0
    largest_lead: int = 0
    conceded_off_turnovers: int = 0
    by_period: list[int] = field(default_factory=list)

    def total(self, name: str) -> int:
        return sum(int(getattr(line, name)) for line in self.lines)


def tally(script: Script, plays: Sequence[Play]) -> tuple[TeamTally, TeamTally]:
    """Count the plays (all of a script, or its first ones) for home and away."""
    teams = (
        TeamTally([Line(player) for player in script.rosters[0]]),
        TeamTally([Line(player) for player in script.rosters[1]]),
    )
    lines = {line.player: line for team in teams for line in team.lines}
    floor: list[list[Line]] = [[], []]
    period, clock, gift = 0, 0.0, -1
    for play in plays:
        if play.period != period:
            period, clock = play.period, 720.0 if play.period <= 4 else 300.0
            for side in (0, 1):
                teams[side].by_period.append(0)
                floor[side] = [lines[player] for player in script.lineups[period - 1][side]]
                for line in floor[side]:
                    line.played = True
        if play.clock != clock:
            for line in (*floor[0], *floor[1]):
                line.seconds += clock - play.clock
            clock = play.clock
        if play.side is None:
            continue
        _credit(play, lines)
        if play.action == "sub":
            on, off = lines[play.players[0]], lines[play.players[1]]
            floor[play.side][floor[play.side].index(off)] = on
            on.played = True
        if play.points:
            _score(play, teams, floor, off_turnover=gift == play.side)
        if play.action == "turnover":
            gift = 1 - play.side
        elif play.action in ("shot", "defensive_rebound"):
            gift = -1
    return teams


def _score(
    play: Play, teams: tuple[TeamTally, TeamTally], floor: list[list[Line]], *, off_turnover: bool
) -> None:
    side = play.side or 0
    team = teams[side]
    team.by_period[-1] += play.points
    for line in floor[side]:
        line.plus_minus += play.points
    for line in floor[1 - side]:
        line.plus_minus -= play.points
    if play.action == "shot" and play.counts and play.attempted == 2:
        x, y = play.at
        if (x - 25) ** 2 + y**2 <= _PAINT_FEET**2:
            team.paint_points += 2
    if off_turnover:
        teams[1 - side].conceded_off_turnovers += play.points
    lead = play.score[side] - play.score[1 - side]
    team.largest_lead = max(team.largest_lead, lead)


def _credit(play: Play, lines: dict[Player, Line]) -> None:
    if not play.players or not play.counts:
        return
    line = lines[play.players[0]]
    match play.action:
        case "shot":
            line.field_goal_attempts += 1
            line.three_attempts += play.attempted == 3
            if play.made:
                line.field_goals += 1
                line.threes += play.attempted == 3
                line.points += play.points
        case "free_throw":
            line.free_throw_attempts += 1
            line.free_throws += play.made
            line.points += play.points
        case "offensive_rebound":
            line.offensive_rebounds += 1
        case "defensive_rebound":
            line.defensive_rebounds += 1
        case "turnover":
            line.turnovers += 1
        case "foul":
            line.fouls += 1
    match play.helper:
        case "assist":
            lines[play.players[1]].assists += 1
        case "block":
            lines[play.players[1]].blocks += 1
        case "steal":
            lines[play.players[1]].steals += 1
