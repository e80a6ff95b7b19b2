"""What a run is going to cost: requests and bytes read from S3, and how much the table may grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from include.errors import ParamError
from include.warehouse import disk
from include.warehouse.nba_games import PlannedGame

Connection = psycopg.Connection[Any]

# Measured on real payloads; used until the table itself can tell.
FEATURES_BYTES = 40_000
SAMPLE = 200
MARGIN = 2
"""The disk has to hold that many times the expected growth."""

STORED_SIZES = """
SELECT avg(size) FILTER (WHERE enriched), avg(size) FILTER (WHERE NOT enriched)
FROM (
    SELECT pg_column_size(data) AS size, data ? 'espn_features' AS enriched
    FROM raw_data.nba_games WHERE source = 'espn' ORDER BY id DESC LIMIT %(sample)s
) AS newest
"""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What `games` cost.

    :param requests: S3 GETs; Format 1 games need one more each.
    :param bytes: to be read from S3.
    :param growth: bytes that the table may grow by: each row is written anew, with its features.
    :param free: bytes free on the warehouse's disk; None where nobody knows.
    """

    games: int
    requests: int
    bytes: int
    growth: int
    free: int | None

    def refuse_if_too_large(self) -> None:
        """:raises ParamError: the disk cannot hold twice the expected growth."""
        if self.free is not None and self.free < MARGIN * self.growth:
            raise ParamError(
                f"{self.games} games may grow raw_data.nba_games by {_gb(self.growth)}, and the warehouse's "
                f"disk has {_gb(self.free)} free, less than twice that: make room, or name fewer games "
                "with limit, season or from_game_id and to_game_id"
            )


def estimate(conn: Connection, games: Sequence[PlannedGame], disk_gb: float | None) -> Estimate:
    """Estimate what the games cost, from the sizes of the newest rows.

    :param disk_gb: see `include.warehouse.disk.free_bytes`.
    """
    row = conn.execute(STORED_SIZES, {"sample": SAMPLE}).fetchone()
    enriched, plain = row if row else (None, None)
    a_row = float(enriched) if enriched is not None else float(plain or 0) + FEATURES_BYTES
    return Estimate(
        games=len(games),
        requests=len(games),
        bytes=sum(game.size for game in games),
        growth=round(len(games) * a_row),
        free=disk.free_bytes(conn, disk_gb),
    )


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
