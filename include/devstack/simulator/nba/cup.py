"""The NBA Cup inside a regular season: group nights in November, the knockout rounds in December.

The season's rounds (15 games in which every team plays once) are kept; in five of them the groups' games
are put together, in two the knockout games and those of the teams that are out. So every team still plays
82 regular games. The final is a game more, of its own kind.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from include.devstack.simulator.espn.calendar import tipoff
from include.devstack.simulator.espn.fixtures import Fixture
from include.devstack.simulator.espn.teams import TEAMS, Conference, Team

ROUND = 15
NIGHTS = 5
Pair = tuple[Team, Team]
Play = Callable[[str, Team, Team], Team]
"""Plays a game by its id and returns the winner."""


@dataclass(frozen=True, slots=True)
class CupPlan:
    """Which rounds are the Cup's, by their number, and the groups by name (`East Group A`)."""

    nights: tuple[int, ...]
    quarterfinals: int
    semifinals: int
    groups: dict[str, tuple[Team, ...]]


def plan_cup(fixtures: Sequence[Fixture], season: int, seed: int) -> CupPlan:
    """Choose rounds and groups of a season whose fixtures stand in order."""
    rng = random.Random(f"{seed}:cup:{season}")
    groups: dict[str, tuple[Team, ...]] = {}
    sides: tuple[Conference, ...] = ("East", "West")
    for side in sides:
        teams = [team for team in TEAMS if team.conference == side]
        rng.shuffle(teams)
        for index, letter in enumerate("ABC"):
            groups[f"{side} Group {letter}"] = tuple(teams[index::3])
    first = _round_from(fixtures, date(season - 1, 11, 4))
    knockout = _round_from(fixtures, date(season - 1, 12, 7))
    return CupPlan(tuple(first + 2 * night for night in range(NIGHTS)), knockout, knockout + 1, groups)


def night_pairs(plan: CupPlan, night: int) -> list[tuple[str, Pair]]:
    """Return the twelve group games of a night (0 to 4) with their group, then three games without."""
    rows: list[tuple[str, Pair]] = []
    free: list[Team] = []
    for name, teams in plan.groups.items():
        free.append(teams[night])
        for distance in (1, 2):
            one, other = teams[(night + distance) % 5], teams[(night - distance) % 5]
            rows.append((name, (one, other) if (night + distance) % 2 else (other, one)))
    rows.extend(("", (free[index], free[index + 3])) for index in range(3))
    return rows


def qualified(plan: CupPlan, group_games: Sequence[tuple[str, str, Pair]], play: Play) -> list[Team]:
    """Return the eight of the quarterfinals, East first, each side in order of its seeds.

    :param group_games: id, group and teams of the sixty group games.
    """
    wins = {team.id: 0 for team in TEAMS}
    for game_id, _, (home, away) in group_games:
        wins[play(game_id, home, away).id] += 1
    chosen: list[Team] = []
    for side in ("East", "West"):
        tables = [
            sorted(teams, key=lambda team: (-wins[team.id], int(team.id)))
            for name, teams in plan.groups.items()
            if name.startswith(side)
        ]
        winners = sorted((table[0] for table in tables), key=lambda team: (-wins[team.id], int(team.id)))
        seconds = sorted((table[1] for table in tables), key=lambda team: (-wins[team.id], int(team.id)))
        chosen.extend([*winners, seconds[0]])
    return chosen


def quarterfinal_pairs(eight: Sequence[Team]) -> list[Pair]:
    """Return first against fourth and second against third, East before West."""
    return [(eight[0], eight[3]), (eight[1], eight[2]), (eight[4], eight[7]), (eight[5], eight[6])]


def other_pairs(out: Sequence[Team], rng: random.Random) -> list[Pair]:
    """Return games between all of these teams."""
    teams = list(out)
    rng.shuffle(teams)
    return [(teams[index], teams[index + 1]) for index in range(0, len(teams), 2)]


def round_of(fixtures: Sequence[Fixture], number: int) -> Sequence[Fixture]:
    """Return the fifteen fixtures of a round."""
    return fixtures[number * ROUND : (number + 1) * ROUND]


def morning_after(fixtures: Sequence[Fixture]) -> datetime:
    """Return six in the morning, New York, after the last day of some fixtures: results are known then."""
    return tipoff(max(fixture.day for fixture in fixtures) + timedelta(days=1), time(6, 0))


def _round_from(fixtures: Sequence[Fixture], day: date) -> int:
    return next(
        number
        for number in range(len(fixtures) // ROUND)
        if min(fixture.day for fixture in round_of(fixtures, number)) >= day
    )
