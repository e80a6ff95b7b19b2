"""A whole season: every game with its result, postponements and the games that make up for them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import lru_cache

from include.devstack.simulator.espn.calendar import tipoff
from include.devstack.simulator.espn.fixtures import Fixture, event_id, regular_season
from include.devstack.simulator.espn.game import Game, Record, play_quarters
from include.devstack.simulator.espn.playoffs import Results, playoffs
from include.devstack.simulator.espn.teams import TEAMS, Team

_MAKEUP_AFTER = timedelta(days=10)
HOME_COURT = 2.4


@dataclass(frozen=True, slots=True)
class SeasonSettings:
    """What the seed is and how often unusual things happen (shares of games, 0 to 1)."""

    seed: int = 1
    postponed_rate: float = 0.004
    shell_rate: float = 0.0
    overtime_rate: float = 0.06


@dataclass(frozen=True, slots=True)
class Season:
    """The games of a season by id and by New York day (each day in order of tipoff)."""

    year: int
    games: dict[str, Game]
    by_day: dict[date, tuple[Game, ...]]


@dataclass(slots=True)
class _Table:
    results: Results
    records: dict[str, Record] = field(default_factory=lambda: defaultdict(Record))

    def play(self, fixture: Fixture) -> Game:
        """Return the fixture as a game with its result, and count it."""
        home, away = self.results.quarters(fixture.id, fixture.home, fixture.away)
        rng = random.Random(f"{self.results.seed}:crowd:{fixture.id}")
        game = Game(
            fixture.id, fixture.season, fixture.season_type, fixture.day, fixture.start,
            fixture.home, fixture.away, fixture.home.venue, home, away, rng.randint(14_800, 20_400),
            self.records[fixture.home.id], self.records[fixture.away.id], fixture.note,
        )  # fmt: skip
        won = game.home_score > game.away_score
        self.records[fixture.home.id] = game.home_record.after(won=won)
        self.records[fixture.away.id] = game.away_record.after(won=not won)
        return game


class SeasonResults:
    """Results of a season's games, each decided by its id alone."""

    def __init__(self, season: int, settings: SeasonSettings) -> None:
        self.seed = settings.seed
        self._overtime_rate = settings.overtime_rate
        rng = random.Random(f"{settings.seed}:strength:{season}")
        self._strength = {team.id: rng.gauss(0, 4.5) for team in TEAMS}

    def quarters(self, game_id: str, home: Team, away: Team) -> tuple[tuple[int, ...], tuple[int, ...]]:
        edge = self._strength[home.id] - self._strength[away.id] + HOME_COURT
        return play_quarters(random.Random(f"{self.seed}:result:{game_id}"), edge, self._overtime_rate)


@lru_cache(maxsize=8)
def build_season(season: int, settings: SeasonSettings, also_postponed: tuple[str, ...] = ()) -> Season:
    """Return a season.

    :param also_postponed: ids of games to postpone besides those that the rate postpones, in the order in
        which they were named; naming one more never moves the makeup games of the earlier ones.
    """
    results = SeasonResults(season, settings)
    fixtures = regular_season(season, settings.seed)
    makeups = _makeup_games(fixtures, _postponed_ids(fixtures, settings, also_postponed))
    table = _Table(results)
    games: list[Game] = []
    for fixture in sorted([*fixtures, *makeups.values()], key=lambda one: (one.start, one.id)):
        if fixture.id in makeups:
            before = (table.records[fixture.home.id], table.records[fixture.away.id])
            game = _Table(results).play(fixture)
            games.append(replace(game, postponed=True, home_record=before[0], away_record=before[1]))
        else:
            games.append(table.play(fixture))
    replaced = {makeup.id: original for original, makeup in makeups.items()}
    games = [replace(game, makeup_of=replaced[game.id]) if game.id in replaced else game for game in games]
    standings = dict(table.records)
    for fixture in playoffs(season, standings, results):
        game = _Table(results).play(fixture)
        home, away = standings[fixture.home.id], standings[fixture.away.id]
        games.append(replace(game, home_record=home, away_record=away))
    by_day: dict[date, list[Game]] = defaultdict(list)
    for game in games:
        by_day[game.day].append(game)
    return Season(
        season, {game.id: game for game in games}, {day: tuple(some) for day, some in by_day.items()}
    )


def _postponed_ids(fixtures: list[Fixture], settings: SeasonSettings, also: Iterable[str]) -> list[str]:
    if settings.postponed_rate:
        rng = random.Random(f"{settings.seed}:postponed:{fixtures[0].season}")
        chosen = [fixture.id for fixture in fixtures if rng.random() < settings.postponed_rate]
    else:
        chosen = []
    return list(dict.fromkeys([*chosen, *also]))


def _makeup_games(fixtures: list[Fixture], postponed: Iterable[str]) -> dict[str, Fixture]:
    """Return the makeup game by the id of the postponed one. No free day later: not postponed."""
    by_id = {fixture.id: fixture for fixture in fixtures}
    busy = {(fixture.day, team.id) for fixture in fixtures for team in (fixture.home, fixture.away)}
    days = sorted({fixture.day for fixture in fixtures})
    makeups: dict[str, Fixture] = {}
    for game_id in postponed:
        original = by_id.get(game_id)
        if original is None:
            continue
        teams = (original.home.id, original.away.id)
        for day in days:
            if day < original.day + _MAKEUP_AFTER or any((day, team) in busy for team in teams):
                continue
            busy.update((day, team) for team in teams)
            makeups[game_id] = replace(
                original,
                id=event_id(original.season, 2, int(game_id[-4:])),
                day=day,
                start=tipoff(day, time(19, 0)),
                note=f"Rescheduled from {original.day:%B} {original.day.day}",
            )
            break
    return makeups
