"""Damaged payloads give rows or a PayloadError, never another error. The damage is the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

from include.errors import PayloadError
from include.nba.archive import game_item, verify_game
from include.nba.derive import game_metrics, player_metrics
from include.nba.games import read_game
from include.nba.schedule import read_schedule
from tests.unit.nba.payloads import listed, schedule

ODD_VALUES: tuple[Any, ...] = (
    None,
    "",
    "PT-1M",
    "x\0",
    "0021",
    0,
    -1,
    3.5,
    10**12,
    10**30,
    1e308,
    True,
    [],
    {},
    [[]],
    "9" * 5000,
)
LIVE_DAY = date(2020, 12, 22)


def _damaged(payload: Any, chance: random.Random) -> bytes:
    """One value somewhere in a copy of the payload is replaced or removed, or the body is cut."""
    copy = json.loads(json.dumps(payload))
    if chance.random() < 0.05:
        body = json.dumps(copy).encode()
        return body[: chance.randrange(len(body))]
    place = copy
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key: Any = chance.choice(keys)
        below = place[key]
        if not isinstance(below, dict | list) or not below or chance.random() < 0.1:
            break
        place = below
    if chance.random() < 0.3:
        del place[key]
    else:
        place[key] = chance.choice(ODD_VALUES)
    return json.dumps(copy).encode()


def _outcomes(payload: Any, read: Callable[[bytes], object], count: int) -> set[str]:
    chance = random.Random(20241022)
    outcomes = set()
    for _ in range(count):
        try:
            read(_damaged(payload, chance))
        except PayloadError:
            outcomes.add("refused")
        else:
            outcomes.add("read")
    return outcomes


def test_damaged_box_score(real_box_score: bytes, real_plays: bytes) -> None:
    ends = json.loads(real_plays)
    ends["game"]["actions"] = [
        one for one in ends["game"]["actions"] if one["actionType"] in ("period", "game")
    ]
    plays = json.dumps(ends).encode()
    item = game_item("0022000001", LIVE_DAY)

    def read(body: bytes) -> None:
        verify_game(item, [body, plays])
        game = read_game("0022000001", body, plays)
        game_metrics(game)
        player_metrics(game)

    assert _outcomes(json.loads(real_box_score), read, 1000) == {"read", "refused"}


def test_damaged_plays(real_box_score: bytes, real_plays: bytes) -> None:
    payload = json.loads(real_plays)
    ends = [one for one in payload["game"]["actions"] if one["actionType"] in ("period", "game")]
    shots = [
        one for one in payload["game"]["actions"] if one["actionType"] in ("2pt", "freethrow", "rebound")
    ]
    payload["game"]["actions"] = shots[:30] + ends
    item = game_item("0022000001", LIVE_DAY)

    def read(body: bytes) -> None:
        verify_game(item, [real_box_score, body])
        game_metrics(read_game("0022000001", real_box_score, body))

    assert _outcomes(payload, read, 1000) == {"read", "refused"}


def test_damaged_schedule() -> None:
    games = [listed(f"00224000{number:02d}", code="20241231/WASOKC") for number in range(10)]
    payload = json.loads(schedule({"12/31/2024": games[:5], "01/01/2025": games[5:]}))
    assert _outcomes(payload, lambda body: read_schedule(body, "2024-25"), 500) == {"read", "refused"}
