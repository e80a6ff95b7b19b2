"""The smallest ESPN payloads that have everything the rules look at."""

from __future__ import annotations

import json
from typing import Any

HOME, AWAY = "20", "10"


def summary(
    game_id: str = "401",
    *,
    home: int = 100,
    away: int = 98,
    completed: bool = True,
    shell: bool = False,
    **parts: Any,
) -> bytes:
    """A Format 2 summary whose players' points add up, unless it is an empty shell.

    Box scores list the away team first, as the real ones do. `parts` are added at the top level.
    """
    status = {"completed": completed, "name": "STATUS_FINAL" if completed else "STATUS_IN_PROGRESS"}
    payload = {
        "header": {
            "id": game_id,
            "competitions": [
                {
                    "id": game_id,
                    "competitors": [
                        {"id": HOME, "homeAway": "home", "score": str(home)},
                        {"id": AWAY, "homeAway": "away", "score": str(away)},
                    ],
                    "status": {"type": status},
                }
            ],
        },
        "boxscore": {"players": [_box(AWAY, away, shell), _box(HOME, home, shell)]},
        "plays": [{"id": "1", "text": "Jump ball"}],
        "gameInfo": {"attendance": 18000},
        **parts,
    }
    return json.dumps(payload).encode()


def scoreboard(*games: tuple[str, str], **parts: Any) -> bytes:
    """A scoreboard of (id, standing) pairs; SCHEDULED, IN_PROGRESS, FINAL, POSTPONED or CANCELED."""
    states = {"SCHEDULED": "pre", "IN_PROGRESS": "in"}
    events = [
        {
            "id": game_id,
            "status": {
                "type": {
                    "name": f"STATUS_{standing}",
                    "state": states.get(standing, "post"),
                    "completed": standing == "FINAL",
                }
            },
        }
        for game_id, standing in games
    ]
    return json.dumps({"events": events, **parts}).encode()


def _box(team: str, points: int, shell: bool) -> dict[str, Any]:
    stats = [["0", "--"], ["0", "--"]] if shell else [["3", str(points - 20)], ["5", "20"]]
    return {
        "team": {"id": team},
        "statistics": [
            {
                "keys": ["assists", "points"],
                "athletes": [{"didNotPlay": False, "stats": row} for row in stats]
                + [{"didNotPlay": True, "stats": []}],
            }
        ],
    }
