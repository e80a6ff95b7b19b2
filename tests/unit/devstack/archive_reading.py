"""Reads the archive's payloads plainly, to compare what they tell with the truth about a game."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Told:
    """What one payload or several of a game tell. Players are (id, points or None)."""

    game_id: str
    home_id: str
    away_id: str
    scores: dict[str, int] = field(default_factory=dict)
    quarters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    players: dict[str, list[tuple[str, int | None]]] = field(default_factory=dict)
    plays: int = 0
    attendance: int | None = None
    officials: tuple[str, ...] = ()


def read(body: bytes) -> Told:
    """Read a payload of any format."""
    payload = json.loads(body)
    if "page" in payload:
        return _page(payload["page"]["content"]["gamepackage"])
    return _summary(payload.get("gamepackageJSON", payload))


def _summary(payload: Json) -> Told:
    competitors = payload["header"]["competitions"][0]["competitors"]
    home_id, away_id = (row["id"] for row in sorted(competitors, key=lambda row: row["homeAway"] == "away"))
    told = Told(payload["header"]["id"], home_id, away_id)
    _add_lines(told, {row["id"]: row for row in competitors})
    for side in payload["boxscore"].get("players", []):
        group = side["statistics"][0]
        at = group["labels"].index("PTS")
        rows = [(row["athlete"]["id"], row["stats"]) for row in group["athletes"]]
        told.players[side["team"]["id"]] = [(name, int(row[at]) if row else None) for name, row in rows]
    told.plays = len(payload.get("plays", []))
    told.attendance = payload["gameInfo"].get("attendance")
    told.officials = tuple(row["fullName"] for row in payload["gameInfo"].get("officials", []))
    return told


def _page(package: Json) -> Told:
    teams = package["gmStrp"]["tms"]
    home_id, away_id = (row["id"] for row in sorted(teams, key=lambda row: not row["isHome"]))
    told = Told(package["gmStrp"]["gid"], home_id, away_id)
    _add_lines(told, {row["id"]: row for row in teams})
    for side in package.get("bxscr", []):
        found = told.players.setdefault(side["tm"]["id"], [])
        for group in side["stats"][:2]:
            at = group["keys"].index("points")
            rows = [(row["athlt"]["id"], row["stats"]) for row in group["athlts"]]
            found.extend((name, int(row[at]) if row else None) for name, row in rows)
    told.plays = sum(map(len, package.get("pbp", {}).get("playGrps", [])))
    told.attendance = package["gmInfo"].get("attnd")
    told.officials = tuple(row["dspNm"] for row in package["gmInfo"].get("refs", []))
    return told


def _add_lines(told: Told, rows: dict[str, Json]) -> None:
    for team_id, row in rows.items():
        if "score" in row:
            told.scores[team_id] = int(row["score"])
            told.quarters[team_id] = tuple(int(line["displayValue"]) for line in row["linescores"])
