"""Play-in and playoffs: who meets whom follows from the season's records and the games' own results."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Protocol

from include.devstack.simulator.espn.calendar import last_day, tipoff
from include.devstack.simulator.espn.fixtures import Fixture, event_id
from include.devstack.simulator.espn.game import Record
from include.devstack.simulator.espn.teams import TEAMS, Conference, Team

_HOME_COURT = (True, True, False, False, True, False, True)
_FIRST_ROUND, _SEMIFINALS, _CONFERENCE_FINALS, _FINALS = 6, 22, 37, 53
_BRACKET = ((0, 7), (3, 4), (1, 6), (2, 5))
_TIMES = (time(19, 0), time(19, 30), time(21, 30), time(22, 0))


class Results(Protocol):
    """Gives the points by period of a game by its id."""

    @property
    def seed(self) -> int: ...

    def quarters(self, game_id: str, home: Team, away: Team) -> tuple[tuple[int, ...], tuple[int, ...]]: ...


class _Bracket:
    def __init__(self, season: int, results: Results) -> None:
        self.season = season
        self.results = results
        self.closing = last_day(season)
        self.fixtures: list[Fixture] = []

    def game(self, kind: int, offset: int, slot: int, home: Team, away: Team, note: str) -> Team:
        """Add one game and return its winner."""
        number = sum(fixture.season_type == kind for fixture in self.fixtures) + 1
        day: date = self.closing + timedelta(days=offset)
        start = tipoff(day, _TIMES[slot % len(_TIMES)])
        fixture = Fixture(
            event_id(self.season, kind, number), self.season, kind, day, start, home, away, note
        )
        self.fixtures.append(fixture)
        home_points, away_points = self.results.quarters(fixture.id, home, away)
        return home if sum(home_points) > sum(away_points) else away

    def series(self, offset: int, slot: int, better: Team, other: Team, name: str) -> Team:
        """Add a series to four wins and return its winner."""
        wins = {better.id: 0, other.id: 0}
        for number, at_better in enumerate(_HOME_COURT):
            home, away = (better, other) if at_better else (other, better)
            note = f"{name} - Game {number + 1}"
            winner = self.game(3, offset + slot % 2 + 2 * number, slot // 2, home, away, note)
            wins[winner.id] += 1
            if wins[winner.id] == 4:
                return winner
        raise AssertionError("a series of seven games has a winner")


def playoffs(season: int, standings: dict[str, Record], results: Results) -> list[Fixture]:
    """Return the play-in and playoff games in the order in which they are decided."""
    bracket = _Bracket(season, results)
    rank = {team.id: (-standings[team.id].won, int(team.id)) for team in TEAMS}
    seeds = {side: _play_in(bracket, side, rank) for side in ("East", "West")}
    champions: list[Team] = []
    winners = {
        side: [
            bracket.series(_FIRST_ROUND, 4 * side_number + slot, field[high], field[low], f"{side} 1st Round")
            for slot, (high, low) in enumerate(_BRACKET)
        ]
        for side_number, (side, field) in enumerate(seeds.items())
    }
    for side_number, (side, left) in enumerate(winners.items()):
        halves = [sorted(left[:2], key=lambda t: rank[t.id]), sorted(left[2:], key=lambda t: rank[t.id])]
        finalists = [
            bracket.series(_SEMIFINALS, 2 * side_number + slot, better, other, f"{side} Semifinals")
            for slot, (better, other) in enumerate(halves)
        ]
        better, other = sorted(finalists, key=lambda t: rank[t.id])
        champions.append(bracket.series(_CONFERENCE_FINALS, side_number, better, other, f"{side} Finals"))
    better, other = sorted(champions, key=lambda t: rank[t.id])
    bracket.series(_FINALS, 0, better, other, "NBA Finals")
    return bracket.fixtures


def _play_in(bracket: _Bracket, side: Conference, rank: dict[str, tuple[int, int]]) -> list[Team]:
    field = sorted((team for team in TEAMS if team.conference == side), key=lambda t: rank[t.id])
    note, offset = f"Play-In - {side}", 2 if side == "East" else 3
    seventh = bracket.game(5, offset, 0, field[6], field[7], note)
    loser = field[7] if seventh == field[6] else field[6]
    ninth = bracket.game(5, offset, 2, field[8], field[9], note)
    eighth = bracket.game(5, 5, 0 if side == "East" else 2, loser, ninth, note)
    return [*field[:6], seventh, eighth]
