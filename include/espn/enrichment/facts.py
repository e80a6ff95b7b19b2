"""What the ledger knows of enriched games, and what a validation leaves in `ops.quality_results`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import psycopg

from include.espn.enrichment.validation import Check, GameCoverage, GameFacts, Validation
from include.warehouse.nba_games import Selection
from include.warehouse.nba_games.selection import SELECTED, selected
from include.warehouse.quality import QualityResult

DATASET = "espn_features"
MOST_IDS = 1000

FACTS = f"""
SELECT game.game_id, entry.status, entry.error, entry.details
FROM raw_data.nba_games AS game
JOIN ops.ingest_ledger AS entry ON entry.dataset = '{DATASET}' AND entry.item = game.game_id
WHERE {SELECTED}
"""  # noqa: S608  constants of our own


def read_facts(conn: psycopg.Connection[Any], selection: Selection) -> Iterator[GameFacts]:
    """The games of a selection that were tried, as the ledger knows them."""
    for row in conn.execute(FACTS, selected(selection)):
        yield GameFacts(*row)


COVERAGE = f"""
SELECT
    CASE WHEN game.has_espn_features THEN 'enriched'
        WHEN entry.status = 'known_missing' THEN 'given_up' ELSE 'missing' END,
    coalesce(entry.reason, 'not tried'),
    count(*)
FROM raw_data.nba_games AS game
LEFT JOIN ops.ingest_ledger AS entry ON entry.dataset = '{DATASET}' AND entry.item = game.game_id
WHERE {SELECTED}
GROUP BY 1, 2
"""  # noqa: S608  constants of our own


def read_coverage(conn: psycopg.Connection[Any], selection: Selection) -> GameCoverage:
    """How many games of a selection have features, and why the others have none."""
    counts: dict[str, dict[str, int]] = {"enriched": {}, "missing": {}, "given_up": {}}
    for kind, reason, count in conn.execute(COVERAGE, selected(selection)):
        counts[kind][reason] = count
    return GameCoverage(sum(counts["enriched"].values()), counts["missing"], counts["given_up"])


def results(found: Validation, run_id: str, now: datetime) -> list[QualityResult]:
    """One result a check; a check that did not pass carries the worst games."""
    return [_result(found, check, run_id, now) for check in found.checks]


def _result(found: Validation, check: Check, run_id: str, now: datetime) -> QualityResult:
    details: dict[str, Any] = {"figures": found.as_dict()}
    if not check.passed:
        details["worst"] = [{"game_id": game_id, "why": why} for game_id, why in found.worst]
    if check.name == "coverage_pct":
        details["missing"] = dict(found.covered.missing)
        details["given_up"] = dict(found.covered.given_up)
    if check.name == "unexpected_shares":
        details["shares"] = [asdict(share) for share in found.unexpected]
    if check.name == "features_min":
        details["no_box_score"] = found.no_box_score[:MOST_IDS]
    return QualityResult(
        dataset=DATASET,
        check=check.name,
        status="passed" if check.passed else "failed",
        checked_at=now,
        observed=check.observed,
        expected_low=check.at_least,
        expected_high=check.at_most,
        message=None if check.passed else str(check),
        details=details,
        run_id=run_id,
    )
