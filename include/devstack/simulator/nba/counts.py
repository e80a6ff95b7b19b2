"""What a box score of NBA.com counts beyond the engine's tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.script import Script
from include.devstack.simulator.nba.specials import TECHNICAL_FOUL
from include.devstack.simulator.nba.story import Beat


@dataclass(slots=True)
class TeamCounts:
    """One team. `players` counts by (player id, what); `team` by what; scores are written `78-116`."""

    players: Counter[tuple[str, str]] = field(default_factory=Counter)
    team: Counter[str] = field(default_factory=Counter)
    biggest_lead: int = 0
    biggest_lead_score: str = "0-0"
    run: int = 0
    run_score: str = "0-0"
    seconds_leading: float = 0.0


@dataclass(slots=True)
class Counts:
    """Both teams (home, away), and what belongs to the game."""

    teams: tuple[TeamCounts, TeamCounts]
    lead_changes: int = 0
    times_tied: int = 0


def count(script: Script, beats: Sequence[Beat]) -> Counts:
    """Count the beats of a game."""
    counts = Counts((TeamCounts(), TeamCounts()))
    floor: list[list[Player]] = [[], []]
    period, clock, leader, run_side, run = 0, 0.0, -1, -1, 0
    score = (0, 0)
    for beat in beats:
        play = beat.play
        if play.period != period:
            period, clock = play.period, 720.0 if play.period <= 4 else 300.0
            floor = [list(five) for five in script.lineups[period - 1]]
        if score[0] != score[1]:
            counts.teams[score[0] < score[1]].seconds_leading += clock - play.clock
        clock = play.clock
        if play.side is None:
            continue
        _note(beat, counts.teams)
        if play.action == "sub":
            five = floor[play.side]
            five[five.index(play.players[1])] = play.players[0]
        if play.points:
            for side in (0, 1):
                word = "plus" if side == play.side else "minus"
                for player in floor[side]:
                    counts.teams[side].players[player.id, word] += play.points
            score = play.score
            run = run + play.points if run_side == play.side else play.points
            run_side = play.side
            _highs(counts.teams[play.side], play.side, score, run)
            if score[0] == score[1]:
                counts.times_tied += 1
            else:
                ahead = int(score[0] < score[1])
                counts.lead_changes += leader not in (-1, ahead)
                leader = ahead
    return counts


def _highs(team: TeamCounts, side: int, score: tuple[int, int], run: int) -> None:
    lead = score[side] - score[1 - side]
    written = f"{score[1]}-{score[0]}"
    if lead > team.biggest_lead:
        team.biggest_lead, team.biggest_lead_score = lead, written
    if run > team.run:
        team.run, team.run_score = run, written


_KINDS = {"pointsinthepaint": "paint", "fastbreak": "fast", "2ndchance": "second", "fromturnover": "turnover"}


def _note(beat: Beat, teams: tuple[TeamCounts, TeamCounts]) -> None:
    play, side = beat.play, beat.play.side or 0
    own, other = teams[side], teams[1 - side]
    match play.action:
        case "heave":
            own.team["heaves"] += 1
        case "other" if play.type == TECHNICAL_FOUL:
            own.players[play.players[0].id, "technical"] += 1
        case "shot" | "free_throw":
            for qualifier in beat.qualifiers:
                kind = _KINDS[qualifier]
                own.team[kind] += play.points
                own.players[play.players[0].id, kind] += play.points
                if play.action == "shot":
                    own.team[f"{kind} tried"] += 1
                    own.team[f"{kind} made"] += play.made
            if play.helper == "block":
                own.players[play.players[0].id, "blocked"] += 1
        case "offensive_rebound" | "defensive_rebound" if not play.players:
            own.team[play.action] += 1
        case "turnover" if not play.players:
            own.team["turnovers"] += 1
        case "foul":
            if beat.drawn_by:
                other.players[beat.drawn_by.id, "drawn"] += 1
            if play.type[1].startswith("Offensive"):
                own.players[play.players[0].id, "offensive"] += 1
