"""The expected values are worked out from the box score of 0022000001 by the glossary's formulas."""

from __future__ import annotations

import msgspec
import pytest

from include.nba import formulas
from include.nba.derive import game_metrics, player_metrics, totals
from include.nba.formulas import Totals
from include.nba.games import GameRows, read_game
from include.nba.rows import GameMetricsRow, PlayerGameMetricsRow

NOTHING = Totals(0, 0, 0, 0, 0, 0, 0, 0, 0)


@pytest.fixture(scope="session")
def game(real_box_score: bytes, real_plays: bytes) -> GameRows:
    return read_game("0022000001", real_box_score, real_plays)


@pytest.fixture(scope="session")
def metrics(game: GameRows) -> tuple[GameMetricsRow, GameMetricsRow]:
    return game_metrics(game)


@pytest.fixture(scope="session")
def players(game: GameRows) -> dict[str, PlayerGameMetricsRow]:
    return {row.player_id: row for row in player_metrics(game)}


def test_possessions_are_counted_and_estimated(metrics: tuple[GameMetricsRow, GameMetricsRow]) -> None:
    """0.5 * ((92 + 0.4*32 - 1.07*(13/47)*50 + 20) + (99 + 0.4*23 - 1.07*(13/57)*62 + 18)) = 110.536."""
    home, away = metrics
    assert (home.possessions, home.possessions_counted, away.possessions) == (111.0, 111, 112.0)
    assert home.possessions_estimated == away.possessions_estimated == pytest.approx(110.536, abs=0.001)


def test_pace_is_per_48_minutes_of_both_teams(metrics: tuple[GameMetricsRow, GameMetricsRow]) -> None:
    assert (metrics[0].pace, metrics[1].pace) == (111.5, 111.5)


def test_ratings_are_per_100_own_possessions(metrics: tuple[GameMetricsRow, GameMetricsRow]) -> None:
    home, away = metrics
    assert home.offensive_rating == away.defensive_rating == pytest.approx(100 * 125 / 111)
    assert home.defensive_rating == away.offensive_rating == pytest.approx(100 * 99 / 112)
    assert home.net_rating == pytest.approx(100 * 125 / 111 - 100 * 99 / 112)


def test_four_factors(metrics: tuple[GameMetricsRow, GameMetricsRow]) -> None:
    home = metrics[0]
    assert home.effective_field_goal_share == pytest.approx((42 + 0.5 * 15) / 92)
    assert home.turnover_share == pytest.approx(20 / (92 + 0.44 * 32 + 20))
    assert home.offensive_rebound_share == pytest.approx(13 / (13 + 34))
    assert home.free_throw_rate == pytest.approx(26 / 92)


def test_shooting_agrees_with_the_payloads_own_number(metrics: tuple[GameMetricsRow, GameMetricsRow]) -> None:
    """liveData prints `fieldGoalsEffectiveAdjusted` 0.53804347826087."""
    assert metrics[0].effective_field_goal_share == pytest.approx(0.53804347826087)


def test_overtime_counts_in_the_pace() -> None:
    assert formulas.pace(109, 108, 265) == pytest.approx(98.264, abs=0.001)


def test_team_turnovers_count(game: GameRows) -> None:
    assert totals(msgspec.structs.replace(game.teams[0], turnovers_team=2)).turnovers == 22


def test_without_whole_plays_the_estimate_stands(game: GameRows) -> None:
    home, _ = game_metrics(msgspec.structs.replace(game, plays=game.plays[:300]))
    assert (home.possessions_counted, home.possessions) == (None, home.possessions_estimated)


def test_player_metrics_of_a_real_game(players: dict[str, PlayerGameMetricsRow]) -> None:
    """Joe Harris: 10 points, 4-8, 0-0 at the line, 2+5 rebounds, 2 assists, 1 block, 2 fouls, 2 turnovers.

    10 + 0.4*4 - 0.7*8 + 0.7*2 + 0.3*5 + 0.7*2 + 0.7*1 - 0.4*2 - 2 = 8.2
    """
    harris = players["203925"]
    assert harris.true_shooting_share == 10 / 16
    assert harris.usage_share == pytest.approx(10 * 48 / (20.7667 * (92 + 0.44 * 32 + 20)))
    assert harris.game_score == 8.2


def test_only_who_played_has_metrics(game: GameRows, players: dict[str, PlayerGameMetricsRow]) -> None:
    assert set(players) == {player.player_id for player in game.players if player.has_played}
    assert len(players) == 28


def test_usage_of_a_team_weighted_by_minutes_is_one_fifth(
    game: GameRows, players: dict[str, PlayerGameMetricsRow]
) -> None:
    for team in game.teams:
        used = sum(
            (players[player.player_id].usage_share or 0) * (player.minutes or 0)
            for player in game.players
            if player.team_id == team.team_id and player.has_played
        )
        assert used / team.minutes == pytest.approx(0.2)


def test_heaves_of_the_team_do_not_change_the_usage_of_its_players(
    game: GameRows, players: dict[str, PlayerGameMetricsRow]
) -> None:
    teams = tuple(
        msgspec.structs.replace(team, field_goals_attempted=team.field_goals_attempted + 2)
        for team in game.teams
    )
    rows = player_metrics(msgspec.structs.replace(game, teams=teams))
    assert {row.player_id: row.usage_share for row in rows} == {
        row.player_id: row.usage_share for row in players.values()
    }


def test_heave_is_one_of_the_attempts_of_the_box_score(game: GameRows) -> None:
    """Three misses of each team written as heaves are still all attempts, and the count is the same."""
    left = dict.fromkeys((team.team_id for team in game.teams), 3)
    plays = []
    for play in game.plays:
        if play.action_type == "3pt" and play.is_made is False and left[play.team_id or ""]:
            left[play.team_id or ""] -= 1
            play = msgspec.structs.replace(play, action_type="heave", player_id=None)
        plays.append(play)
    assert set(left.values()) == {0}
    home, away = game_metrics(msgspec.structs.replace(game, plays=tuple(plays)))
    assert (home.possessions_counted, away.possessions_counted) == (111, 112)


def test_plays_with_an_unknown_kind_of_shot_leave_the_estimate(game: GameRows) -> None:
    first = next(place for place, play in enumerate(game.plays) if play.action_type == "3pt")
    odd = msgspec.structs.replace(game.plays[first], action_type="4pt")
    plays = (*game.plays[:first], odd, *game.plays[first + 1 :])
    home, _ = game_metrics(msgspec.structs.replace(game, plays=plays))
    assert (home.possessions_counted, home.possessions) == (None, home.possessions_estimated)


def test_who_never_shot_has_no_shooting_share(game: GameRows) -> None:
    idle = msgspec.structs.replace(
        game.players[0], points=0, field_goals_attempted=0, free_throws_attempted=0
    )
    (row,) = player_metrics(msgspec.structs.replace(game, players=(idle,)))
    assert row.true_shooting_share is None


def test_nothing_divided_by_nothing_is_none() -> None:
    assert formulas.effective_field_goal_share(NOTHING) is None
    assert formulas.turnover_share(NOTHING) is None
    assert formulas.offensive_rebound_share(NOTHING, NOTHING) is None
    assert formulas.free_throw_rate(NOTHING) is None
    assert formulas.rating(0, 0) is None
    assert formulas.pace(0, 0, 0) is None
    assert formulas.usage_share(0, 0, 0, 240) is None
    assert formulas.estimated_possessions(NOTHING, NOTHING) == 0
