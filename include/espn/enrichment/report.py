"""The figures of a run: one row for people, and the metrics that stay (`ops.metrics`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

CATEGORY = "espn_features"
UNITS = {
    "games_inserted": "games",
    "games_updated": "games",
    "games_unchanged": "games",
    "duplicate_attempts": "games",
    "planned": "games",
    "enriched": "games",
    "written": "games",
    "failed": "games",
    "coverage_pct": "%",
    "features_min": "features",
    "features_avg": "features",
    "features_max": "features",
    "no_box_score": "games",
    "unexpected_shares": "features",
    "games_per_second": "games/s",
    "seconds": "s",
}


def run_row(
    planned: Mapping[str, Any],
    shards: Iterable[Mapping[str, Any]],
    validated: Mapping[str, Any],
    *,
    dry_run: bool,
) -> dict[str, Any]:
    """One row about the run.

    :param planned: what the plan left: `loaded`, `costs`, `shards`; of a dry run `sample`, too.
    :param shards: the last progress of each shard, with its S3 requests and bytes, `begun` and `ended`
        (Unix time in seconds).
    :param validated: figures of the validation; empty where it did not come to an end.
    """
    loaded, costs, done = planned["loaded"], planned["costs"], list(shards)
    row: dict[str, Any] = {
        "games_inserted": loaded["inserted"],
        "games_updated": loaded["updated"],
        "games_unchanged": loaded["unchanged"],
        "duplicate_attempts": loaded["duplicates"],
        "planned": costs["games"],
    }
    if dry_run:
        return row | {
            "s3_requests": costs["requests"],
            "s3_bytes": costs["bytes"],
            "expected_growth_bytes": costs["growth"],
            "disk_free_bytes": costs["free"],
            "sample": planned["sample"],
        }
    # Shards run side by side: what counts is the time from the first one's begin to the last one's end.
    seconds = max((s["ended"] for s in done), default=0.0) - min((s["begun"] for s in done), default=0.0)
    enriched = sum(shard["done"] - shard["failed"] for shard in done)
    row |= {
        "enriched": enriched,
        "written": sum(shard["written"] for shard in done),
        "failed": sum(shard["failed"] for shard in done),
        "s3_requests": sum(shard["requests"] for shard in done),
        "s3_bytes": sum(shard["bytes"] for shard in done),
        "seconds": round(seconds, 2),
        "games_per_second": round(enriched / seconds, 1) if seconds else None,
    }
    names = (
        "total",
        "coverage_pct",
        "features_min",
        "features_avg",
        "features_max",
        "no_box_score",
        "unexpected_shares",
    )
    return row | {name: validated[name] for name in names if name in validated}
