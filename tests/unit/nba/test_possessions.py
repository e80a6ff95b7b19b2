"""The numbers of real games are those that pbpstats 1.3.11 counts (`count_as_possession`).

pbpstats itself is no dependency: the numbers were counted once with these files.
"""

from __future__ import annotations

import pytest

from include.nba.errors import UncountablePlaysError
from include.nba.plays import read_plays
from include.nba.possessions import count_possessions
from include.nba.rows import PlayRow
from tests.unit.nba.made_plays import A, B, counted, free_throw, made, missed, play

CLIPPERS, WOLVES = "1610612746", "1610612750"
NETS, WARRIORS = "1610612751", "1610612744"


def test_real_game_has_the_possessions_that_pbpstats_counts(real_plays: bytes) -> None:
    plays = read_plays(real_plays, "0022000001")
    assert count_possessions(plays, (NETS, WARRIORS)) == {NETS: 111, WARRIORS: 112}


def test_close_real_game_has_the_possessions_that_pbpstats_counts(close_plays: bytes) -> None:
    plays = read_plays(close_plays, "0022400500")
    assert count_possessions(plays, (WOLVES, CLIPPERS)) == {WOLVES: 94, CLIPPERS: 95}


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


def test_plays_without_the_ball_do_not_count() -> None:
    assert counted(missed(A), play("timeout", B), play("foul", B), play("steal", B), missed(A)) == (1, 0)


@pytest.mark.parametrize("team", [None, "3"])
@pytest.mark.parametrize("kind", ["2pt", "3pt", "heave", "freethrow", "turnover", "rebound"])
def test_action_with_the_ball_of_no_team_of_the_game_is_refused(kind: str, team: str | None) -> None:
    action = play(kind, team, sub_type="1 of 2", is_made=None if kind in ("turnover", "rebound") else True)
    with pytest.raises(UncountablePlaysError, match=f"expected a {kind} of team 1 or 2, got team {team}"):
        counted(missed(A), action)


def test_play_of_an_earlier_period_between_those_of_a_later_one_is_refused() -> None:
    plays = missed(A), play("turnover", B, period=2), missed(A)
    with pytest.raises(UncountablePlaysError, match="expected period 2 or a later one"):
        counted(*plays)


def test_no_plays_no_possessions() -> None:
    assert counted() == (0, 0)


def test_missed_heave_is_the_end_of_a_possession() -> None:
    """As the same shot is when it is written 3pt, which seasons until 2024-25 did."""
    as_heave = counted(made(A, 4.7), play("heave", B, 0.2, is_made=False), play("rebound", B, 0.1))
    as_three = counted(made(A, 4.7), missed(B, 0.2), play("rebound", B, 0.1))
    assert as_heave == as_three == (1, 1)


def test_made_heave_is_a_basket() -> None:
    assert counted(made(A, 1.5), play("heave", B, 0.2, is_made=True)) == (1, 1)


def test_unknown_action_type_with_a_result_is_refused() -> None:
    with pytest.raises(UncountablePlaysError, match="got one of the unknown type '4pt'"):
        counted(made(A), play("4pt", B, is_made=False))


def test_unknown_action_type_without_a_result_is_no_shot() -> None:
    assert counted(made(A), play("review", B), missed(B)) == (1, 1)


@pytest.mark.parametrize("kind", ["2pt", "3pt", "freethrow"])
def test_shot_without_a_result_is_refused(kind: str) -> None:
    with pytest.raises(UncountablePlaysError, match=f"expected a shotResult of a {kind}, got none"):
        counted(play(kind, A, sub_type="1 of 2"))


@pytest.mark.parametrize("which", [None, "", "last", "1 of", "1 of 2 of 3"])
def test_free_throw_that_does_not_say_which_one_it_is_is_refused(which: str | None) -> None:
    with pytest.raises(UncountablePlaysError, match="expected a free throw's subType like '1 of 2'"):
        counted(free_throw(A, which))


@pytest.mark.parametrize("kind", ["away from play", "away-from-play", "clear-path", "inbound", "transition"])
def test_made_free_throw_of_a_foul_for_which_the_team_keeps_the_ball_gives_nobody_a_possession(
    kind: str,
) -> None:
    foul = play("foul", B, 9.0, sub_type="personal", descriptor=kind)
    assert counted(foul, free_throw(A, "1 of 1", 9.0)) == (1, 0)


def test_foul_at_another_clock_says_nothing_about_a_free_throw() -> None:
    foul = play("foul", B, 20.0, sub_type="personal", descriptor="clear-path")
    assert counted(foul, free_throw(A, "2 of 2", 9.0)) == (1, 1)


def test_technical_foul_does_not_hide_the_foul_before_it() -> None:
    personal = play("foul", B, 9.0, sub_type="personal", descriptor="clear-path")
    technical = play("foul", B, 9.0, sub_type="technical")
    assert counted(personal, technical, free_throw(A, "2 of 2", 9.0)) == (1, 0)


def test_held_ball_that_the_other_team_gets_ends_a_possession() -> None:
    # As in game 0022000001 at 4:28 of the first period, with the jump ball once for each team.
    plays = (made(A, 300), made(B, 292), made(A, 281))
    assert counted(*plays, play("jumpball", A, 268), missed(A, 260)) == (3, 2)
    assert counted(*plays, play("jumpball", B, 268), missed(B, 260)) == (2, 2)
    assert counted(missed(A, 281), play("jumpball", B, 268), missed(A, 260)) == (2, 1)


def test_jump_ball_that_the_team_with_the_ball_keeps_goes_on_with_its_possession() -> None:
    plays = (play("jumpball", A, 718), missed(A, 700), play("jumpball", A, 699), missed(A, 690))
    assert counted(*plays) == (1, 0)


@pytest.mark.parametrize("team", [None, "3"])
def test_jump_ball_that_nobody_gets_says_nothing(team: str | None) -> None:
    assert counted(missed(A), play("jumpball", team), missed(A)) == (1, 0)


def test_jump_ball_with_no_time_left_gives_nobody_a_possession() -> None:
    assert counted(missed(A, 20), play("jumpball", B, 1.5)) == (1, 0)
