"""Which plays contradict the running score, and which are only out of order or overturned."""

from __future__ import annotations

import random

import pytest

from include.espn.extraction.running_score import ScoredPlay, contradicting_plays
from include.espn.features import extract_features
from tests.unit.espn.simulated_game import Json, plays_page, summary_payload

HOME, AWAY = 0, 1


def basket(home: int, away: int, value: int | None, side: int | None) -> ScoredPlay:
    return ScoredPlay((home, away), value, side)


def other(home: int, away: int) -> ScoredPlay:
    """A rebound, a foul, a time-out."""
    return ScoredPlay((home, away), 0, None)


GAME = [
    other(0, 0),
    basket(2, 0, 2, HOME),
    other(2, 0),
    basket(2, 3, 3, AWAY),
    basket(3, 3, 1, HOME),
    other(3, 3),
    basket(6, 3, 3, HOME),
    other(6, 3),
]


def changed(place: int, play: ScoredPlay) -> list[int]:
    return contradicting_plays([*GAME[:place], play, *GAME[place + 1 :]])


def test_scores_that_follow_from_each_other() -> None:
    assert contradicting_plays(GAME) == []


def test_a_basket_of_another_value_than_the_score_moves() -> None:
    assert changed(6, basket(6, 3, 2, HOME)) == [6]


def test_a_basket_of_another_value_although_another_play_has_the_score_it_would_follow_from() -> None:
    """Made from 3-3; two points less than 4-3 are 2-3, which the game had, too."""
    plays = [*GAME[:6], basket(4, 3, 2, HOME), other(4, 3)]
    assert contradicting_plays(plays) == [6]


def test_a_basket_for_the_other_team() -> None:
    assert changed(6, basket(3, 6, 3, HOME)) == [6, 7]


def test_a_basket_that_leaves_the_score_as_it_was() -> None:
    assert contradicting_plays([*GAME, basket(6, 3, 3, HOME)]) == [8]


def test_a_play_with_a_score_that_nobody_made() -> None:
    assert changed(5, other(3, 5)) == [5]


def test_a_jump_that_no_basket_explains() -> None:
    assert changed(4, basket(13, 3, 1, HOME)) == [4, 5]


def test_a_basket_of_unknown_value_is_worth_one_to_three() -> None:
    assert changed(6, basket(6, 3, None, None)) == []
    assert changed(6, basket(10, 3, None, None)) == [6, 7]


@pytest.mark.parametrize("place", range(len(GAME) - 1))
def test_two_plays_in_the_wrong_order_are_no_contradiction(place: int) -> None:
    plays = [*GAME[:place], GAME[place + 1], GAME[place], *GAME[place + 2 :]]
    assert contradicting_plays(plays) == []


@pytest.mark.parametrize("points", [1, 2, 3])
def test_an_overturned_basket_lowers_the_score(points: int) -> None:
    plays = [*GAME, basket(6, 3 + points, points, AWAY), other(6, 3), basket(6, 5, 2, AWAY)]
    assert contradicting_plays(plays) == []


def test_a_basket_corrected_from_three_to_two() -> None:
    assert contradicting_plays([*GAME, other(5, 3), basket(7, 3, 2, HOME)]) == []


def test_a_basket_overturned_and_made_again() -> None:
    again = [basket(8, 3, 2, HOME), other(6, 3), basket(8, 3, 2, HOME)]
    assert contradicting_plays([*GAME, *again]) == []


def test_plays_without_a_score_are_passed_over() -> None:
    assert contradicting_plays([ScoredPlay(None, 2, HOME), *GAME, ScoredPlay(None, 0, None)]) == []


@pytest.mark.parametrize("make", [summary_payload, plays_page])
def test_a_simulated_game_does_not_contradict_itself(make: object) -> None:
    features = extract_features(make())  # type: ignore[operator]
    assert features["checks"]["running_score"] is True


def test_a_contradicting_play_is_marked_and_fails_the_check() -> None:
    payload: Json = summary_payload()
    play = next(one for one in payload["plays"][200:] if one["scoringPlay"])
    play["scoreValue"] = {1: 2, 2: 3, 3: 1}[play["scoreValue"]]
    features = extract_features(payload)
    marked = [one["id"] for one in features["plays_summary"]["plays"] if one.get("score_contradicts")]
    assert marked == [play["id"]]
    assert features["checks"]["running_score"] is False


def test_plays_without_any_score_are_not_judged() -> None:
    payload: Json = summary_payload()
    for play in payload["plays"]:
        del play["homeScore"]
    assert "running_score" not in extract_features(payload)["checks"]


@pytest.mark.parametrize("seed", range(20))
def test_every_wrong_score_in_a_game_is_found(seed: int) -> None:
    rng = random.Random(seed)
    payload: Json = summary_payload()
    play = rng.choice(payload["plays"][10:-10])
    side = rng.choice(["homeScore", "awayScore"])
    play[side] += rng.choice([-20, -7, 4, 5, 12, 30])
    assert extract_features(payload)["checks"]["running_score"] is False
