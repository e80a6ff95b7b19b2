"""When enriched games pass, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

from include.espn.enrichment.documents import DocumentCounts
from include.espn.enrichment.validation import (
    GameCoverage,
    GameFacts,
    Thresholds,
    Validation,
    validate,
)
from tests.unit.espn.enrichment.document_counts import counts

LIMITS = Thresholds(coverage_pct=100, feature_count=50, agreement_pct=99)
GOOD = {"player_points": True, "quarters": True, "home_away": True, "last_play": True}


def game(game_id: str, *, error: str | None = None, status: str = "stored", **details: Any) -> GameFacts:
    facts = {"format": 2, "wrapped": False, "feature_count": 480, "has_box_score": True, "checks": GOOD}
    return GameFacts(game_id, status, error, facts | details if status == "stored" else {})


def judged(
    *games: GameFacts,
    missing: dict[str, int] | None = None,
    given_up: dict[str, int] | None = None,
    documents: list[DocumentCounts] | None = None,
) -> Validation:
    """What is found of games of which all that are stored are enriched."""
    enriched = sum(one.status == "stored" for one in games)
    covered = GameCoverage(enriched, missing or {}, given_up or {})
    return validate(covered, games, documents or [], LIMITS)


def test_whole_games_that_agree_with_themselves_pass() -> None:
    found = judged(game("1"), game("2", format=1), game("3", wrapped=True))
    assert found.broken == []
    assert found.worst == []
    figures = found.as_dict()
    assert figures["formats"] == {"1": 1, "2": 1, "2 wrapped": 1}
    assert (figures["coverage_pct"], figures["player_points_pct"]) == (100, 100)


def test_one_missing_game_of_thirty_thousand_does_not_pass() -> None:
    covered = GameCoverage(31_240, {"not tried": 1}, {})
    (check,) = validate(covered, [], [], LIMITS).broken
    assert str(check) == "coverage_pct is 99.996, expected at least 100 (1 not tried)"


def test_missing_games_are_listed_by_reason() -> None:
    (check,) = judged(game("1"), missing={"not tried": 2, "NotJsonPayloadError": 1}).broken
    assert str(check) == "coverage_pct is 25, expected at least 100 (1 NotJsonPayloadError, 2 not tried)"


def test_games_that_a_person_gave_up_cannot_be_enriched_and_are_listed() -> None:
    found = judged(game("1"), given_up={"lost in a fire": 3})
    assert found.broken == []
    figures = found.as_dict()
    assert (figures["total"], figures["enriched"], figures["coverage_pct"]) == (4, 1, 100)
    assert figures["given_up"] == {"lost in a fire": 3}


def test_a_failed_game_is_among_the_worst_with_its_reason() -> None:
    found = judged(game("1"), game("2", status="failed", error="no format"))
    assert found.worst == [("2", "failed: no format")]
    assert found.failed == 1


def test_a_game_without_a_box_score_is_listed_and_not_judged_by_its_features() -> None:
    found = judged(game("1"), game("2", has_box_score=False, feature_count=14, checks={"quarters": True}))
    assert found.broken == []
    assert found.no_box_score == ["2"]


def test_too_few_features_of_a_game_with_a_box_score_fail() -> None:
    documents = [counts(2), counts(1, features_min=49, features_sum=49, features_max=49, season="2024-25")]
    found = judged(game("1"), game("2", feature_count=49), documents=documents)
    assert [str(check) for check in found.broken] == ["features_min is 49, expected at least 50"]
    assert found.worst == [("2", "49 features, expected at least 50")]
    figures = found.as_dict()
    assert [figures[f"features_{name}"] for name in ("min", "avg", "max")] == [49, 336.3, 480]


def test_a_document_whose_enrichment_says_something_else_fails() -> None:
    told = "7: feature_count is 3, the document holds 480"
    (check,) = judged(documents=[counts(4, wrong=1, wrong_games=[told])]).broken
    assert str(check) == f"enrichment_pct is 75, expected at least 100 (1 games, {told})"


def test_a_feature_that_vanished_fails_by_name() -> None:
    (check,) = judged(documents=[counts(values={"attendance": 0, "clock": 0})]).broken
    season = "of season 2025-26, Format 2 (100 games in the table) has a value in 0.0%, expected"
    assert str(check) == (
        "unexpected_shares is 2, expected at most 0 "
        f"(attendance {season} 50% to 100%; clock {season} 90% to 100%)"
    )


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
