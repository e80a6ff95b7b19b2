"""Which share of the values of a feature is expected not to be null, by format and season.

A share is taken among games (game features), players who played (player features), or plays (play features).

Measured on what was recorded: two summaries of 2025-26 (Format 2; 46 players, 880 plays) and one page of
2023-24 (Format 1; 23 players, no plays). That is little, so the ranges are wide: they find a feature that
vanished, halved or doubled, not one that lost a few values. For seasons before the first recorded one only
what every game has is expected; a public summary of 2001-02 has no plus-minus and no plays, and all the other
player features, one of 2006-07 has plays with the same fields as today's.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from include.espn.catalog import Feature

FIRST_MEASURED_SEASON = 2024
"""End year of the first season of which a game was recorded."""


@dataclass(frozen=True, slots=True)
class ShareRange:
    """Least and greatest share, 0 to 1, both included."""

    low: float
    high: float

    def holds(self, share: float, values: int) -> bool:
        """Whether a share among so many values is no further out than chance may bring it.

        Few games tell little: of two, one may well lack what half of all games lack. Three standard errors of
        the bound are let pass, none where the bound is 0 or 1.
        """
        return self.low - _errors(self.low, values) <= share <= self.high + _errors(self.high, values)

    def __str__(self) -> str:
        return f"{self.low:.0%} to {self.high:.0%}"


def _errors(bound: float, values: int) -> float:
    return 3 * sqrt(bound * (1 - bound) / values)


_NONE = ShareRange(0, 0)
_ANY = ShareRange(0, 1)
_EVERY = ShareRange(0.9, 1)
_MOST = ShareRange(0.5, 1)

# Measured: 100 % in all three files, and without it nobody could tell what happened in the game.
_OF_EVERY_GAME = frozenset(
    {
        "game_date", "season", "season_type", "home_team_abbr", "away_team_abbr", "home_score",
        "away_score", "home_q1_score", "home_q2_score", "home_q3_score", "home_q4_score", "overtime",
        "margin_of_victory", "minutes", "points", "rebounds", "offensive_rebounds", "defensive_rebounds",
        "assists", "steals", "blocks", "turnovers", "fouls", "field_goals_made", "field_goals_attempted",
        "three_pointers_made", "three_pointers_attempted", "free_throws_made", "free_throws_attempted",
        "starter", "double_double", "triple_double",
    }
)  # fmt: skip
# Measured where it is not 100 %: shares of both summaries, and of the page where it can have them.
_MEASURED = {
    "field_goal_pct": ShareRange(0.7, 1),  # 91, 100 and 100 %
    "three_point_pct": ShareRange(0.4, 1),  # 73, 88, 78
    "free_throw_pct": ShareRange(0.1, 0.95),  # 23, 38, 70
    "shot_x_coord": ShareRange(0.2, 0.7),  # 43, 42
    "shot_y_coord": ShareRange(0.2, 0.7),  # 43, 42
    "shot_distance": ShareRange(0.2, 0.7),  # 43, 42
    "shot_made": ShareRange(0.2, 0.75),  # 47, 46
    "shot_type": ShareRange(0.2, 0.75),  # 47, 46
    "shot_value": ShareRange(0.2, 0.75),  # 47, 46
    "assist_player_id": ShareRange(0.05, 0.35),  # 11, 16
    "possession_team": ShareRange(0.7, 1),  # 99, 99
    # 100 % each, and not in every game for sure: the rest of the features, see `_MOST`.
    "plus_minus": _EVERY,
    "event_type": _EVERY,
    "period": _EVERY,
    "clock": _EVERY,
    "score_margin": _EVERY,
    "event_description": _EVERY,
}


def expected_share(feature: Feature, number: int, season_year: int) -> ShareRange:
    """The range for a feature of a format in a season.

    :param number: the format, 1 or 2.
    :param season_year: the season's end year.
    """
    if number not in feature.formats:
        return _NONE
    is_measured = season_year >= FIRST_MEASURED_SEASON
    if feature.name in _OF_EVERY_GAME:
        return _EVERY if is_measured else _MOST
    # No recorded page has plays.
    if not is_measured or (number == 1 and feature.group == "play"):
        return _ANY
    return _MEASURED.get(feature.name, _MOST)


def expected_presence(number: int, season_year: int) -> ShareRange:
    """The range for the share of games that have a box score, and of those that have plays.

    Summaries only: of a page the archive may have one of two, and old ones have no plays.
    """
    return _MOST if number == 2 and season_year >= FIRST_MEASURED_SEASON else _ANY
