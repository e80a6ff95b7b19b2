"""What has to add up in a summary."""

from __future__ import annotations

from typing import Any


def scores(payload: dict[str, Any]) -> dict[str, int]:
    """Return the score by team id from the header."""
    return {row["id"]: int(row["score"]) for row in payload["header"]["competitions"][0]["competitors"]}


def quarter_sums(payload: dict[str, Any]) -> dict[str, int]:
    """Return the sum of the periods by team id."""
    rows = payload["header"]["competitions"][0]["competitors"]
    return {row["id"]: sum(int(period["displayValue"]) for period in row["linescores"]) for row in rows}


def player_sums(payload: dict[str, Any], key: str = "points") -> dict[str, int]:
    """Return the sum over the players of a column by team id."""
    sums = {}
    for side in payload["boxscore"]["players"]:
        group = side["statistics"][0]
        at = group["keys"].index(key)
        rows = [row["stats"] for row in group["athletes"] if row["stats"]]
        sums[side["team"]["id"]] = sum(int(stats[at]) for stats in rows)
    return sums


def last_play_score(payload: dict[str, Any]) -> dict[str, int]:
    """Return the score after the last play by team id."""
    home, away = payload["header"]["competitions"][0]["competitors"]
    last = payload["plays"][-1]
    return {home["id"]: last["homeScore"], away["id"]: last["awayScore"]}
