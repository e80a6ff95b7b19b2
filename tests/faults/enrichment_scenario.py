"""One shard of games to enrich, in batches of two, and what stands afterwards."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from include.devstack.archive_fill import fill
from include.espn.archived_games import whole_games
from include.espn.keys import EspnPrefixes
from include.lake.archive_listing import list_objects
from include.warehouse.nba_games import load_games
from tests.faults.steps import Fault
from tests.faults.world import World

GAMES, BATCH = 12, 2
# Two games cannot be used: one of them is the last.
KINDS = {"summary": 5.0, "pages": 4.0, "wrapped": 1.0, "not_json": 2.0}

COLUMNS = "game_id, source, season, game_date, collected_at, updated_at, data, metadata"
DOCUMENTS = """
SELECT game_id, season, game_date, data #- '{metadata,enrichment,enriched_at}'
FROM raw_data.nba_games ORDER BY length(game_id), game_id COLLATE "C"
"""
LEDGER = """
SELECT item, day, status, reason, error, address, content_hash, run_id, details
FROM ops.ingest_ledger WHERE dataset = 'espn_features' ORDER BY length(item), item COLLATE "C"
"""
WRITTEN = """
SELECT game_id, game.xmin::text, game.updated_at, entry.xmin::text
FROM raw_data.nba_games AS game JOIN ops.ingest_ledger AS entry ON item = game_id
WHERE dataset = 'espn_features' AND status = 'stored'
"""


@dataclass
class EnrichmentScenario:
    """The archive and its rows are made once; each case begins with the rows as they were.

    :param reprocess: with `all`, every game has features of an older run, which are to be replaced.
    """

    world: World
    reprocess: str = "missing"
    ids: list[str] = field(init=False)

    def __post_init__(self) -> None:
        world, prefixes = self.world, EspnPrefixes()
        filled = fill(world.s3, world.bucket, prefixes, GAMES, seed=8, kinds=KINDS, lean=True)
        self.ids = [game.game_id for game in filled]
        listings = [list_objects(world.s3, world.bucket, folder) for folder in prefixes.of_a_game]
        games = whole_games(world.connection, listings)
        load_games(world.connection, games, now=datetime(2026, 1, 1, tzinfo=UTC))
        old = '{"theirs": [1.50], "metadata": {"theirs": true}}'
        if self.reprocess == "all":
            old = '{"espn_features": {"old": 1}, "metadata": {"enrichment": {"enriched_at": "old"}}}'
        world.connection.execute("UPDATE raw_data.nba_games SET data = %s", [old])
        world.connection.execute(f"CREATE TABLE before AS SELECT {COLUMNS} FROM raw_data.nba_games")

    def prepare(self) -> None:
        """Begin a case."""
        world = self.world
        world.case += 1
        world.data_dir.mkdir()
        world.connection.execute("TRUNCATE raw_data.nba_games RESTART IDENTITY")
        world.connection.execute("TRUNCATE ops.ingest_ledger")
        world.connection.execute(
            f"INSERT INTO raw_data.nba_games ({COLUMNS}) SELECT {COLUMNS} FROM before ORDER BY game_id"
        )

    def job(self, run_id: str = "run-1") -> dict[str, Any]:
        first, last = self.ids[0], self.ids[-1]
        return {
            "task": "enrich",
            "run_id": run_id,
            "checked": {"batch_size": BATCH, "reprocess": self.reprocess},
            "shard": {"label": "all", "first": first, "last": last, "games": GAMES},
            "extracted": str(self.world.data_dir / "extracted"),
        }

    def run(self, fault: Fault | None = None, run_id: str = "run-1") -> tuple[int, dict[str, Any]]:
        """Run the shard; its exit code and what it told."""
        return self.world.run(self.job(run_id), fault)

    def extracted(self) -> Counter[str]:
        """How often each game of the case was extracted; a game of two pages counts twice each time."""
        path = self.world.data_dir / "extracted"
        return Counter(path.read_text().split() if path.exists() else ())

    def documents(self) -> str:
        """A hash of all rows, of what does not depend on when they were written."""
        rows = self.world.connection.execute(DOCUMENTS).fetchall()
        return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()

    def ledger(self) -> list[tuple[Any, ...]]:
        """What the ledger says of every game, without the number of failed tries."""
        return self.world.connection.execute(LEDGER).fetchall()

    def written(self) -> dict[str, tuple[Any, ...]]:
        """The versions of row and ledger row of each stored game, which any write changes."""
        return {game_id: tuple(versions) for game_id, *versions in self.world.connection.execute(WRITTEN)}
