"""What contradicts itself in a game is noted, and only that."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from include.nba.checks import game_contradictions, listing_contradictions, quality_results
from include.nba.games import GameRows, read_game
from include.nba.kinds import GameKind
from include.nba.schedule import ListedGame, ListedTeam, Standing
from tests.unit.nba.payloads import AWAY, HOME, box_score, plays

DAY = date(2024, 11, 2)


@pytest.fixture(scope="session")
def real(real_box_score: bytes, real_plays: bytes) -> GameRows:
    return read_game("0022000001", real_box_score, real_plays)


@pytest.fixture
def small() -> GameRows:
    """101-99 in the box score without a shot, and plays without any but the ends of the periods."""
    return read_game("0022400001", box_score(), plays())


def _listed(home: int | None, away: int | None) -> ListedGame:
    return ListedGame(
        id="0022400001",
        day=DAY,
        original_day=None,
        starts_at=None,
        kind=GameKind.REGULAR,
        standing=Standing.FINAL,
        home=ListedTeam(home and str(home), "OKC"),
        away=ListedTeam(away and str(away), "WAS"),
    )


def test_real_game_agrees_with_itself(real: GameRows) -> None:
    assert game_contradictions(real) == []


def test_points_of_the_plays_are_compared_with_the_score(small: GameRows) -> None:
    found = [one for one in game_contradictions(small) if one.check == "points_from_plays"]
    assert [(one.observed, one.low, one.high) for one in found] == [(0, 101, 101), (0, 99, 99)]
    assert found[0].message == (
        f"team {HOME} has 0 points in the plays of game 0022400001, 101 in its box score"
    )


def test_points_of_the_periods_are_compared_with_the_score(real: GameRows) -> None:
    home, away = real.teams
    wrong = msgspec.structs.replace(home, points_q1=99)
    (found,) = game_contradictions(msgspec.structs.replace(real, teams=(wrong, away)))
    assert (found.check, found.low) == ("points_of_periods", home.points)
    assert found.observed == home.points + 99 - (home.points_q1 or 0)


def test_basket_that_the_plays_lack_is_noted(real: GameRows) -> None:
    place = next(place for place, play in enumerate(real.plays) if play.action_type == "3pt" and play.is_made)
    lacking = msgspec.structs.replace(real, plays=real.plays[:place] + real.plays[place + 1 :])
    found = {one.check: one for one in game_contradictions(lacking)}
    assert set(found) == {"points_from_plays", "shots_from_plays", "score_of_plays"}
    points, shots = found["points_from_plays"], found["shots_from_plays"]
    assert (points.low or 0) - (points.observed or 0) == 3
    assert (shots.low or 0) - (shots.observed or 0) == 1


def test_score_of_a_row_that_is_not_the_points_so_far_is_noted(real: GameRows) -> None:
    wrong = msgspec.structs.replace(real.plays[3], home_score=112, away_score=120)
    found = game_contradictions(
        msgspec.structs.replace(real, plays=(*real.plays[:3], wrong, *real.plays[4:]))
    )
    assert [(one.check, one.observed) for one in found] == [("score_of_plays", 1)]
    assert f"first action {wrong.action_number} in period 1: 112-120" in found[0].message


def test_clock_that_goes_back_is_noted(real: GameRows) -> None:
    wrong = msgspec.structs.replace(real.plays[40], clock_seconds=719.0)
    found = game_contradictions(
        msgspec.structs.replace(real, plays=(*real.plays[:40], wrong, *real.plays[41:]))
    )
    assert [(one.check, one.observed) for one in found] == [("clock_of_plays", 1)]


def test_plays_that_cannot_be_counted_are_noted_with_the_reason(real: GameRows) -> None:
    wrong = msgspec.structs.replace(
        real.plays[0], action_number=9_999, action_type="4pt", is_made=False, team_id=None
    )
    found = game_contradictions(msgspec.structs.replace(real, plays=(wrong, *real.plays[1:])))
    assert [one.check for one in found] == ["possessions_counted"]
    assert "unknown type '4pt'" in found[0].message


def test_count_far_from_the_estimate_is_noted(real: GameRows) -> None:
    teams = tuple(msgspec.structs.replace(team, turnovers=team.turnovers + 10) for team in real.teams)
    found = game_contradictions(msgspec.structs.replace(real, teams=teams))
    assert [one.check for one in found] == ["possessions"]
    assert found[0].observed == 111.5
    assert (found[0].low, found[0].high) == (
        pytest.approx(114.536, abs=0.001),
        pytest.approx(126.536, abs=0.001),
    )


def test_sides_that_agree_are_no_contradiction(small: GameRows) -> None:
    assert listing_contradictions(small.game, _listed(HOME, AWAY)) == []


def test_swapped_sides_are_noted_and_the_box_score_is_followed(small: GameRows) -> None:
    rows = read_game("0022400001", box_score(), plays(), _listed(AWAY, HOME))
    assert (rows.game.home_team_id, rows.game.away_team_id) == (str(HOME), str(AWAY))
    (found,) = listing_contradictions(rows.game, _listed(AWAY, HOME))
    assert found.check == "sides"
    assert f"the other way round: schedule home {AWAY}, away {HOME}; box score home {HOME}" in found.message


def test_other_teams_than_listed_are_noted(small: GameRows) -> None:
    (found,) = listing_contradictions(small.game, _listed(HOME, 1610612737))
    assert "is of other teams" in found.message


@pytest.mark.parametrize("sides", [(None, None), (HOME, None), (None, AWAY)])
def test_undrawn_or_unlisted_game_has_no_sides_to_compare(
    small: GameRows, sides: tuple[int | None, int | None]
) -> None:
    assert listing_contradictions(small.game, _listed(*sides)) == []
    assert listing_contradictions(small.game, None) == []


def test_contradictions_become_failed_results_of_the_game(small: GameRows) -> None:
    now = datetime(2024, 11, 3, tzinfo=UTC)
    found = game_contradictions(small)[:1]
    (result,) = quality_results(
        found, dataset="nba_tables", game_id="0022400001", day=DAY, run_id="r", now=now
    )
    assert (result.dataset, result.check, result.status) == ("nba_tables", "points_from_plays", "failed")
    assert (result.item, result.day, result.run_id, result.checked_at) == ("0022400001", DAY, "r", now)
    assert (result.observed, result.expected_low, result.message) == (0, 101, found[0].message)
