"""A warehouse with a season of enriched games: a few simulated ones, copied under other ids."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from include.devstack.archive_fill.bodies import bodies
from include.espn.features import extract_features

SEASON = "2025-26"
FIRST_ID = 401_900_000
SEED = 1
BATCH = 50

INSERT = """
INSERT INTO raw_data.nba_games (game_id, source, season, game_date, data)
VALUES (%s, 'espn', %s, %s, %s)
"""


def make_originals(count: int) -> list[dict[str, Any]]:
    """The features of `count` simulated games of Format 2, with all plays."""
    made = bodies(count, SEED, kinds={"summary_one_folder": 1})
    originals = [extract_features(body) for _, body, _ in made]
    for features in originals:
        del features["checks"]
    return originals


def fill(conn: psycopg.Connection[Any], games: int, originals: list[dict[str, Any]]) -> float:
    """Write the games as the enrichment leaves them; returns the mean size of a document in KB."""
    size = 0
    for start in range(0, games, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, games)):
            game_id, features = str(FIRST_ID + number), originals[number % len(originals)]
            info = features["game_info"] | {"game_id": game_id, "season": SEASON}
            text = json.dumps({"espn_features": features | {"game_info": info}})
            size += len(text)
            rows.append((game_id, SEASON, info["game_date"], text))
        with conn.cursor() as cursor:
            cursor.executemany(INSERT, rows)
    conn.execute("VACUUM (FULL, ANALYZE) raw_data.nba_games")
    return size / games / 1000
