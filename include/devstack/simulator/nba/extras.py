"""What lies around the regular season: preseason, All-Star Game, play-in and playoffs."""

from __future__ import annotations

import random
from datetime import date, time, timedelta

from include.devstack.simulator.espn.calendar import first_day, tipoff
from include.devstack.simulator.espn.fixtures import Fixture, tip_time
from include.devstack.simulator.espn.game import Record
from include.devstack.simulator.espn.playoffs import playoffs
from include.devstack.simulator.espn.teams import TEAMS
from include.devstack.simulator.nba.listing import Kind, Listing, game_id
from include.devstack.simulator.nba.results import Games
from include.devstack.simulator.nba.teams import EAST_STARS, WEST_STARS

_ROUNDS = 5
_KNOWN_BEFORE = timedelta(hours=36)
_PLAY_IN_NUMBERS = {"East": (101, 111, 201), "West": (121, 131, 211)}
_STAGES = {
    "1st Round": (1, "First Round"),
    "Semifinals": (2, "Conf. Semifinals"),
    "Finals": (3, "Conf. Finals"),
}


def preseason(games: Games) -> list[Listing]:
    """Return 75 games in the two weeks that end four days before opening night."""
    rng = random.Random(f"{games.settings.seed}:preseason:{games.season}")
    begin = first_day(games.season) - timedelta(days=18)
    slots = []
    for number in range(_ROUNDS):
        teams = list(TEAMS)
        rng.shuffle(teams)
        for index in range(0, len(teams), 2):
            day = begin + timedelta(days=3 * number + index % 3)
            home, away = teams[index], teams[index + 1]
            slots.append((tipoff(day, tip_time(day, home, rng)), home, away))
    slots.sort(key=lambda slot: (slot[0], slot[1].display_name))
    return [
        Listing(
            game=games.play(Kind.PRESEASON, game_id(Kind.PRESEASON, games.season, number), start, home, away),
            kind=Kind.PRESEASON,
            label="Preseason",
        )
        for number, (start, home, away) in enumerate(slots, start=1)
    ]


def all_star(games: Games) -> Listing:
    """Return the All-Star Game: the third Sunday of February, between teams that are no franchises."""
    february = date(games.season, 2, 1)
    sunday = february + timedelta(days=(6 - february.weekday()) % 7 + 14)
    number = game_id(Kind.ALL_STAR, games.season, 1)
    game = games.play(Kind.ALL_STAR, number, tipoff(sunday, time(20, 0)), EAST_STARS, WEST_STARS)
    return Listing(game=game, kind=Kind.ALL_STAR, label="All-Star Game", neutral=True)


def postseason(games: Games, standings: dict[str, Record]) -> list[Listing]:
    """Return play-in and playoff games. Each is listed from 36 hours before it starts."""
    seeds = _seeds(standings)
    series: dict[tuple[int, frozenset[str]], int] = {}
    play_in = {side: iter(numbers) for side, numbers in _PLAY_IN_NUMBERS.items()}
    listings = []
    for fixture in playoffs(games.season, standings, games.results):
        if fixture.season_type == 5:
            side = fixture.note.rsplit(" ", 1)[-1]
            kind, number = Kind.PLAY_IN, next(play_in[side])
            label, sub_label, series_game = "SoFi Play-In Tournament", side, ""
        else:
            kind = Kind.PLAYOFFS
            stage, label, series_game = _series(fixture)
            key = (stage, frozenset((fixture.home.id, fixture.away.id)))
            place = series.setdefault(key, sum(known == stage for known, _ in series))
            number = 100 * stage + 10 * place + int(series_game[-1])
            sub_label = series_game
        game = games.play(
            kind, game_id(kind, games.season, number), fixture.start, fixture.home, fixture.away,
            result=fixture.id,
        )  # fmt: skip
        listings.append(
            Listing(
                game=game, kind=kind, label=label, sub_label=sub_label, series_game=series_game,
                seeds=(seeds[fixture.home.id], seeds[fixture.away.id]),
                listed_from=fixture.start - _KNOWN_BEFORE,
            )
        )  # fmt: skip
    return listings


def _series(fixture: Fixture) -> tuple[int, str, str]:
    """Return the stage (1 to 4), its label and `Game 3`."""
    name, _, number = fixture.note.partition(" - ")
    if name == "NBA Finals":
        return 4, name, number
    side, _, stage_name = name.partition(" ")
    stage, words = _STAGES[stage_name]
    return stage, f"{side} {words}", number


def _seeds(standings: dict[str, Record]) -> dict[str, int]:
    seeds = {}
    for side in ("East", "West"):
        teams = [team for team in TEAMS if team.conference == side]
        teams.sort(key=lambda team: (-standings[team.id].won, int(team.id)))
        seeds.update({team.id: place for place, team in enumerate(teams, start=1)})
    return seeds
