"""Which features have values in another share of the games, players or plays than is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from include.espn.catalog import FEATURES
from include.espn.enrichment.documents import DocumentCounts
from include.espn.expected_shares import ShareRange, expected_presence, expected_share

Scope = Literal["season", "run"]

VALUES_A_GAME = 10
"""The values of one game's players and plays come and go together: they tell as much as ten would."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of values of one feature that are not null, in a season and format.

    :param feature: its name; `box_score` and `plays` are shares of games that have any.
    :param scope: `season` for all selected games of it, `run` for those that this run has done: what a source
        renames today is lost in the values of a season.
    :param games: that can have a value: with players, with plays.
    :param share: 0 to 1.
    """

    feature: str
    season: str
    format: int
    scope: Scope
    games: int
    share: float
    expected: ShareRange
    is_expected: bool

    def __str__(self) -> str:
        scope = "of this run" if self.scope == "run" else "in the table"
        return (
            f"{self.feature} of season {self.season}, Format {self.format} ({self.games} games {scope}) "
            f"has a value in {self.share:.1%}, expected {self.expected}"
        )


def shares_of(documents: Sequence[DocumentCounts]) -> list[Share]:
    """The shares of all features, of each season and format as a whole and of this run's games in it."""
    whole: dict[tuple[str, int], DocumentCounts] = {}
    for counts in documents:
        key = (counts.season, counts.format)
        whole[key] = whole[key].plus(counts) if key in whole else counts
    found = [share for counts in whole.values() for share in _shares(counts, "season")]
    for counts in documents:
        if counts.is_of_run and counts.games < whole[counts.season, counts.format].games:
            found.extend(_shares(counts, "run"))
    return found


def _shares(counts: DocumentCounts, scope: Scope) -> Iterator[Share]:
    year = _season_year(counts.season)
    totals = {"game": counts.games, "player": counts.players, "play": counts.plays}
    presence = expected_presence(counts.format, year)
    for name, having in (("box_score", counts.with_players), ("plays", counts.with_plays)):
        share = having / counts.games
        holds = presence.holds(share, counts.games)
        yield Share(name, counts.season, counts.format, scope, counts.games, share, presence, holds)
    games = {"game": counts.games, "player": counts.with_players, "play": counts.with_plays}
    for feature in FEATURES:
        # Without player rows or plays there is nothing to take a share of: `box_score`, `plays` tell that.
        if total := totals[feature.group]:
            share, having = counts.values[feature.name] / total, games[feature.group]
            expected = expected_share(feature, counts.format, year)
            holds = expected.holds(share, min(total, VALUES_A_GAME * having))
            yield Share(feature.name, counts.season, counts.format, scope, having, share, expected, holds)


def _season_year(label: str) -> int:
    """The end year of a label like 2023-24; 0 for games whose season nobody knows."""
    return int(label[:4]) + 1 if label[:4].isdigit() else 0
