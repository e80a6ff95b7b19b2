"""The 1,230 games of the regular season with the Cup's, and the Cup final."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from include.devstack.simulator.espn.calendar import tipoff
from include.devstack.simulator.espn.fixtures import Fixture, regular_season, tip_time
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.nba import cup
from include.devstack.simulator.nba.listing import Kind, Listing, game_id
from include.devstack.simulator.nba.results import Games

LABEL = "Emirates NBA Cup"
_KNOCKOUT = "in-season-knockout"
_GROUP_IDS, _FIRST_KNOCKOUT, _FIRST_OTHER, _FIRST_SEMIFINAL = 1, 1201, 1205, 1229


class _Builder:
    def __init__(self, games: Games) -> None:
        self.games = games
        self.listings: list[Listing] = []
        self.rng = random.Random(f"{games.settings.seed}:cup games:{games.season}")

    def add(
        self,
        number: int,
        slot: Fixture,
        teams: tuple[Team, Team],
        *,
        sub_label: str = "",
        subtype: str = "",
        listed_from: datetime | None = None,
        drawn_at: datetime | None = None,
    ) -> Team:
        """Add a game on a fixture's day and return its winner."""
        home, away = teams
        start = slot.start
        if home is not slot.home:
            start = tipoff(slot.day, tip_time(slot.day, home, self.rng))
        number_id = game_id(Kind.REGULAR, self.games.season, number)
        game = self.games.play(Kind.REGULAR, number_id, start, home, away)
        self.listings.append(
            Listing(
                game=game, kind=Kind.REGULAR, label=LABEL if subtype else "", sub_label=sub_label,
                subtype=subtype, neutral=sub_label.endswith("Semifinal"),
                listed_from=listed_from, drawn_at=drawn_at,
            )
        )  # fmt: skip
        return home if game.home_score > game.away_score else away


def regular_games(games: Games) -> list[Listing]:
    """Return the regular season and the Cup final, none of it postponed.

    Ids follow NBA.com's custom: 1 to 60 are the Cup's group games (played in November, after games with
    higher ids), 1201 to 1230 the games of the knockout week, which are drawn in the season.
    """
    season, seed = games.season, games.settings.seed
    fixtures = regular_season(season, seed)
    plan = cup.plan_cup(fixtures, season, seed)
    builder = _Builder(games)
    group_games = _group_nights(builder, fixtures, plan)
    taken = {*plan.nights, plan.quarterfinals, plan.semifinals}
    number = len(group_games)
    for index, fixture in enumerate(fixtures):
        night = index // cup.ROUND
        if night in plan.nights:
            pairs = cup.night_pairs(plan, plan.nights.index(night))
            group, pair = pairs[index % cup.ROUND]
            if not group:
                number += 1
                builder.add(number, fixture, pair)
        elif night not in taken:
            number += 1
            builder.add(number, fixture, (fixture.home, fixture.away))
    eight = cup.qualified(plan, group_games, games.winner)
    finalists = _knockout_week(builder, fixtures, plan, eight)
    return [*builder.listings, _final(builder, fixtures, plan, finalists)]


def _group_nights(
    builder: _Builder, fixtures: Sequence[Fixture], plan: cup.CupPlan
) -> list[tuple[str, str, cup.Pair]]:
    rows: list[tuple[str, str, cup.Pair]] = []
    for night, number in enumerate(plan.nights):
        slots = cup.round_of(fixtures, number)
        for slot, (group, pair) in zip(slots, cup.night_pairs(plan, night), strict=True):
            if group:
                builder.add(_GROUP_IDS + len(rows), slot, pair, sub_label=group, subtype="in-season")
                rows.append((builder.listings[-1].id, group, pair))
    return rows


def _knockout_week(
    builder: _Builder, fixtures: Sequence[Fixture], plan: cup.CupPlan, eight: Sequence[Team]
) -> list[Team]:
    """Add both knockout rounds and what the other teams play meanwhile; return the finalists."""
    early, late = (cup.round_of(fixtures, number) for number in (plan.quarterfinals, plan.semifinals))
    drawn = cup.morning_after(cup.round_of(fixtures, plan.nights[-1]))
    quarterfinal_over = cup.morning_after(early)
    winners, losers = [], []
    for index, pair in enumerate(cup.quarterfinal_pairs(eight)):
        side = "East" if index < 2 else "West"
        winner = builder.add(
            _FIRST_KNOCKOUT + index, early[index], pair,
            sub_label=f"{side} Quarterfinal", subtype=_KNOCKOUT, drawn_at=drawn,
        )  # fmt: skip
        winners.append(winner)
        losers.append(pair[1] if winner is pair[0] else pair[0])
    out = [team for slot in early for team in (slot.home, slot.away) if team not in eight]
    number = _FIRST_OTHER
    for slot, pair in zip(early[4:], cup.other_pairs(out, builder.rng), strict=True):
        builder.add(number, slot, pair, listed_from=drawn)
        number += 1
    for slot, pair in zip(late[4:], cup.other_pairs(out, builder.rng), strict=True):
        builder.add(number, slot, pair, listed_from=drawn)
        number += 1
    for slot, pair in zip(late[2:4], ((losers[0], losers[1]), (losers[2], losers[3])), strict=True):
        builder.add(number, slot, pair, listed_from=quarterfinal_over)
        number += 1
    return [
        builder.add(
            _FIRST_SEMIFINAL + index, late[index], (winners[2 * index], winners[2 * index + 1]),
            sub_label=f"{side} Semifinal", subtype=_KNOCKOUT, drawn_at=quarterfinal_over,
        )
        for index, side in enumerate(("East", "West"))
    ]  # fmt: skip


def _final(
    builder: _Builder, fixtures: Sequence[Fixture], plan: cup.CupPlan, finalists: Sequence[Team]
) -> Listing:
    home, away = finalists
    week = cup.round_of(fixtures, plan.semifinals)
    busy = {
        listing.game.day
        for listing in builder.listings
        if listing.game.home in finalists or listing.game.away in finalists
    }
    day = max(slot.day for slot in week) + timedelta(days=2)
    while day in busy:
        day += timedelta(days=1)
    final_id = game_id(Kind.CUP_FINAL, builder.games.season, 1)
    game = builder.games.play(Kind.CUP_FINAL, final_id, tipoff(day, time(20, 30)), home, away)
    return Listing(
        game=game, kind=Kind.CUP_FINAL, label=LABEL, sub_label="Championship", subtype=_KNOCKOUT,
        neutral=True, drawn_at=cup.morning_after(week),
    )  # fmt: skip


def postpone(listings: Sequence[Listing], ids: Sequence[str]) -> list[Listing]:
    """Return the games with those of some ids moved to a later day under the same id.

    The first day at least ten days later on which both teams are free; where there is none before the
    season ends the game stays. Cup games are not postponed.
    """
    moved = {listing.id: listing for listing in listings}
    days = sorted({listing.game.day for listing in listings})
    busy = {(one.game.day, team.id) for one in listings for team in (one.game.home, one.game.away)}
    for wanted in ids:
        listing = moved.get(wanted)
        if listing is None or not may_be_postponed(listing):
            continue
        game = listing.game
        teams = (game.home.id, game.away.id)
        for day in days:
            if day < game.day + timedelta(days=10) or any((day, team) in busy for team in teams):
                continue
            busy.update((day, team) for team in teams)
            later = replace(game, day=day, start=tipoff(day, time(19, 0)))
            moved[wanted] = replace(listing, game=later, first_start=game.start)
            break
    return list(moved.values())


def may_be_postponed(listing: Listing) -> bool:
    """Say whether a game can be postponed: one of the regular season that is not the Cup's, once."""
    return listing.kind is Kind.REGULAR and not listing.label and not listing.drawn_at
