"""The print-out of features beside the source's own numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from include.errors import PayloadError
from include.espn.catalog import FEATURES
from include.espn.show_features import main, report
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


def test_a_difference_is_told_and_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payload = summary_payload()
    payload["leaders"][0]["leaders"][0]["leaders"][0]["displayValue"] = "99"
    file = tmp_path / "game.json"
    file.write_text(json.dumps(payload))
    assert main([str(file)]) == 1
    assert "DIFFERS FROM" in capsys.readouterr().out


def test_a_failed_check_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "game.json"
    file.write_text(json.dumps(summary_payload(shell=True)))
    assert main([str(file)]) == 1
    assert "check player_points FALSE" in capsys.readouterr().out


def test_a_refused_file_is_one_sentence_and_the_others_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, whole = tmp_path / "broken.json", tmp_path / "whole.json"
    broken.write_text("<html>")
    whole.write_text(json.dumps(summary_payload()))
    assert main([str(broken), str(tmp_path / "none.json"), str(whole)]) == 1
    shown = capsys.readouterr().out
    assert shown.count("refused: ") == 2
    assert "check last_play     true" in shown


def test_whole_files_exit_with_zero(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [*shared_data.glob("espn_summary/*.json"), *shared_data.glob("espn_page/*.json")]
    assert main([str(name) for name in names]) == 0
    assert capsys.readouterr().out.count("check home_away     true") == len(names) == 4


def test_without_files_it_says_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: python -m include.espn.show_features FILE..." in capsys.readouterr().err
