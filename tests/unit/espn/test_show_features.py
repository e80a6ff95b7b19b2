"""The print-out of features beside the source's own numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from include.errors import PayloadError
from include.espn.catalog import FEATURES
from include.espn.show_features import report
from tests.unit.espn.simulated_game import (
    Json,
    box_page,
    plays_page,
    pregame_payload,
    summary_payload,
    wrapped_payload,
)


@pytest.mark.parametrize(
    "payload", [summary_payload(), wrapped_payload(), pregame_payload(), box_page(), plays_page()]
)
def test_source_and_features_agree_and_every_feature_has_a_line(payload: Json) -> None:
    lines, is_right = report(json.dumps(payload).encode())
    assert is_right
    for feature in FEATURES:
        assert sum(line.startswith(f"{feature.group:<6} {feature.name} ") for line in lines) == 1


def test_a_feature_without_value_has_a_reason() -> None:
    lines, _ = report(json.dumps(box_page()).encode())
    text = "\n".join(lines)
    assert "null: Format 1 has none (G, F, C; Format 1 has no positions)" in text
    assert "null: this payload has no plays" in text
    assert "null: Format 1 has none (no format of ESPN says it)" in text


def test_without_leaders_the_top_scorer_is_found_in_the_box_score() -> None:
    payload = summary_payload()
    del payload["leaders"]
    for labels_only in (False, True):
        for box in payload["boxscore"]["players"] if labels_only else ():
            del box["statistics"][0]["keys"]
        lines, is_right = report(json.dumps(payload).encode())
        assert is_right, lines


def test_numbers_in_unknown_places_are_refused_with_a_sentence() -> None:
    payload = summary_payload()
    del payload["header"]["competitions"][0]["competitors"][0]["team"]
    with pytest.raises(PayloadError, match="expected the source's numbers where"):
        report(json.dumps(payload).encode())


def test_equal_top_scorers_may_be_named_in_any_order() -> None:
    payload = summary_payload()
    table = payload["boxscore"]["players"][0]["statistics"][0]
    best = max(table["athletes"], key=lambda row: int((row["stats"] or ["-1"])[0]))
    other = next(row for row in table["athletes"] if row["stats"] and row is not best)
    other["stats"][0] = best["stats"][0]
    lines, _ = report(json.dumps(payload).encode())
    assert not any("DIFFERS" in line for line in lines)


def test_a_difference_is_told_and_is_not_right() -> None:
    payload = summary_payload()
    payload["leaders"][0]["leaders"][0]["leaders"][0]["displayValue"] = "99"
    lines, is_right = report(json.dumps(payload).encode())
    assert not is_right
    assert sum("DIFFERS FROM" in line for line in lines) == 1


def test_a_failed_check_is_told_and_is_not_right() -> None:
    lines, is_right = report(json.dumps(summary_payload(shell=True)).encode())
    assert not is_right
    assert "check player_points FALSE" in lines


def test_recorded_games_agree_with_their_source(shared_data: Path) -> None:
    names = [*shared_data.glob("espn_summary/*.json"), *shared_data.glob("espn_page/*.json")]
    assert [report(name.read_bytes())[1] for name in names] == [True] * 4
