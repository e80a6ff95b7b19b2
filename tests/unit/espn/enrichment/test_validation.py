"""When enriched games pass, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

from include.espn.enrichment.validation import GameFacts, Thresholds, Validation, validate

LIMITS = Thresholds(coverage_pct=99, feature_count=50, agreement_pct=99)
GOOD = {"player_points": True, "quarters": True, "home_away": True, "last_play": True}


def game(game_id: str, *, error: str | None = None, status: str = "stored", **details: Any) -> GameFacts:
    facts = {"format": 2, "wrapped": False, "feature_count": 480, "has_box_score": True, "checks": GOOD}
    return GameFacts(game_id, status, error, facts | details if status == "stored" else {})


def judged(*games: GameFacts, total: int | None = None, enriched: int | None = None) -> Validation:
    count = len(games)
    return validate(count if total is None else total, count if enriched is None else enriched, games, LIMITS)


def test_whole_games_that_agree_with_themselves_pass() -> None:
    found = judged(game("1"), game("2", format=1), game("3", wrapped=True))
    assert found.broken == []
    assert found.worst == []
    figures = found.as_dict()
    assert figures["formats"] == {"1": 1, "2": 1, "2 wrapped": 1}
    assert (figures["coverage_pct"], figures["player_points_pct"]) == (100, 100)


def test_coverage_is_that_of_the_table_not_of_the_ledger() -> None:
    found = judged(game("1"), game("2"), total=4, enriched=2)
    assert [str(check) for check in found.broken] == ["coverage_pct is 50, expected at least 99"]


def test_a_failed_game_is_among_the_worst_with_its_reason() -> None:
    found = judged(game("1"), game("2", status="failed", error="no format"), enriched=1)
    assert found.worst == [("2", "failed: no format")]
    assert found.failed == 1


def test_a_game_without_a_box_score_is_listed_and_not_judged_by_its_features() -> None:
    found = judged(game("1"), game("2", has_box_score=False, feature_count=14, checks={"quarters": True}))
    assert found.broken == []
    assert found.no_box_score == ["2"]
    assert found.as_dict()["features_min"] == 480


def test_too_few_features_of_a_game_with_a_box_score_fail() -> None:
    found = judged(game("1"), game("2", feature_count=49))
    assert [check.name for check in found.broken] == ["features_min"]
    assert found.worst == [("2", "49 features, expected at least 50")]


def test_games_that_disagree_with_their_own_sums_fail_below_the_threshold() -> None:
    found = judged(game("1"), game("2", checks=GOOD | {"player_points": False}))
    assert [str(check) for check in found.broken] == ["player_points_pct is 50, expected at least 99"]


def test_the_ten_worst_are_those_with_most_reasons_and_then_fewest_features() -> None:
    one_reason = [game(str(n), feature_count=100 + n, checks=GOOD | {"quarters": False}) for n in range(12)]
    two_reasons = game("99", checks=GOOD | {"quarters": False, "home_away": False})
    assert [game_id for game_id, _ in judged(*one_reason, two_reasons).worst] == [
        "99",
        *(str(n) for n in range(9)),
    ]


def test_nothing_to_judge_is_no_failure() -> None:
    found = judged()
    assert found.broken == []
    assert found.as_dict()["coverage_pct"] is None
