"""One run of the benchmark: the warehouse, both ways of each question, and their rows compared."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.command import BenchmarkError
from benchmarks.postgres_server import postgres_server
from benchmarks.sql_views_parts.games import FIRST_ID, fill, make_originals
from benchmarks.sql_views_parts.questions import QUESTIONS, Question, Rows
from include.warehouse import migrate

HEADS = ("", "rows", "plain ms", "view ms", "ratio")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for."""

    games: int
    originals: int
    runs: int


def run(settings: Settings) -> dict[str, Any]:
    """Measure every question both ways and return the figures. Nothing is left behind.

    :raises BenchmarkError: the two ways gave different rows.
    """
    load = os.getloadavg()[0]
    with postgres_server() as server:
        url = server.url("warehouse")
        migrate.upgrade(url)
        with psycopg.connect(url, autocommit=True) as conn:
            _say(f"filling the warehouse with {settings.games} games")
            kilobytes = fill(conn, settings.games, make_originals(settings.originals))
            size = conn.execute("SELECT pg_total_relation_size('raw_data.nba_games')").fetchone()
            figures = [_measured(conn, question, settings) for question in QUESTIONS]
    return {
        "benchmark": "sql_views",
        "games": settings.games,
        "document_kb": round(kilobytes, 1),
        "table_mb": round(size[0] / 1e6, 1) if size else None,
        "runs": settings.runs,
        "cores": os.cpu_count() or 1,
        "load_before": round(load, 1),
        "questions": figures,
    }


def table(told: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = [HEADS] + [
        (
            one["question"],
            f"{one['rows']:,}",
            f"{one['plain_ms']:,.1f}",
            f"{one['view_ms']:,.1f}",
            f"{one['ratio']:g}",
        )
        for one in told["questions"]
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    shown = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    shown.append(
        f"{told['games']} games of {told['document_kb']} KB as text, {told['table_mb']} MB as a table, "
        f"{told['cores']} cores, load before {told['load_before']}"
    )
    return "\n".join(shown)


def _measured(conn: psycopg.Connection[Any], question: Question, settings: Settings) -> dict[str, Any]:
    middle = str(FIRST_ID + settings.games // 2)
    plain, product = question.plain(conn, middle), question.product(conn, middle)
    if sorted(plain, key=repr) != sorted(product, key=repr):
        raise BenchmarkError(f"{question.name}: the view and the documents give different rows")
    # By turns: what else the machine does meets both.
    times: dict[str, list[float]] = {"plain": [], "view": []}
    for number in range(settings.runs):
        game = str(FIRST_ID + (number * 7) % settings.games)
        times["plain"].append(_seconds(question.plain, conn, game))
        times["view"].append(_seconds(question.product, conn, game))
    plain_ms, view_ms = (1000 * statistics.median(times[way]) for way in ("plain", "view"))
    _say(f"{question.name}: plain {plain_ms:.1f} ms, view {view_ms:.1f} ms")
    return {
        "question": question.name,
        "rows": len(product),
        "plain_ms": round(plain_ms, 2),
        "view_ms": round(view_ms, 2),
        "ratio": round(plain_ms / view_ms, 2),
    }


def _seconds(
    answer: Callable[[psycopg.Connection[Any], str], Rows], conn: psycopg.Connection[Any], game: str
) -> float:
    begun = time.monotonic()
    answer(conn, game)
    return time.monotonic() - begun


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
