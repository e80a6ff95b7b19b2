"""The regular season's fixture list: 82 rounds in which every team plays once, spread over the days."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from include.devstack.simulator.espn.calendar import regular_days, tipoff
from include.devstack.simulator.espn.teams import TEAMS, Team

ROUNDS = 82
_EVENING = {0: (time(19, 0), time(19, 30)), -1: (time(20, 0), time(20, 30)), -2: (time(21, 0), time(21, 30))}
_PACIFIC = (time(22, 0), time(22, 30))
_MATINEE = (time(13, 0), time(15, 30), time(18, 0))


@dataclass(frozen=True, slots=True)
class Fixture:
    """A game that is to be played. `id` looks like ESPN's: 49, season, kind of game, number."""

    id: str
    season: int
    season_type: int
    day: date
    start: datetime
    home: Team
    away: Team
    note: str = ""


def event_id(season: int, kind: int, number: int) -> str:
    """Return the id of a simulated game. Kinds: 1 regular, 2 made up later, 3 playoffs, 5 play-in."""
    return f"49{season % 100:02d}{kind}{number:04d}"


def regular_season(season: int, seed: int) -> list[Fixture]:
    """Return the 1,230 games in order of tipoff; ids follow that order."""
    rng = random.Random(f"{seed}:fixtures:{season}")
    days = regular_days(season)
    games: list[tuple[datetime, date, Team, Team]] = []
    for number, pairs in enumerate(_rounds(rng)):
        first, end = number * len(days) // ROUNDS, (number + 1) * len(days) // ROUNDS
        share = days[first:end] if number < ROUNDS - 1 else days[-1:]
        rng.shuffle(pairs)
        for day, some in zip(share, _split(pairs, len(share), rng, opening=number == 0), strict=True):
            games.extend((tipoff(day, tip_time(day, home, rng)), day, home, away) for home, away in some)
    games.sort(key=lambda game: (game[0], game[2].display_name))
    return [
        Fixture(event_id(season, 1, index), season, 2, day, start, home, away)
        for index, (start, day, home, away) in enumerate(games, start=1)
    ]


def tip_time(day: date, home: Team, rng: random.Random) -> time:
    """Return a tipoff in New York time that suits the home team's zone."""
    if day.weekday() >= 5 and rng.random() < 0.35:
        return rng.choice(_MATINEE[1:] if home.utc_offset < -1 else _MATINEE)
    return rng.choice(_EVENING.get(home.utc_offset, _PACIFIC))


def _rounds(rng: random.Random) -> Iterator[list[tuple[Team, Team]]]:
    order = list(TEAMS)
    rng.shuffle(order)
    fixed, rest = order[0], order[1:]
    for number in range(ROUNDS):
        cycle, step = divmod(number, len(rest))
        line = [fixed, *rest[step:], *rest[:step]]
        pairs = []
        for index in range(len(order) // 2):
            one, other = line[index], line[-1 - index]
            swap = (step if index == 0 else index) % 2 == cycle % 2
            pairs.append((other, one) if swap else (one, other))
        yield pairs


def _split(
    pairs: list[tuple[Team, Team]], parts: int, rng: random.Random, *, opening: bool
) -> list[list[tuple[Team, Team]]]:
    if parts == 1:
        return [pairs]
    cut = 2 if opening else rng.randint(3, len(pairs) - 3 * (parts - 1))
    return [pairs[:cut], *_split(pairs[cut:], parts - 1, rng, opening=False)]
