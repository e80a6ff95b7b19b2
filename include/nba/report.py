"""The figures of a run of NBA.com's workflows, a row a chunk, and its metrics (`ops.metrics`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from include.archive.item import FetchGroup

CATEGORY = "nba_data"
UNITS = {
    "games_stored": "games",
    "games_failed": "games",
    "games_loaded": "games",
    "plays_written": "rows",
    "games_derived": "games",
    "requests": "requests",
    "open_games": "games",
}
_FETCHED = ("stored", "unchanged", "already_there", "incomplete", "failed", "uploads", "requests", "bytes")


def chunk_rows(
    groups: Sequence[FetchGroup], steps: Mapping[str, Sequence[Mapping[str, Any] | None]], *, dry_run: bool
) -> list[dict[str, Any]]:
    """One row a chunk.

    :param steps: by task (`fetch`, `transform`, `load`, `derive`) what each chunk's instance told; None
        where it did not come to that.
    """
    rows = []
    for place, group in enumerate(groups):
        row: dict[str, Any] = {"chunk": group.label, "final": len(group.items)}
        if dry_run:
            rows.append(row | {"games": [item.id for item in group.items]})
            continue
        told = {task: _at(answers, place) for task, answers in steps.items()}
        row |= {name: told["fetch"].get(name, 0) for name in _FETCHED}
        row |= {
            "loaded": told["load"].get("games", 0),
            "plays_written": told["load"].get("plays_written", 0),
            "derived": told["derive"].get("games", 0),
            "not_transformed": len(told["transform"].get("failed", {})),
        }
        rows.append(row)
    return rows


def _at(answers: Sequence[Mapping[str, Any] | None], place: int) -> Mapping[str, Any]:
    return (answers[place] if place < len(answers) else None) or {}


def metric_values(rows: Sequence[Mapping[str, Any]], open_games: int) -> dict[str, float]:
    """The run's sums by metric name."""

    def total(name: str) -> float:
        return float(sum(row[name] for row in rows))

    return {
        "games_stored": total("stored"),
        "games_failed": total("failed") + total("not_transformed"),
        "games_loaded": total("loaded"),
        "plays_written": total("plays_written"),
        "games_derived": total("derived"),
        "requests": total("requests"),
        "open_games": float(open_games),
    }
