"""The 58 features of a game: what they are called, where they stand in `data.espn_features`, who has them.

A path is PostgreSQL's jsonpath, so that it works in SQL as it stands:
`jsonb_path_query(data -> 'espn_features', '$.box_score.*.players[*].stats.points')`. Game features have one
value, player features one a player row, play features one a play (absent where the play has none).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Group = Literal["game", "player", "play"]

_BOTH = frozenset({1, 2})
_SUMMARY = frozenset({2})
_NOBODY: frozenset[int] = frozenset()
_PLAYER = "$.box_score.*.players[*]"
_PLAY = "$.plays_summary.plays[*]"
_STEP = re.compile(r"\.(\*|\w+)|\[(\*|\d+)\]")


@dataclass(frozen=True, slots=True)
class Feature:
    """One entry of the catalogue.

    :param path: jsonpath into the features.
    :param derived: computed here from other values, not written by the source.
    :param formats: the formats whose payloads can have it.
    :param note: unit or meaning, and why a format lacks it.
    """

    name: str
    group: Group
    path: str
    derived: bool
    formats: frozenset[int]
    note: str


def _game(name: str, path: str, note: str, formats: frozenset[int] = _BOTH) -> Feature:
    return Feature(name, "game", f"$.{path}", False, formats, note)


def _stat(name: str, note: str = "", *, derived: bool = False) -> Feature:
    return Feature(name, "player", f"{_PLAYER}.stats.{name}", derived, _BOTH, note)


def _player(name: str, key: str, note: str, formats: frozenset[int] = _BOTH) -> Feature:
    return Feature(name, "player", f"{_PLAYER}.{key}", False, formats, note)


def _play(name: str, note: str, formats: frozenset[int] = _BOTH, *, derived: bool = False) -> Feature:
    return Feature(name, "play", f"{_PLAY}.{name}", derived, formats, note)


_CHART = "Format 1 has it on pages with a shot chart"

FEATURES: tuple[Feature, ...] = (
    _game("game_date", "game_info.game_date", "New York day of the tipoff"),
    _game("season", "game_info.season", "like 2023-24; Format 1 names none, there the day tells it"),
    _game("season_type", "game_info.season_type", "1 preseason, 2 regular, 3 playoffs, 5 play-in"),
    _game("home_team_abbr", "teams.home.abbreviation", ""),
    _game("away_team_abbr", "teams.away.abbreviation", ""),
    _game("home_score", "teams.home.score", "absent before the game"),
    _game("away_score", "teams.away.score", "absent before the game"),
    _game("home_q1_score", "scoring.home.quarters[0]", "absent before the game"),
    _game("home_q2_score", "scoring.home.quarters[1]", "absent before the game"),
    _game("home_q3_score", "scoring.home.quarters[2]", "absent before the game"),
    _game("home_q4_score", "scoring.home.quarters[3]", "absent before the game"),
    _game("venue_name", "venue.name", ""),
    _game("venue_city", "venue.city", ""),
    _game("attendance", "game_info.attendance", "0 is real; absent before the game"),
    _game("sold_out", "game_info.sold_out", "no format of ESPN says it", _NOBODY),
    _game(
        "broadcast_network",
        "game_info.broadcast[0]",
        "national before the home team's before others",
    ),
    _game(
        "game_duration",
        "game_info.duration",
        "minutes from the first to the last play by the source's wall clock; Format 1 has no last one",
        _SUMMARY,
    ),
    _game("referee_1", "officials[0].name", "absent before the game"),
    _game("overtime", "game_info.overtime", "whether there were more than four periods"),
    _game("margin_of_victory", "game_info.margin_of_victory", "points, of a game that is over"),
    _stat("minutes", "whole minutes"),
    _stat("points"),
    _stat("rebounds"),
    _stat("offensive_rebounds"),
    _stat("defensive_rebounds"),
    _stat("assists"),
    _stat("steals"),
    _stat("blocks"),
    _stat("turnovers"),
    _stat("fouls"),
    _stat("field_goals_made"),
    _stat("field_goals_attempted"),
    _stat("field_goal_pct", "0-100; absent without an attempt", derived=True),
    _stat("three_pointers_made"),
    _stat("three_pointers_attempted"),
    _stat("three_point_pct", "0-100; absent without an attempt", derived=True),
    _stat("free_throws_made"),
    _stat("free_throws_attempted"),
    _stat("free_throw_pct", "0-100; absent without an attempt", derived=True),
    _stat("plus_minus", "negative when the team lost ground with the player"),
    _player("starter", "starter", ""),
    _player("position", "position", "G, F, C; Format 1 has no positions", _SUMMARY),
    _player("jersey_number", "jersey", "text: 0 and 00 are two numbers"),
    _stat("double_double", "ten or more in two of points, rebounds, assists, steals, blocks", derived=True),
    _stat("triple_double", "ten or more in three of them", derived=True),
    _play("shot_x_coord", f"feet from one sideline, the rim is at 25; {_CHART}"),
    _play("shot_y_coord", f"feet from the rim towards midcourt; {_CHART}"),
    _play("shot_distance", "feet from the rim in a straight line", derived=True),
    _play("shot_made", "false also for a blocked shot; Format 1 says it in words"),
    _play("shot_type", f"{_CHART}, and of free throws"),
    _play("shot_value", "1, 2, 3; a free throw is 1; Format 1 has it where the words of the play tell it"),
    _play("assist_player_id", "ESPN's athlete id; Format 1 has only names", _SUMMARY),
    _play("event_type", _CHART),
    _play("period", "5 is the first overtime"),
    _play("clock", "time left in the period"),
    _play("score_margin", "home minus away points after the play", derived=True),
    _play("possession_team", "abbreviation of the team whose play it is"),
    _play("event_description", "in the source's words"),
)
"""All 58: 20 of the game, 25 of each player, 13 of each play."""

_GAME_PATHS = tuple(feature.path for feature in FEATURES if feature.group == "game")
_PLAYER_KEYS = tuple(
    feature.path.rsplit(".", 1)[1]
    for feature in FEATURES
    if feature.group == "player" and ".stats." not in feature.path
)


def values_of(feature: Feature, features: Mapping[str, Any]) -> list[Any]:
    """All non-null values of a feature: at most one for a game, one a player row, one a play."""
    return _values(feature.path, features)


def value_of(feature: Feature, features: Mapping[str, Any]) -> Any:
    """The first non-null value of a feature, None when it has none."""
    return next(iter(_values(feature.path, features)), None)


def feature_count(features: Mapping[str, Any]) -> int:
    """How many catalogue values are not null: game entries once, player entries per player row, no plays."""
    count = sum(len(_values(path, features)) for path in _GAME_PATHS)
    for box in features["box_score"].values():
        for player in box["players"]:
            count += sum(value is not None for value in player["stats"].values())
            count += sum(player[key] is not None for key in _PLAYER_KEYS)
    return count


def has_box_score(features: Mapping[str, Any]) -> bool:
    """Whether any player has numbers. A list of names without numbers is no box score."""
    return any(player["played"] for box in features["box_score"].values() for player in box["players"])


def _values(path: str, features: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = [features]
    for step in _steps(path):
        found = [one for value in found for one in _inside(value, step)]
    return [value for value in found if value is not None]


@lru_cache(maxsize=128)
def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(name or (int(place) if place.isdigit() else place) for name, place in _STEP.findall(path))


def _inside(value: Any, step: str | int) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values()) if step == "*" else [value.get(step)]
    if isinstance(value, list):
        return value if step == "*" else value[step : step + 1] if isinstance(step, int) else []
    return []
