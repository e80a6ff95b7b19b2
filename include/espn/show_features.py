"""What the extractor makes of an ESPN payload beside what the payload says itself, for a person to read:
score, quarters, top scorer, officials and venue of the features and of the source (read independently), all
58 features with a value or the reason for none, and the checks. `make read FORM=table` prints it.
"""

from __future__ import annotations

from typing import Any

from include.espn.catalog import FEATURES, Feature, feature_count, has_box_score, values_of
from include.espn.features import extract_features
from include.espn.helpers import (
    get_espn_officials,
    get_espn_venue,
    get_player_stats,
    get_quarter_scores,
    get_top_scorer,
)
from include.espn.own_numbers import Numbers, own_numbers

_SIDES = ("home", "away")


def report(body: bytes) -> tuple[list[str], bool]:
    """The lines about one payload, and whether features, source and checks agree.

    :raises PayloadError: when the payload is refused.
    """
    features = extract_features(body)
    ours, theirs = numbers_of(features), own_numbers(body)
    source = features["source_data"]
    wrapped = ", wrapped" if source["wrapped"] else ""
    lines = [
        f"game {source['original_game_id']}, Format {source['format']}{wrapped}, "
        f"{feature_count(features)} values, box score: {'yes' if has_box_score(features) else 'no'}, "
        f"plays: {features['plays_summary']['total_plays']}",
        "",
    ]
    is_right = all(features["checks"].values())
    for what, number in ours.items():
        is_same = number == theirs[what] or (what == "top scorer" and _is_tie(features, theirs[what]))
        is_right = is_right and is_same
        sign = "=" if is_same else "DIFFERS FROM"
        lines.append(f"{what:<10} {number}  {sign}  {theirs[what]}")
    lines.append("")
    lines.extend(_feature_line(feature, features) for feature in FEATURES)
    lines.append("")
    lines.extend(
        f"check {name:<13} {'true' if held else 'FALSE'}" for name, held in features["checks"].items()
    )
    return lines, is_right


def numbers_of(features: dict[str, Any]) -> Numbers:
    """The features' side of the comparison, spelled like `own_numbers`."""
    row = {"espn_features": features}
    teams = features["teams"]
    venue = get_espn_venue(row) or {}
    return {
        "score": " | ".join(
            f"{teams[side]['abbreviation']} {_or_dash(teams[side]['score'])}" for side in _SIDES
        ),
        "quarters": " | ".join(" ".join(map(str, get_quarter_scores(row, side))) or "-" for side in _SIDES),
        "top scorer": " | ".join(_scorer(get_top_scorer(row, side)) for side in _SIDES),
        "officials": ", ".join(one["name"] for one in get_espn_officials(row)) or "-",
        "venue": ", ".join(str(one) for one in venue.values() if one) or "-",
    }


def _is_tie(features: dict[str, Any], theirs: str) -> bool:
    """Whether the source's top scorers have as many points as ours: of equals it may name another."""
    row = {"espn_features": features}
    for side, leader in zip(_SIDES, theirs.split(" | "), strict=True):
        name, _, points = leader.rpartition(" ")
        player, best = get_player_stats(row, side, name), get_top_scorer(row, side)
        if not player or not best or not str(player["points"]) == str(best["points"]) == points:
            return False
    return True


def _feature_line(feature: Feature, features: dict[str, Any]) -> str:
    name = f"{feature.group:<6} {feature.name:<24}"
    values = values_of(feature, features)
    if not values:
        return f"{name} null: {_reason(feature, features)}"
    if feature.group == "game":
        return f"{name} {values[0]}"
    return f"{name} {len(values)} values, first {values[0]!r}"


def _reason(feature: Feature, features: dict[str, Any]) -> str:
    number = features["source_data"]["format"]
    note = f" ({feature.note})" if feature.note else ""
    if number not in feature.formats:
        return f"Format {number} has none{note}"
    if feature.group == "player" and not has_box_score(features):
        return "this payload has no box score"
    if feature.group == "play" and not features["plays_summary"]["plays"]:
        return "this payload has no plays"
    return f"this payload has none{note}"


def _scorer(player: dict[str, Any] | None) -> str:
    return f"{player['name']} {player['points']}" if player else "-"


def _or_dash(value: Any) -> Any:
    return "-" if value is None else value
