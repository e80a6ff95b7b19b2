"""The officials of a game."""

from __future__ import annotations

import random
import zlib

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.players import officials as draw
from include.devstack.simulator.nba.wording import Json


def officials(game: Game) -> list[Json]:
    """Return the three officials as the box score lists them."""
    rows = []
    for place, name in enumerate(draw(random.Random(f"{game.id}:officials"), 3), start=1):
        first, _, last = name.partition(" ")
        number = zlib.crc32(name.encode()) % 1_000_000
        rows.append(
            {
                "personId": 2_000_000 + number,
                "name": name,
                "nameI": f"{first[0]}. {last}",
                "firstName": first,
                "familyName": last,
                "jerseyNum": str(number % 90),
                "assignment": f"OFFICIAL{place}",
            }
        )
    return rows


def official_ids(game: Game) -> list[int]:
    """Return their ids, in the same order."""
    return [int(row["personId"]) for row in officials(game)]
