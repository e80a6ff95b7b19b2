"""Ways into the payloads of the simulated game, for tests that change one place."""

from __future__ import annotations

from typing import Any

from include.espn.features import extract_features
from tests.unit.espn.simulated_game import Json


def competition(payload: Json) -> Json:
    found: Json = payload["header"]["competitions"][0]
    return found


def package(page: Json) -> Json:
    found: Json = page["page"]["content"]["gamepackage"]
    return found


def table(payload: Json, side: int = 0) -> Json:
    found: Json = payload["boxscore"]["players"][side]["statistics"][0]
    return found


def cell(payload: Json, row: int, key: str, value: str | None) -> None:
    columns = table(payload)
    columns["athletes"][row]["stats"][columns["keys"].index(key)] = value


def first_player(payload: Json) -> dict[str, Any]:
    """The features of the player in row 0 of the first table, whichever team that is."""
    athlete = table(payload)["athletes"][0]["athlete"]["id"]
    players = [p for box in extract_features(payload)["box_score"].values() for p in box["players"]]
    found: dict[str, Any] = next(player for player in players if player["player_id"] == athlete)
    return found
