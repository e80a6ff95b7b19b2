"""What was read, for a person: a heading and a short table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from include.control.output import table
from include.control.read.plain import plain
from include.espn.show_features import report

MOST_ROWS = 60

_COLUMNS: Mapping[str, Sequence[str]] = {
    "rows": ("date", "course", "off", "pos", "num", "horse", "ovr_btn", "secs", "or", "rpr", "ts", "jockey"),
    "races": ("race_id", "country", "off", "course", "address"),
    "players": ("player_name", "team_id", "minutes", "points", "rebounds", "assists", "plus_minus"),
    "plays": ("period", "clock_seconds", "action_type", "sub_type", "team_id", "home_score", "away_score"),
    "games": ("game_id", "id", "day", "kind", "standing"),
}


def lines(result: Mapping[str, Any], body: bytes | None) -> list[str]:
    """A file as lines of text: what it is, single values, then its rows, at most 60 of them."""
    heading = f"{result['file']}: {result['kind'] or 'unknown'}"
    if not result["ok"]:
        return [heading, f"  {result['error']}: {result['message']}"]
    shown = _FORMS.get(result["kind"], _figures)
    return [heading, *(f"  {line}".rstrip() for line in shown(result["data"], body or b""))]


def _figures(data: Mapping[str, Any], _: bytes) -> list[str]:
    plain_data = plain(data)
    single = [f"{name} {value}" for name, value in plain_data.items() if not isinstance(value, list | dict)]
    nested = [f"{name} {value}" for name, value in plain_data.items() if isinstance(value, dict)]
    found = [", ".join(single)] if single else []
    found += nested
    for name, columns in _COLUMNS.items():
        rows = plain_data.get(name)
        if isinstance(rows, list):
            present = [one for one in columns if any(row.get(one) is not None for row in rows)]
            found += [f"{len(rows)} {name}"]
            found += table([{one: row.get(one) for one in present} for row in rows[:MOST_ROWS]])
            found += [f"... and {len(rows) - MOST_ROWS} more"] if len(rows) > MOST_ROWS else []
    return found


def _features(_: Mapping[str, Any], body: bytes) -> list[str]:
    return report(body)[0]


_FORMS: Mapping[str, Callable[[Mapping[str, Any], bytes], list[str]]] = {
    "espn_summary": _features,
    "espn_page": _features,
}
