"""The figures of a run, for people and as one JSON object."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from benchmarks.enrichment_parts.workers import Cost

HEADS = ("", "games", "games/s", "client ms", "PostgreSQL ms", "S3 ms", "peak MB", "statements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was measured. `commits` are the product's transactions that wrote; `load` is of the machine."""

    settings: dict[str, Any]
    plain: Cost
    threads: Cost
    product: Cost
    parts: dict[str, Cost]
    commits: int
    equal_games: int
    load: float


def figures(found: Findings) -> dict[str, Any]:
    """The JSON object. See `benchmarks/enrichment.py` for what each figure is."""
    product, cores = found.product, os.cpu_count() or 1
    slowest = min(cost.rate for cost in found.parts.values())
    return {
        "benchmark": "enrichment",
        **found.settings,
        "cores": cores,
        "load_before": round(found.load, 2),
        "games_per_second": round(product.rate, 1),
        "cpu_ms_per_game": round(product.client_ms, 2),
        "peak_mb": round(product.peak_bytes / 1e6, 1),
        "statements_per_100_games": round(100 * product.statements / product.games, 2),
        "commits_per_100_games": round(100 * found.commits / product.games, 2),
        "ratio": round(product.rate / found.plain.rate, 2),
        "ratio_threads": round(product.rate / found.threads.rate, 2),
        "cpu_ratio": round(found.plain.client_ms / product.client_ms, 2),
        "limit_share": round(product.rate / slowest, 3),
        "machine_share": round(product.rate * product.total_ms / 1000 / cores, 3),
        "results_equal": True,
        "games_compared": found.equal_games,
        "contestants": {
            name: _contestant(cost)
            for name, cost in (("plain", found.plain), ("threads", found.threads), ("product", product))
        },
        "parts": {name: _contestant(cost) for name, cost in found.parts.items()},
    }


def table(told: dict[str, Any]) -> str:
    """The figures for people; ms are of CPU for a game, statements for 100 games."""
    rows = [
        HEADS,
        *(_row(name, one) for group in ("contestants", "parts") for name, one in told[group].items()),
    ]
    lines = [f"{row[0]:<14}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in rows]
    names = ("ratio", "ratio_threads", "cpu_ratio", "limit_share", "machine_share", "commits_per_100_games")
    settings = (
        f"{told['get_latency_ms']:g} ms a GET, documents of {told['document_kb']:g} KB, payloads of "
        f"{told['payload_kb']} KB, {told['cores']} cores, load before {told['load_before']}"
    )
    return "\n".join([settings, *lines, "  ".join(f"{name} {told[name]}" for name in names)])


def _contestant(cost: Cost) -> dict[str, Any]:
    return {
        "games": cost.games,
        "games_per_second": round(cost.rate, 1),
        "client_cpu_ms_per_game": round(cost.client_ms, 2),
        "postgres_cpu_ms_per_game": round(1000 * cost.postgres_cpu / cost.games, 2),
        "s3_cpu_ms_per_game": round(1000 * cost.s3_cpu / cost.games, 2),
        "peak_mb": round(cost.peak_bytes / 1e6, 1),
        "statements_per_100_games": round(100 * cost.statements / cost.games, 2),
    }


def _row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    return (name, *(str(value) for value in one.values()))
