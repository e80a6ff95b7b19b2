"""Player and team numbers, by the names of the columns: their order differs between files.

Columns are told by `keys` (camel case); a trimmed file has only labels. Of all keys with a hyphen only
the three made-attempted ones are split, so that a negative plus-minus stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from include.espn.errors import PayloadShapeError
from include.espn.extraction.numbers import made_attempted, whole_number

_WHOLE = {
    "minutes": "minutes",
    "points": "points",
    "rebounds": "rebounds",
    "totalRebounds": "rebounds",
    "offensiveRebounds": "offensive_rebounds",
    "defensiveRebounds": "defensive_rebounds",
    "assists": "assists",
    "steals": "steals",
    "blocks": "blocks",
    "turnovers": "turnovers",
    "fouls": "fouls",
    "plusMinus": "plus_minus",
}
_SPLIT = {
    "fieldGoalsMade-fieldGoalsAttempted": ("field_goals_made", "field_goals_attempted", "field_goal_pct"),
    "threePointFieldGoalsMade-threePointFieldGoalsAttempted": (
        "three_pointers_made",
        "three_pointers_attempted",
        "three_point_pct",
    ),
    "freeThrowsMade-freeThrowsAttempted": ("free_throws_made", "free_throws_attempted", "free_throw_pct"),
}
_KEY_OF_LABEL = {
    "MIN": "minutes",
    "FG": "fieldGoalsMade-fieldGoalsAttempted",
    "3PT": "threePointFieldGoalsMade-threePointFieldGoalsAttempted",
    "FT": "freeThrowsMade-freeThrowsAttempted",
    "OREB": "offensiveRebounds",
    "DREB": "defensiveRebounds",
    "REB": "rebounds",
    "AST": "assists",
    "STL": "steals",
    "BLK": "blocks",
    "TO": "turnovers",
    "PF": "fouls",
    "+/-": "plusMinus",
    "PTS": "points",
}
_TEAM_ONLY = {
    "teamTurnovers": "team_turnovers",
    "totalTurnovers": "total_turnovers",
    "technicalFouls": "technical_fouls",
    "flagrantFouls": "flagrant_fouls",
    "turnoverPoints": "turnover_points",
    "fastBreakPoints": "fast_break_points",
    "pointsInPaint": "points_in_paint",
    "largestLead": "largest_lead",
    "leadChanges": "lead_changes",
    "leadPercentage": "lead_percentage",
}
_DOUBLE_DIGITS = ("points", "rebounds", "assists", "steals", "blocks")

_NUMBERS = (*dict.fromkeys(_WHOLE.values()), *(name for names in _SPLIT.values() for name in names))
_NO_PLAYER_STATS: dict[str, Any] = dict.fromkeys((*_NUMBERS, "double_double", "triple_double"))
PLAYER_STATS = tuple(_NO_PLAYER_STATS)
"""The names of a player's stats; a name without a value is None."""
TEAM_STATS = (
    *(name for name in _NUMBERS if name not in ("minutes", "plus_minus")),
    *_TEAM_ONLY.values(),
)
"""The names of a team's stats. The last ten only Format 2 has."""


class Columns(NamedTuple):
    """What stands where in a row: how many columns, the whole numbers, the made-attempted pairs."""

    width: int
    whole: tuple[tuple[int, str], ...]
    split: tuple[tuple[int, tuple[str, str, str]], ...]
    has_minutes: bool


def columns_of(keys: Sequence[str] | None, labels: Sequence[str] | None) -> Columns:
    """Where which number stands in a row, by the keys, or by the labels where there are no keys."""
    if keys:
        return _columns(tuple(keys))
    return _columns(tuple(_KEY_OF_LABEL.get(label, label) for label in labels or ()))


@lru_cache(maxsize=256)
def _columns(keys: tuple[str, ...]) -> Columns:
    whole = tuple((place, _WHOLE[key]) for place, key in enumerate(keys) if key in _WHOLE)
    split = tuple((place, _SPLIT[key]) for place, key in enumerate(keys) if key in _SPLIT)
    return Columns(len(keys), whole, split, "minutes" in keys)


def player_stats(
    row: Sequence[str | None], columns: Columns, where: str, *, is_said_absent: bool = False
) -> dict[str, Any]:
    """A player's stats by name. All are None for a row that says nothing.

    Zeros beside `--` for the minutes are what a shell has for everybody; zeros of somebody who is said not
    to have played are no numbers either. Other numbers count, whatever is said.

    :raises PayloadShapeError: when the row does not fit the columns.
    """
    stats = _NO_PLAYER_STATS.copy()
    if not row:
        return stats
    _read(row, columns, stats, where)
    is_absent = is_said_absent or (columns.has_minutes and stats["minutes"] is None)
    if is_absent and not any(stats.values()):
        return _NO_PLAYER_STATS.copy()
    doubles = [stats[name] for name in _DOUBLE_DIGITS]
    if None not in doubles:
        count = sum(number >= 10 for number in doubles)
        stats["double_double"] = count >= 2
        stats["triple_double"] = count >= 3
    return stats


def team_stats(
    totals: Sequence[str | None] | None,
    columns: Columns,
    statistics: Sequence[tuple[str | None, str | None]],
    where: str,
) -> dict[str, Any]:
    """A team's stats by name, from the totals of its players' table and from the named statistics.

    Names that the game's own statistics do not have (a pre-game summary lists season averages) are left out.

    :raises PayloadShapeError: when the totals do not fit the columns.
    """
    stats: dict[str, Any] = dict.fromkeys(TEAM_STATS)
    # The named statistics of a game that began have the made field goals; season averages do not.
    if any(name in _SPLIT for name, _ in statistics):
        for name, text in statistics:
            _read_statistic(name, text, stats, where)
    if totals:
        read = stats.copy()
        _read(totals, columns, read, f"{where} totals")
        stats.update((name, read[name]) for name in TEAM_STATS if read.get(name) is not None)
    return stats


def _read(row: Sequence[str | None], columns: Columns, stats: dict[str, Any], where: str) -> None:
    width, whole, split, _ = columns
    if len(row) != width:
        raise PayloadShapeError(f"expected {width} numbers, as many as columns, got {len(row)} at {where}")
    if not whole and not split:
        raise PayloadShapeError(f"expected columns that are known (keys or labels), got none at {where}")
    place = 0
    try:
        for place, name in whole:
            stats[name] = whole_number(row[place])
        for place, (made, attempted, percent) in split:
            stats[made], stats[attempted], stats[percent] = made_attempted(row[place])
    except ValueError as error:
        raise PayloadShapeError(f"{error} at {where}, column {place}") from error


def _read_statistic(name: str | None, text: str | None, stats: dict[str, Any], where: str) -> None:
    try:
        if name in _SPLIT:
            made, attempted, percent = _SPLIT[name]
            stats[made], stats[attempted], stats[percent] = made_attempted(text)
        elif name in _TEAM_ONLY or name in _WHOLE:
            known = _TEAM_ONLY.get(name) or _WHOLE[name]
            if known in stats:
                stats[known] = whole_number(text)
    except ValueError as error:
        raise PayloadShapeError(f"{error} at {where}, statistic {name}") from error
