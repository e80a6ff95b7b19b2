"""Whether the enriched games can be trusted: coverage, completeness, and the source's own sums.

What is judged are the facts that each game's ledger row got in the transaction that wrote its features,
and the coverage of the table itself. Everything here is pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.espn.enrichment.progress import format_label
from include.espn.extraction.checks import CHECK_NAMES

MOST_LISTED = 10


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
    """One figure against its threshold. `observed` is None where there was nothing to judge."""

    name: str
    observed: float | None
    at_least: float

    @property
    def passed(self) -> bool:
        return self.observed is None or self.observed >= self.at_least

    def __str__(self) -> str:
        return f"{self.name} is {self.observed:g}, expected at least {self.at_least:g}"


@dataclass(slots=True)
class Validation:
    """The figures of a validation.

    :param agreement: by check, the games judged and those that agree.
    :param worst: the ten worst games, each with its reasons.
    """

    total: int
    enriched: int
    failed: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    feature_counts: list[int] = field(default_factory=list)
    no_box_score: list[str] = field(default_factory=list)
    agreement: dict[str, tuple[int, int]] = field(default_factory=dict)
    worst: list[tuple[str, str]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def broken(self) -> list[Check]:
        """The checks that did not pass."""
        return [check for check in self.checks if not check.passed]

    def as_dict(self) -> dict[str, Any]:
        """The figures, small enough for a log line and for XCom."""
        counts = self.feature_counts
        return {
            "total": self.total,
            "enriched": self.enriched,
            "coverage_pct": _percent(self.enriched, self.total),
            "failed": self.failed,
            "formats": dict(sorted(self.formats.items())),
            "features_min": min(counts, default=None),
            "features_avg": round(sum(counts) / len(counts), 1) if counts else None,
            "features_max": max(counts, default=None),
            "no_box_score": len(self.no_box_score),
            **{f"{name}_pct": _percent(agree, judged) for name, (judged, agree) in self.agreement.items()},
        }


def validate(total: int, enriched: int, games: Iterable[GameFacts], limits: Thresholds) -> Validation:
    """Judge the games of a selection.

    :param total: rows of the selection in the table, `enriched` of them with features.
    """
    found = Validation(total=total, enriched=enriched)
    judged: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    suspects: list[tuple[int, int, str, str]] = []
    for game in games:
        reasons = [f"failed: {game.error}"] if game.error else []
        found.failed += bool(game.error)
        count = 0
        if game.status == "stored":
            count = int(game.details["feature_count"])
            _note_stored(found, game, count)
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
        Check("coverage_pct", _percent(enriched, total), limits.coverage_pct),
        Check("features_min", min(found.feature_counts, default=None), limits.feature_count),
        *(
            Check(f"{name}_pct", _percent(agree, asked), limits.agreement_pct)
            for name, (asked, agree) in found.agreement.items()
        ),
    ]
    return found


def _note_stored(found: Validation, game: GameFacts, count: int) -> None:
    found.formats[format_label(game.details)] += 1
    if game.details["has_box_score"]:
        found.feature_counts.append(count)
    else:
        found.no_box_score.append(game.game_id)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 3) if whole else None
