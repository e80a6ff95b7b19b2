"""One game in every wrapping gives one structure."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from include.errors import WrongGameError
from include.espn.extraction.checks import CHECK_NAMES
from include.espn.features import extract_features, merge_pages, needs_other_page
from tests.unit.espn.simulated_game import (
    box_page,
    plays_page,
    pregame_payload,
    summary_payload,
    whole_page,
    wrapped_payload,
)


def tree(value: Any) -> Any:
    """The keys of a document, those of all elements of a list together."""
    if isinstance(value, dict):
        return {key: tree(one) for key, one in value.items()}
    if isinstance(value, list):
        keys: dict[str, Any] = {}
        for one in value:
            keys.update(tree(one) if isinstance(one, dict) else {})
        return [keys]
    return None


def frame(features: dict[str, Any]) -> dict[str, Any]:
    """The features without what may differ: checks, and keys that are the names of play types."""
    rest = copy.deepcopy({key: value for key, value in features.items() if key != "checks"})
    rest["plays_summary"]["event_types"] = rest["plays_summary"]["plays"] = None
    return rest


def test_a_wrapped_summary_gives_what_the_summary_gives() -> None:
    wrapped, plain = extract_features(wrapped_payload()), extract_features(summary_payload())
    assert wrapped["source_data"].pop("wrapped") is True
    assert plain["source_data"].pop("wrapped") is False
    assert wrapped == plain


def test_a_real_wrapped_summary_gives_what_the_summary_gives(shared_data: Path) -> None:
    body = (shared_data / "espn_summary/401810849_final.json").read_bytes()
    wrapped = extract_features(b'{"gameId":401810849,"content":{},"gamepackageJSON":' + body + b"}")
    plain = extract_features(body)
    assert wrapped["source_data"].pop("wrapped") is True
    del plain["source_data"]["wrapped"]
    assert wrapped == plain


def test_a_mapping_gives_what_its_bytes_give(shared_data: Path) -> None:
    for name in ("espn_summary/401810084_final.json", "espn_page/401585183_final.json"):
        body = (shared_data / name).read_bytes()
        assert extract_features(json.loads(body)) == extract_features(body)


def test_a_page_has_the_shape_of_a_summary() -> None:
    page, summary = extract_features(whole_page()), extract_features(summary_payload())
    assert tree(frame(page)) == tree(frame(summary))


def test_a_real_page_has_the_shape_of_a_real_summary(shared_data: Path) -> None:
    page = extract_features((shared_data / "espn_page/401585183_final.json").read_bytes())
    summary = extract_features((shared_data / "espn_summary/401810849_final.json").read_bytes())
    assert tree(frame(page)) == tree(frame(summary))


def test_a_game_not_begun_has_the_same_shape_without_players() -> None:
    pregame, final = frame(extract_features(pregame_payload())), frame(extract_features(summary_payload()))
    for features in (pregame, final):
        for box in features["box_score"].values():
            box["players"] = []
        features["officials"] = []
    assert tree(pregame) == tree(final)


def test_a_page_and_a_summary_of_one_game_have_the_same_values() -> None:
    page, summary = extract_features(whole_page()), extract_features(summary_payload())
    for name in ("teams", "scoring", "venue", "officials"):
        assert page[name] == summary[name]
    for side, box in page["box_score"].items():
        theirs = {player["player_id"]: player for player in summary["box_score"][side]["players"]}
        for player in box["players"]:
            assert {**player, "position": theirs[player["player_id"]]["position"]} == theirs[
                player["player_id"]
            ]
    lacking = ("duration", "broadcast")
    for name, value in page["game_info"].items():
        assert name in lacking or value == summary["game_info"][name], name
    plays = {play["id"]: play for play in summary["plays_summary"]["plays"]}
    for play in page["plays_summary"]["plays"]:
        theirs = plays[play["id"]]
        free_throw = {"shot_type": theirs.get("shot_type")} if play.get("shot_type") == "Free Throw" else {}
        assert {**theirs, **play, **free_throw} == theirs


def test_two_pages_make_one_game() -> None:
    box, plays = extract_features(box_page()), extract_features(plays_page())
    assert needs_other_page(box)
    assert needs_other_page(plays)
    for merged in (merge_pages(box, plays), merge_pages(plays, box)):
        assert not needs_other_page(merged)
        assert merged["box_score"] == box["box_score"]
        assert merged["plays_summary"] == plays["plays_summary"]
        assert merged["checks"] == dict.fromkeys(CHECK_NAMES, True)
        assert list(merged) == list(box)


def test_a_page_fills_what_the_other_lacks() -> None:
    poor = box_page()
    del poor["page"]["content"]["gamepackage"]["gmInfo"]
    merged = merge_pages(extract_features(poor), extract_features(plays_page()))
    whole = extract_features(whole_page())
    for name in ("game_info", "venue", "officials"):
        assert merged[name] == whole[name]


def test_a_failed_check_of_one_page_stays_failed() -> None:
    box, plays = extract_features(box_page()), extract_features(plays_page())
    plays["checks"]["quarters"] = False
    assert merge_pages(box, plays)["checks"]["quarters"] is False


def test_pages_of_two_games_are_not_put_together() -> None:
    other = plays_page()
    other["page"]["content"]["gamepackage"]["gmStrp"]["gid"] = "402"
    with pytest.raises(WrongGameError, match="expected two pages of one game"):
        merge_pages(extract_features(box_page()), extract_features(other))


def test_a_summary_needs_no_other_page() -> None:
    assert not needs_other_page(extract_features(pregame_payload()))


def test_a_page_without_a_shot_chart_has_what_its_words_tell() -> None:
    features = extract_features(plays_page())
    summary = {play["id"]: play for play in extract_features(summary_payload())["plays_summary"]["plays"]}
    for play in features["plays_summary"]["plays"]:
        theirs = summary[play["id"]]
        assert play.get("shot_made") == theirs.get("shot_made")
        assert play.get("shot_value") in (None, theirs.get("shot_value"))
        assert "shot_x_coord" not in play
