"""One run of the benchmark: both contestants twice, their rows compared, then the request rate."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Any

from benchmarks.command import BenchmarkError
from benchmarks.nba_load_parts.asking import WORKERS, reached_share
from benchmarks.nba_load_parts.contestants import load_plain, load_product
from benchmarks.nba_load_parts.games import CHUNK
from benchmarks.nba_load_parts.warehouses import content, copy_template, make_template, rows_written
from benchmarks.nba_load_parts.workers import Cost, Load, measure
from benchmarks.postgres_server import postgres_server
from include.devstack.postgres import LocalPostgres


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for; `seconds` 0 leaves out the asking."""

    games: int
    originals: int
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """A contestant's first and second load, and the rows that the server wrote in the second."""

    first: Cost
    second: Cost
    second_rows_written: int
    url: str


def run(settings: Settings) -> dict[str, Any]:
    """Measure both contestants and return the figures. Nothing is left behind.

    :raises BenchmarkError: a contestant failed, or they did not write the same.
    """
    load = os.getloadavg()[0]
    with postgres_server() as postgres:
        make_template(postgres, settings.games)
        plain = _contest(postgres, "plain", load_plain, settings)
        product = _contest(postgres, "product", load_product, settings)
        rows = content(product.url)
        if rows != content(plain.url):
            raise BenchmarkError(f"plain and product wrote different rows: {content(plain.url)}, {rows}")
        share = None
        if settings.seconds:
            _say(f"asking with {WORKERS} workers for {settings.seconds:g} s")
            share = reached_share(product.url, settings.rate, settings.seconds)
    return {
        "benchmark": "nba_load",
        "games": settings.games,
        "plays": product.first.plays,
        "originals": settings.originals,
        "chunk_games": CHUNK,
        "cores": os.cpu_count() or 1,
        "load_before": round(load, 1),
        "plain": _figures(plain),
        "product": _figures(product),
        "ratio": round(product.first.plays_a_minute / plain.first.plays_a_minute, 2),
        "ratio_second": round(product.second.plays_a_minute / plain.second.plays_a_minute, 2),
        "equal_rows": sum(count for count, _ in rows.values()),
        "workers": WORKERS,
        "allowed_per_second": settings.rate,
        "asked_seconds": settings.seconds,
        "rate_share": None if share is None else round(share, 3),
    }


def _contest(postgres: LocalPostgres, name: str, load: Load, settings: Settings) -> Result:
    url = copy_template(postgres, name)
    first = measure(load, url, settings.originals, settings.games)
    before = rows_written(url)
    second = measure(load, url, settings.originals, settings.games)
    written = rows_written(url) - before
    _say(f"{name}: {first.plays} plays in {first.seconds:.1f} s, again in {second.seconds:.1f} s")
    return Result(first, second, written, url)


def _figures(result: Result) -> dict[str, Any]:
    return {
        "plays_per_minute": round(result.first.plays_a_minute),
        "second_plays_per_minute": round(result.second.plays_a_minute),
        "second_rows_written": result.second_rows_written,
        "client_cpu_share": round(result.first.cpu / result.first.seconds, 2),
        "peak_mb": round(max(result.first.peak_bytes, result.second.peak_bytes) / 1e6),
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
