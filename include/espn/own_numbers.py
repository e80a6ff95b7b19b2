"""What a payload says in plain sight, read with plain `json` and without the extractor: to compare with."""

from __future__ import annotations

import json
from typing import Any

from include.errors import PayloadError

Numbers = dict[str, str]
"""A line for each of score, quarters, top scorer, officials, venue. Home first."""

_SIDES = ("home", "away")


def own_numbers(body: bytes) -> Numbers:
    """The source's own numbers, in its own spelling.

    :raises PayloadError: when they are not in the places where both formats have them.
    """
    try:
        return _numbers(json.loads(body))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PayloadError(f"expected the source's numbers where an ESPN game has them: {error!r}") from error


def _numbers(payload: Any) -> Numbers:
    if "gamepackageJSON" in payload:
        payload = payload["gamepackageJSON"]
    return (
        _of_summary(payload) if "header" in payload else _of_page(payload["page"]["content"]["gamepackage"])
    )


def _of_summary(summary: Any) -> Numbers:
    competitors = {row["homeAway"]: row for row in summary["header"]["competitions"][0]["competitors"]}
    info = summary.get("gameInfo") or {}
    venue = info.get("venue") or {}
    players = (summary.get("boxscore") or {}).get("players") or []
    return {
        "score": _sides(
            f"{competitors[side]['team']['abbreviation']} {competitors[side].get('score', '-')}"
            for side in _SIDES
        ),
        "quarters": _sides(_line(competitors[side]) for side in _SIDES),
        "top scorer": _sides(
            _leader(summary, competitors[side]["id"]) if players else "-" for side in _SIDES
        ),
        "officials": ", ".join(one["displayName"] for one in info.get("officials") or []) or "-",
        "venue": _place(venue.get("fullName"), venue.get("address") or {}),
    }


def _of_page(package: Any) -> Numbers:
    teams = {"home" if row["isHome"] else "away": row for row in package["gmStrp"]["tms"]}
    boxes = {"home" if box["tm"]["hm"] else "away": box for box in package.get("bxscr") or []}
    info = package.get("gmInfo") or {}
    return {
        "score": _sides(f"{teams[side]['abbrev']} {teams[side].get('score', '-')}" for side in _SIDES),
        "quarters": _sides(_line(teams[side]) for side in _SIDES),
        "top scorer": _sides(_page_leader(boxes.get(side)) for side in _SIDES),
        "officials": ", ".join(one["dspNm"] for one in info.get("refs") or []) or "-",
        "venue": _place(info.get("loc"), info.get("locAddr") or {}),
    }


def _leader(summary: Any, team_id: str) -> str:
    """The leader in points that the summary names for a team, else the best of its box score."""
    for team in summary.get("leaders") or []:
        for category in team["leaders"] if team["team"]["id"] == team_id else ():
            if category["name"] == "points" and category["leaders"]:
                best = category["leaders"][0]
                return f"{best['athlete']['displayName']} {best['displayValue']}"
    rows = [
        (row["athlete"]["displayName"], row["stats"][(table.get("keys") or table["labels"]).index(column)])
        for box in summary["boxscore"]["players"]
        for table in (box["statistics"] if box["team"]["id"] == team_id else ())
        for row in table["athletes"]
        for column in ("points" if table.get("keys") else "PTS",)
        if row["stats"]
    ]
    return _best(rows)


def _page_leader(box: Any) -> str:
    rows = [
        (row["athlt"]["dspNm"], row["stats"][group["keys"].index("points")])
        for group in (box["stats"] if box else ())
        for row in group.get("athlts") or ()
        if row["stats"]
    ]
    return _best(rows)


def _best(rows: list[tuple[str, str]]) -> str:
    """The name with most points; of equals the one listed first."""
    name, points = max(rows, key=lambda row: int(row[1]), default=("-", ""))
    return f"{name} {points}".strip()


def _line(team: Any) -> str:
    return " ".join(str(line["displayValue"]) for line in team.get("linescores") or []) or "-"


def _sides(texts: Any) -> str:
    return " | ".join(texts)


def _place(name: Any, address: Any) -> str:
    return ", ".join(str(one) for one in (name, address.get("city"), address.get("state")) if one) or "-"
