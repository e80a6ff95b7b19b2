"""Rebounds of a dead ball give nobody the ball, and a rebound without its miss is refused."""

from __future__ import annotations

import pytest

from include.nba.errors import UncountablePlaysError
from tests.unit.nba.made_plays import A, B, counted, free_throw, made, missed, play, rebound


def test_rebound_after_a_missed_technical_free_throw_is_nobodys_possession() -> None:
    """A has the ball before and after it."""
    technical = free_throw(B, "1 of 1", 690.0, is_made=False, descriptor="technical")
    before = missed(B, 700.0), rebound(A, 698.0)
    after = made(A, 680.0), play("turnover", B, 665.0)
    dead = rebound(B, 690.0, of=technical, dead=True)
    assert counted(*before, technical, dead, *after) == counted(*before, *after) == (2, 2)


@pytest.mark.parametrize("which", ["1 of 1", "1 of 2", "1 of 3"])
def test_it_is_so_without_the_sources_mark_and_in_the_middle_of_a_trip(which: str) -> None:
    technical = free_throw(B, which, 500.0, is_made=False, descriptor="technical")
    plays = [free_throw(A, "1 of 2", 500.0), technical, rebound(B, 500.0, of=technical)]
    assert counted(*plays, free_throw(A, "2 of 2", 500.0), missed(B, 480.0)) == (1, 1)


@pytest.mark.parametrize("which", ["1 of 2", "1 of 3", "2 of 3"])
def test_rebound_after_a_free_throw_that_is_not_the_last_is_nobodys(which: str) -> None:
    """The source gives it to the team; even if it gave it to the other one, nothing would change."""
    miss = free_throw(A, which, 500.0, is_made=False)
    last = free_throw(A, f"{which[-1]} of {which[-1]}", 500.0)
    for team in (A, B):
        assert counted(miss, rebound(team, 500.0, of=miss), last, missed(B, 480.0)) == (1, 1)


@pytest.mark.parametrize("kind", ["flagrant", "clear path", "clear-path", "away-from-play"])
def test_rebound_after_the_last_free_throw_of_a_foul_with_possession_is_nobodys(kind: str) -> None:
    miss = free_throw(A, "2 of 2", 9.0, is_made=False, descriptor=kind)
    assert counted(miss, rebound(B, 9.0, of=miss), missed(A, 5.0)) == (1, 0)


def test_foul_tells_the_kind_where_the_free_throw_does_not() -> None:
    foul = play("foul", B, 9.0, sub_type="personal", descriptor="flagrant-type-1")
    miss = free_throw(A, "2 of 2", 9.0, is_made=False)
    assert counted(foul, miss, rebound(B, 9.0, of=miss), missed(A, 5.0)) == (1, 0)


def test_rebound_after_the_last_free_throw_is_a_rebound() -> None:
    miss = free_throw(A, "2 of 2", 500.0, is_made=False)
    assert counted(miss, rebound(B, 498.0, of=miss), missed(B, 480.0), rebound(A, 479.0)) == (2, 1)


def test_lost_ball_before_a_dead_rebound_still_gives_the_other_team_its_possession() -> None:
    """A scores with 5 seconds left; the technical free throw that A misses then gives it no ball."""
    technical = free_throw(A, "1 of 1", 5.0, is_made=False, descriptor="technical")
    assert counted(made(A, 5.0), technical, rebound(A, 5.0, of=technical, dead=True)) == (1, 1)


def test_team_rebound_of_a_field_goal_at_the_end_of_a_period_is_a_rebound() -> None:
    miss = missed(A, 9.0)
    assert counted(miss, rebound(B, 8.0, of=miss, dead=True)) == (1, 1)
    late = missed(A, 0.4)
    assert counted(late, rebound(B, 0.0, of=late, dead=True)) == (1, 0)


def test_rebound_before_the_shot_that_it_names_is_refused() -> None:
    miss = missed(B, 682.0)
    with pytest.raises(UncountablePlaysError, match=f"shot of action {miss.action_number}, and comes before"):
        counted(made(A, 710.0), rebound(A, 680.0, of=miss), miss, made(A, 665.0))


def test_rebound_without_a_miss_before_it_is_refused() -> None:
    """Two rebounds after one miss: the second one's own miss comes too late."""
    plays = (missed(B, 690.0), rebound(B, 689.0), rebound(A, 680.0), missed(B, 682.0), made(A, 665.0))
    with pytest.raises(UncountablePlaysError, match="has no missed shot before it in its period"):
        counted(made(A, 710.0), *plays)


def test_miss_of_the_period_before_has_no_rebound_in_this_one() -> None:
    with pytest.raises(UncountablePlaysError, match="has no missed shot before it in its period"):
        counted(missed(A, 0.5), play("rebound", B, 700.0, period=2))


def test_rebound_of_an_absent_shot_is_refused() -> None:
    with pytest.raises(UncountablePlaysError, match="shot of action 999999, and there is no such action"):
        counted(missed(A), play("rebound", B, shot_action_number=999_999))


def test_rebound_of_a_basket_is_refused() -> None:
    basket = made(A)
    with pytest.raises(UncountablePlaysError, match="as its missed shot, which is made '2pt'"):
        counted(basket, rebound(B, of=basket))


def test_rebound_of_an_action_of_an_unknown_type_is_refused() -> None:
    """So the next new name of a shot is noticed, also where it has no result: heaves had none."""
    shot = play("lob", B, 0.2)
    with pytest.raises(UncountablePlaysError, match="which is no missed 'lob'"):
        counted(made(A, 4.7), shot, rebound(B, 0.1, of=shot))


def test_dead_rebound_that_names_no_shot_is_nobodys() -> None:
    assert counted(made(A), rebound(B, dead=True), missed(B)) == (1, 1)
