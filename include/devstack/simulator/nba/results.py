"""How a season's games end: each result follows from the seed and the game's id alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from include.devstack.simulator.espn.calendar import game_day
from include.devstack.simulator.espn.game import Game, play_quarters
from include.devstack.simulator.espn.season import SeasonResults, SeasonSettings
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.nba.listing import Kind

_SEASON_TYPES = {Kind.PRESEASON: 1, Kind.PLAYOFFS: 3, Kind.PLAY_IN: 5}


@dataclass(frozen=True, slots=True)
class NbaSettings:
    """What the seed is and how often unusual things happen (shares of games, 0 to 1)."""

    seed: int = 1
    postponed_rate: float = 0.004
    overtime_rate: float = 0.06


class Games:
    """Plays the games of a season."""

    def __init__(self, season: int, settings: NbaSettings) -> None:
        self.season = season
        self.settings = settings
        engine = SeasonSettings(seed=settings.seed, overtime_rate=settings.overtime_rate)
        self.results = SeasonResults(season, engine)

    def play(
        self, kind: Kind, game_id: str, start: datetime, home: Team, away: Team, *, result: str = ""
    ) -> Game:
        """Return a game with its result.

        :param result: the id under which the engine decides the game, where it is not the game's own.
        """
        seed = self.settings.seed
        if kind is Kind.ALL_STAR:
            quarters = play_quarters(random.Random(f"{seed}:result:{game_id}"), 0, 0)
        else:
            quarters = self.results.quarters(result or game_id, home, away)
        crowd = random.Random(f"{seed}:crowd:{game_id}").randint(14_800, 20_400)
        return Game(
            game_id, self.season, _SEASON_TYPES.get(kind, 2), game_day(start), start,
            home, away, home.venue, *quarters, crowd,
        )  # fmt: skip

    def winner(self, game_id: str, home: Team, away: Team) -> Team:
        home_points, away_points = self.results.quarters(game_id, home, away)
        return home if sum(home_points) > sum(away_points) else away
