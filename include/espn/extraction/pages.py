"""Puts the two pages of one Format 1 game together: the box score of the one, the plays of the other."""

from __future__ import annotations

from typing import Any

from include.errors import WrongGameError
from include.espn.extraction.checks import CHECK_NAMES

Features = dict[str, Any]


def needs_other_page(features: Features) -> bool:
    """Whether a page lacks the box score or the plays, which another page of the same game may have."""
    return features["source_data"]["format"] == 1 and not (_has_players(features) and _has_plays(features))


def merge_pages(first: Features, second: Features) -> Features:
    """The features of one game from two of its pages. What both have is taken from `first`.

    A check is true when it holds on every page that could judge it.

    :raises WrongGameError: when the pages are about different games or teams.
    """
    for what, one, other in (
        ("game", first["source_data"]["original_game_id"], second["source_data"]["original_game_id"]),
        ("home team", first["teams"]["home"]["id"], second["teams"]["home"]["id"]),
        ("away team", first["teams"]["away"]["id"], second["teams"]["away"]["id"]),
    ):
        if one != other:
            raise WrongGameError(f"expected two pages of one game, got {what} {one} and {what} {other}")
    merged = {
        part: _filled(first[part], second[part])
        for part in ("game_info", "teams", "scoring", "venue", "source_data")
    }
    merged["officials"] = first["officials"] or second["officials"]
    merged["box_score"] = (first if _has_players(first) or not _has_players(second) else second)["box_score"]
    merged["plays_summary"] = (first if _has_plays(first) or not _has_plays(second) else second)[
        "plays_summary"
    ]
    merged["checks"] = {
        name: first["checks"].get(name, True) and second["checks"].get(name, True)
        for name in CHECK_NAMES
        if name in first["checks"] or name in second["checks"]
    }
    return {part: merged[part] for part in first}


def _has_players(features: Features) -> bool:
    return any(box["players"] for box in features["box_score"].values())


def _has_plays(features: Features) -> bool:
    return bool(features["plays_summary"]["plays"])


def _filled(first: Any, second: Any) -> Any:
    """`first`, with the values of `second` where `first` has none."""
    if isinstance(first, dict) and isinstance(second, dict):
        return {key: _filled(value, second.get(key)) for key, value in first.items()}
    return second if first is None or first == [] else first
