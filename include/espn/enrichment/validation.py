"""Whether the enriched games can be trusted: coverage, completeness, and the source's own sums.

What is judged are the documents in the table (how many values, whether `metadata.enrichment` is true, which
features vanished), the coverage of the table, and, of each game, the checks that its ledger row got in the
transaction that wrote its features. Everything here is pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from include.espn.enrichment.documents import DocumentCounts
from include.espn.enrichment.progress import format_label
from include.espn.enrichment.shares import Share, shares_of
from include.espn.extraction.checks import CHECK_NAMES

MOST_LISTED = 10
MOST_SHARES = 30
"""Named in the message; all of them stand in `ops.quality_results`."""


@dataclass(frozen=True, slots=True)
class GameFacts:
    """One game as the ledger's data set `espn_features` knows it; `details` as the enrichment left them."""

    game_id: str
    status: str
    error: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least values: coverage and agreement in percent, features of a game that has a box score."""

    coverage_pct: float
    feature_count: int
    agreement_pct: float


@dataclass(frozen=True, slots=True)
class Check:
    """One figure against its threshold. `observed` is None where there was nothing to judge.

    :param why: what a person needs beside the figure, such as the features that vanished.
    """

    name: str
    observed: float | None
    at_least: float | None = None
    at_most: float | None = None
    why: str = ""

    @property
    def passed(self) -> bool:
        return self.observed is None or not (
            (self.at_least is not None and self.observed < self.at_least)
            or (self.at_most is not None and self.observed > self.at_most)
        )

    def __str__(self) -> str:
        bound = f"most {self.at_most:g}" if self.at_least is None else f"least {self.at_least:g}"
        why = f" ({self.why})" if self.why else ""
        return f"{self.name} is {self.observed:.9g}, expected at {bound}{why}"


@dataclass(frozen=True, slots=True)
class GameCoverage:
    """The selected rows of the table.

    :param missing: rows without features by the ledger's reason, `not tried` where it has none.
    :param given_up: of them, those that a person marked as known missing: they cannot be enriched.
    """

    enriched: int
    missing: Mapping[str, int] = field(default_factory=dict)
    given_up: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rows."""
        return self.enriched + sum(self.missing.values()) + sum(self.given_up.values())

    @property
    def percent(self) -> float | None:
        """Enriched games of those that can be enriched."""
        return _percent(self.enriched, self.enriched + sum(self.missing.values()))


@dataclass(slots=True)
class Validation:
    """The figures of a validation.

    :param agreement: by check, the games judged and those that agree.
    :param worst: the ten worst games, each with its reasons.
    """

    covered: GameCoverage
    documents: Sequence[DocumentCounts] = ()
    failed: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    no_box_score: list[str] = field(default_factory=list)
    agreement: dict[str, tuple[int, int]] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    worst: list[tuple[str, str]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def broken(self) -> list[Check]:
        """The checks that did not pass."""
        return [check for check in self.checks if not check.passed]

    @property
    def unexpected(self) -> list[Share]:
        """The shares out of their ranges; of a feature in one season and format the first."""
        found = {
            (one.feature, one.season, one.format): one for one in reversed(self.shares) if not one.is_expected
        }
        return list(reversed(found.values()))

    @property
    def features_min(self) -> int | None:
        """The fewest values of a game with a box score."""
        return min((one.features_min for one in self.documents if one.features_min is not None), default=None)

    def as_dict(self) -> dict[str, Any]:
        """The figures, small enough for a log line and for XCom."""
        boxes = sum(one.with_players for one in self.documents)
        values = sum(one.features_sum for one in self.documents)
        return {
            "total": self.covered.total,
            "enriched": self.covered.enriched,
            "coverage_pct": self.covered.percent,
            "missing": dict(self.covered.missing),
            "given_up": dict(self.covered.given_up),
            "failed": self.failed,
            "formats": dict(sorted(self.formats.items())),
            "features_min": self.features_min,
            "features_avg": round(values / boxes, 1) if boxes else None,
            "features_max": max(
                (one.features_max for one in self.documents if one.features_max is not None), default=None
            ),
            "no_box_score": len(self.no_box_score),
            "unexpected_shares": len(self.unexpected),
            **{f"{name}_pct": _percent(agree, judged) for name, (judged, agree) in self.agreement.items()},
        }


def validate(
    covered: GameCoverage,
    games: Iterable[GameFacts],
    documents: Sequence[DocumentCounts],
    limits: Thresholds,
) -> Validation:
    """Judge the games of a selection.

    :param games: those that were tried, as the ledger knows them.
    :param documents: the counts of what stands in the table.
    """
    found = Validation(covered, documents, shares=shares_of(documents))
    judged: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    suspects: list[tuple[int, int, str, str]] = []
    for game in games:
        reasons = [f"failed: {game.error}"] if game.error else []
        found.failed += bool(game.error)
        count = 0
        if game.status == "stored":
            count = int(game.details["feature_count"])
            _note_stored(found, game)
            for name, agrees in game.details["checks"].items():
                judged[name] += 1
                agreed[name] += bool(agrees)
            reasons += [f"{name} disagrees" for name, agrees in game.details["checks"].items() if not agrees]
            if game.details["has_box_score"] and count < limits.feature_count:
                reasons.append(f"{count} features, expected at least {limits.feature_count}")
        if reasons:
            suspects.append((-len(reasons), count, game.game_id, "; ".join(reasons)))
    found.agreement = {name: (judged[name], agreed[name]) for name in CHECK_NAMES if judged[name]}
    found.worst = [(game_id, why) for _, _, game_id, why in sorted(suspects)[:MOST_LISTED]]
    found.checks = [
        Check("coverage_pct", covered.percent, limits.coverage_pct, why=_listed(covered.missing)),
        Check("features_min", found.features_min, limits.feature_count),
        _enrichment(documents),
        _feature_shares(found),
        *(
            Check(f"{name}_pct", _percent(agree, asked), limits.agreement_pct)
            for name, (asked, agree) in found.agreement.items()
        ),
    ]
    return found


def _enrichment(documents: Sequence[DocumentCounts]) -> Check:
    """Whether `data.metadata.enrichment` says of each document what it holds."""
    games, wrong = sum(one.games for one in documents), sum(one.wrong for one in documents)
    told = "; ".join([text for one in documents for text in one.wrong_games][:MOST_LISTED])
    return Check(
        "enrichment_pct", _percent(games - wrong, games), 100, why=f"{wrong} games, {told}" if wrong else ""
    )


def _feature_shares(found: Validation) -> Check:
    """How many features have values in another share than expected, with each one's name, share and range."""
    unexpected = found.unexpected
    shown = "; ".join(map(str, unexpected[:MOST_SHARES]))
    more = f"; and {len(unexpected) - MOST_SHARES} more" if len(unexpected) > MOST_SHARES else ""
    observed = len(unexpected) if found.documents else None
    return Check("unexpected_shares", observed, at_most=0, why=shown + more)


def _listed(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))


def _note_stored(found: Validation, game: GameFacts) -> None:
    found.formats[format_label(game.details)] += 1
    if not game.details["has_box_score"]:
        found.no_box_score.append(game.game_id)


def _percent(part: int, whole: int) -> float | None:
    """Rounded down, so that 100 means all."""
    return int(100_000 * part / whole) / 1000 if whole else None
