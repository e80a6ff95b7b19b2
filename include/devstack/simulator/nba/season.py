"""A whole season as NBA.com's schedule lists it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from include.devstack.simulator.espn.game import Record
from include.devstack.simulator.nba.extras import all_star, postseason, preseason
from include.devstack.simulator.nba.listing import Kind, Listing
from include.devstack.simulator.nba.regular import may_be_postponed, postpone, regular_games
from include.devstack.simulator.nba.results import Games, NbaSettings
from include.devstack.simulator.nba.teams import franchise

FIRST_SEASON, LAST_SEASON = 2020, 2030
"""liveData begins with 2019-20; the simulator's calendar ends with 2029-30."""


@dataclass(frozen=True, slots=True)
class NbaSeason:
    """The games of a season by id, in the order in which they are played."""

    year: int
    games: dict[str, Listing]


@lru_cache(maxsize=8)
def build_season(season: int, settings: NbaSettings, also_postponed: tuple[str, ...] = ()) -> NbaSeason:
    """Return a season.

    :param also_postponed: ids of games to postpone besides those that the rate postpones, in the order
        in which they were named.
    """
    games = Games(season, settings)
    listed = regular_games(games)
    postponed = [*_by_rate(listed, settings, season), *also_postponed]
    regular = _with_records(postpone(listed, list(dict.fromkeys(postponed))))
    around = _with_records([*preseason(games), all_star(games)])
    after = _with_records(postseason(games, _standings(regular)))
    everything = sorted([*around, *regular, *after], key=lambda one: (one.game.start, one.id))
    return NbaSeason(season, {listing.id: listing for listing in everything})


def _by_rate(listings: Iterable[Listing], settings: NbaSettings, season: int) -> list[str]:
    rng = random.Random(f"{settings.seed}:nba postponed:{season}")
    return [
        listing.id
        for listing in sorted(listings, key=lambda one: one.id)
        if rng.random() < settings.postponed_rate and may_be_postponed(listing)
    ]


def _with_records(listings: Iterable[Listing]) -> list[Listing]:
    """Add what each team had won and lost before: in the season, or in the series of a playoff game."""
    records: dict[tuple[str, str], Record] = defaultdict(Record)
    done = []
    for listing in sorted(listings, key=lambda one: (one.game.start, one.id)):
        game = listing.game
        scope = listing.id[:9] if listing.kind is Kind.PLAYOFFS else listing.kind
        home, away = (scope, game.home.id), (scope, game.away.id)
        game = replace(game, home_record=records[home], away_record=records[away])
        won = game.home_score > game.away_score
        records[home] = records[home].after(won=won)
        records[away] = records[away].after(won=not won)
        text = listing.series_text
        if listing.kind is Kind.PLAYOFFS:
            text = _series_text(listing, records[home], records[away])
        elif listing.neutral:
            text = "Neutral Site"
        done.append(replace(listing, game=game, series_text=text))
    return done


def _series_text(listing: Listing, home: Record, away: Record) -> str:
    if home.won == away.won:
        return f"Series tied {home.won}-{away.won}"
    leads = home.won > away.won
    leader = franchise(listing.game.home if leads else listing.game.away).tricode
    verb = "wins" if max(home.won, away.won) == 4 else "leads"
    return f"{leader} {verb} {max(home.won, away.won)}-{min(home.won, away.won)}"


def _standings(regular: Iterable[Listing]) -> dict[str, Record]:
    standings: dict[str, Record] = {}
    for listing in regular:
        game = listing.game
        if listing.kind is Kind.REGULAR:
            won = game.home_score > game.away_score
            standings[game.home.id] = game.home_record.after(won=won)
            standings[game.away.id] = game.away_record.after(won=not won)
    return standings
