from __future__ import annotations

from datetime import date

import msgspec
import pytest

from include.nba.derive import game_metrics
from include.nba.games import GameRows, read_game
from include.nba.kinds import GameKind
from include.nba.season_to_date import TeamGame, team_season


@pytest.fixture(scope="session")
def opener(real_box_score: bytes, real_plays: bytes) -> TeamGame:
    """Brooklyn's win over Golden State."""
    return _team_game(read_game("0022000001", real_box_score, real_plays), home=True)


@pytest.fixture(scope="session")
def revenge(real_box_score: bytes, real_plays: bytes) -> TeamGame:
    """The same numbers with Golden State's for Brooklyn: a loss, an overtime later."""
    rows = read_game("0022000001", real_box_score, real_plays)
    home, away = rows.teams
    game = msgspec.structs.replace(rows.game, game_id="0022000400", game_date=date(2021, 2, 13), periods=5)
    swapped = (
        msgspec.structs.replace(away, team_id=home.team_id, opponent_team_id=away.team_id, minutes=265.0),
        msgspec.structs.replace(home, team_id=away.team_id, opponent_team_id=home.team_id, minutes=265.0),
    )
    return _team_game(GameRows(game, swapped, rows.players, ()), home=True)


def _team_game(rows: GameRows, *, home: bool) -> TeamGame:
    metrics = game_metrics(rows)
    own, other = (0, 1) if home else (1, 0)
    return TeamGame(rows.game, rows.teams[own], rows.teams[other], metrics[own], metrics[other])


def test_one_game_is_the_season_so_far(opener: TeamGame) -> None:
    season = team_season([opener])
    assert (season.season, season.kind, season.team_id) == ("2020-21", GameKind.REGULAR, "1610612751")
    assert (season.games, season.wins, season.losses, season.minutes) == (1, 1, 0, 48)
    assert season.offensive_rating == opener.metrics.offensive_rating
    assert season.opponent_turnover_share == opener.opponent_metrics.turnover_share


def test_two_games_are_summed_before_they_are_divided(opener: TeamGame, revenge: TeamGame) -> None:
    season = team_season([opener, revenge])
    assert (season.games, season.wins, season.losses, season.minutes) == (2, 1, 1, 101)
    assert (season.points, season.opponent_points) == (224, 224)
    assert season.last_game_date == date(2021, 2, 13)
    possessions = 111 + revenge.metrics.possessions
    assert season.possessions == pytest.approx(possessions)
    assert season.offensive_rating == pytest.approx(100 * 224 / possessions)
    assert season.effective_field_goal_share == pytest.approx((42 + 37 + 0.5 * (15 + 10)) / (92 + 99))


def test_order_of_the_games_changes_nothing(opener: TeamGame, revenge: TeamGame) -> None:
    assert team_season([opener, revenge]) == team_season([revenge, opener])


def test_games_of_two_teams_are_refused(real_box_score: bytes, real_plays: bytes, opener: TeamGame) -> None:
    rows = read_game("0022000001", real_box_score, real_plays)
    with pytest.raises(ValueError, match="games of one team"):
        team_season([opener, _team_game(rows, home=False)])


def test_no_game_is_no_season() -> None:
    with pytest.raises(ValueError, match="games of one team"):
        team_season([])
