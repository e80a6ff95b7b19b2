"""The simulated calendar."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from include.devstack.simulator.espn.calendar import game_day
from include.devstack.simulator.espn.season import Season, SeasonSettings, build_season


@pytest.fixture(scope="module")
def season() -> Season:
    return build_season(2026, SeasonSettings(seed=7))


def test_a_season_has_1230_played_regular_games(season: Season) -> None:
    regular = [game for game in season.games.values() if game.season_type == 2]
    assert sum(not game.postponed for game in regular) == 1230


def test_every_team_plays_82_regular_games(season: Season) -> None:
    played = Counter(
        team.id
        for game in season.games.values()
        if game.season_type == 2 and not game.postponed
        for team in (game.home, game.away)
    )
    assert set(played.values()) == {82}
    assert len(played) == 30


def test_ids_are_unique_in_all_seasons() -> None:
    seasons = [build_season(year, SeasonSettings()) for year in range(2002, 2031)]
    ids = [game_id for one in seasons for game_id in one.games]
    assert len(ids) == len(set(ids))
    assert all(game_id.isdigit() and len(game_id) == 9 for game_id in ids)


def test_no_team_plays_twice_on_a_day(season: Season) -> None:
    for day, games in season.by_day.items():
        teams = [team.id for game in games if not game.postponed for team in (game.home, game.away)]
        assert len(teams) == len(set(teams)), day


def test_there_are_no_games_in_the_all_star_break(season: Season) -> None:
    assert not [day for day in season.by_day if date(2026, 2, 13) <= day <= date(2026, 2, 18)]


def test_the_season_runs_from_late_october_into_june(season: Season) -> None:
    assert min(season.by_day) == date(2025, 10, 21)
    assert max(season.by_day).month == 6


def test_game_days_are_new_york_days(season: Season) -> None:
    assert all(game_day(game.start) == day for day, games in season.by_day.items() for game in games)
    assert any(game.start.date() != game.day for game in season.games.values())


def test_playoff_series_end_with_the_fourth_win(season: Season) -> None:
    wins: Counter[tuple[str, str]] = Counter()
    for game in season.games.values():
        if game.season_type == 3:
            teams = "-".join(sorted((game.home.id, game.away.id)))
            winner = game.home if game.home_score > game.away_score else game.away
            wins[teams, winner.id] += 1
    assert sum(count == 4 for count in wins.values()) == 15
    assert max(wins.values()) == 4


def test_a_postponed_game_is_made_up_later_under_another_id(season: Season) -> None:
    game = next(iter(season.games.values()))
    changed = build_season(2026, SeasonSettings(seed=7), (game.id,))
    makeup = next(one for one in changed.games.values() if one.makeup_of == game.id)
    assert changed.games[game.id].postponed
    assert makeup.day > game.day
    assert {makeup.home, makeup.away} == {game.home, game.away}


def test_postponing_one_more_game_moves_no_other(season: Season) -> None:
    first, second = list(season.games)[200], list(season.games)[100]
    one = build_season(2026, SeasonSettings(seed=7), (first,))
    both = build_season(2026, SeasonSettings(seed=7), (first, second))
    days = {game.id: game.day for game in both.games.values()}
    assert all(days[game.id] == game.day for game in one.games.values() if game.season_type == 2)
