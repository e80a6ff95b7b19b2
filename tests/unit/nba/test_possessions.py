"""The numbers of real games are those that pbpstats 1.3.11 counts (`count_as_possession`).

pbpstats itself is no dependency: the numbers were counted once with these files.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from include.nba.plays import read_plays
from include.nba.possessions import count_possessions
from include.nba.rows import PlayRow
from include.nba.stats_shapes import read_stats_game

A, B = "1", "2"
CLIPPERS, WOLVES = "1610612746", "1610612750"
NETS, WARRIORS = "1610612751", "1610612744"
WIZARDS, THUNDER = "1610612764", "1610612760"


def play(kind: str, team: str, clock: float = 600.0, **parts: Any) -> PlayRow:
    row = PlayRow(
        game_id="0022400001",
        action_number=1,
        order_number=1,
        period=1,
        clock_seconds=clock,
        action_type=kind,
        team_id=team,
        home_score=0,
        away_score=0,
    )
    return msgspec.structs.replace(row, **parts)


def made(team: str, clock: float = 600.0) -> PlayRow:
    return play("2pt", team, clock, is_made=True)


def missed(team: str, clock: float = 600.0) -> PlayRow:
    return play("3pt", team, clock, is_made=False)


def free_throw(team: str, which: str, clock: float = 600.0, *, is_made: bool = True, **parts: Any) -> PlayRow:
    return play("freethrow", team, clock, sub_type=which, is_made=is_made, **parts)


def counted(*plays: PlayRow) -> tuple[int, int]:
    counts = count_possessions(plays, (A, B))
    return counts[A], counts[B]


def test_real_game_has_the_possessions_that_pbpstats_counts(real_plays: bytes) -> None:
    plays = read_plays(real_plays, "0022000001")
    assert count_possessions(plays, (NETS, WARRIORS)) == {NETS: 111, WARRIORS: 112}


def test_close_real_game_has_the_possessions_that_pbpstats_counts(close_plays: bytes) -> None:
    plays = read_plays(close_plays, "0022400500")
    assert count_possessions(plays, (WOLVES, CLIPPERS)) == {WOLVES: 94, CLIPPERS: 95}


def test_overtime_game_of_the_stats_endpoints_has_the_possessions_that_pbpstats_counts(
    stats_box_score: bytes, stats_plays: bytes
) -> None:
    game = read_stats_game("0021600270", date(2016, 11, 30), stats_box_score, stats_plays)
    assert count_possessions(game.plays, (THUNDER, WIZARDS)) == {THUNDER: 109, WIZARDS: 108}


def test_basket_and_turnover_hand_the_ball_over() -> None:
    assert counted(made(A), play("turnover", B), made(A), missed(B)) == (2, 2)


def test_offensive_rebound_goes_on_with_the_possession() -> None:
    assert counted(missed(A), play("rebound", A), missed(A), play("rebound", B), missed(B)) == (1, 1)


def test_and_one_belongs_to_its_basket() -> None:
    assert counted(made(A), free_throw(A, "1 of 1"), missed(B)) == (1, 1)


def test_technical_free_throw_is_nobodys_possession() -> None:
    technical = free_throw(B, "1 of 1", descriptor="technical")
    assert counted(missed(A), technical, play("rebound", A), missed(A)) == (1, 0)


def test_flagrant_free_throws_keep_the_ball_at_the_end() -> None:
    assert counted(free_throw(A, "2 of 2", 9.0, descriptor="flagrant")) == (1, 0)


@pytest.mark.parametrize("last", [made(A, 9.0), play("turnover", A, 9.0), free_throw(A, "2 of 2", 9.0)])
def test_who_gets_the_ball_with_time_left_has_a_possession(last: PlayRow) -> None:
    assert counted(last) == (1, 1)


@pytest.mark.parametrize(
    "last",
    [made(A, 2.0), missed(A, 9.0), free_throw(A, "1 of 2", 9.0), free_throw(A, "2 of 2", 9.0, is_made=False)],
)
def test_who_gets_it_too_late_or_not_at_all_has_none(last: PlayRow) -> None:
    assert counted(last) == (1, 0)


def test_late_possession_counts_with_a_basket_only() -> None:
    assert counted(made(A, 1.5), missed(B, 0.2)) == (1, 0)
    assert counted(made(A, 1.5), made(B, 0.2)) == (1, 1)


def test_rebound_at_the_buzzer_is_no_possession() -> None:
    assert counted(missed(A, 3.0), play("rebound", B, 0.1)) == (1, 0)


def test_each_period_begins_anew() -> None:
    assert counted(missed(A, 1.0), play("2pt", A, 700.0, period=2, is_made=False)) == (2, 0)


def test_plays_without_a_team_or_without_the_ball_do_not_count() -> None:
    timeout, foul = play("timeout", B), play("foul", B)
    assert counted(missed(A), timeout, foul, play("rebound", "", team_id=None), missed(A)) == (1, 0)


def test_no_plays_no_possessions() -> None:
    assert counted() == (0, 0)
