"""A simulated game: who, when, and how it ends. Everything follows from the seed and the id."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime

from include.devstack.simulator.espn.teams import Team, Venue

Quarters = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Games won and lost so far."""

    won: int = 0
    lost: int = 0

    def after(self, *, won: bool) -> Record:
        return Record(self.won + 1, self.lost) if won else Record(self.won, self.lost + 1)

    def __str__(self) -> str:
        return f"{self.won}-{self.lost}"


@dataclass(frozen=True, slots=True)
class Game:
    """A game with its result. Quarters are points by period with overtimes; records are those before it.

    `postponed` games have a result that nobody sees; `makeup_of` is the id of the game that is made up.
    """

    id: str
    season: int
    season_type: int
    day: date
    start: datetime
    home: Team
    away: Team
    venue: Venue
    home_quarters: Quarters
    away_quarters: Quarters
    attendance: int
    home_record: Record = Record()
    away_record: Record = Record()
    note: str = ""
    postponed: bool = False
    makeup_of: str | None = None

    @property
    def home_score(self) -> int:
        return sum(self.home_quarters)

    @property
    def away_score(self) -> int:
        return sum(self.away_quarters)

    @property
    def periods(self) -> int:
        return len(self.home_quarters)


def play_quarters(rng: random.Random, home_edge: float, overtime_rate: float) -> tuple[Quarters, Quarters]:
    """Return the points by period of both teams, home first; the totals differ.

    :param home_edge: how many points better the home team is, its court included.
    :param overtime_rate: share of games that are level after four quarters.
    """
    home = [max(13, round(rng.gauss(28.2 + home_edge / 8, 4.4))) for _ in range(4)]
    away = [max(13, round(rng.gauss(28.2 - home_edge / 8, 4.4))) for _ in range(4)]
    if rng.random() < overtime_rate:
        lower, missing = (
            (home, sum(away) - sum(home)) if sum(home) < sum(away) else (away, sum(home) - sum(away))
        )
        for index in range(missing):
            lower[index % 4] += 1
        while sum(home) == sum(away):
            home.append(max(3, round(rng.gauss(11, 3))))
            away.append(max(3, round(rng.gauss(11, 3))))
    elif sum(home) == sum(away):
        rng.choice((home, away))[3] += rng.randint(1, 3)
    return tuple(home), tuple(away)


def split_score(rng: random.Random, score: int) -> Quarters:
    """Return four quarters that add up to a score of which only the total is known."""
    cuts = [score // 4] * 4
    for _ in range(score % 4):
        cuts[rng.randrange(4)] += 1
    for _ in range(8):
        giver, taker = rng.randrange(4), rng.randrange(4)
        if cuts[giver] > 12:
            cuts[giver] -= 1
            cuts[taker] += 1
    return tuple(cuts)
