"""An archive of simulated games, the warehouse they go to, and what stands in it afterwards. No Airflow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from botocore.credentials import Credentials

from include.devstack.archive_fill import FilledGame, fill
from include.devstack.aws import LocalAws
from include.espn.archived_games import whole_games
from include.espn.enrichment.enrich import Enricher
from include.espn.enrichment.progress import Progress
from include.espn.features import EXTRACTOR_VERSION
from include.espn.keys import EspnPrefixes
from include.lake.archive_listing import list_objects
from include.lake.bulk_read import BulkReader
from include.lake.obstore_get import obstore_get
from include.warehouse.nba_games import (
    FailedGame,
    GameToRead,
    LoadCounts,
    Reprocess,
    Selection,
    load_games,
    next_games,
)
from tests.fixtures.s3 import make_s3_client

EVERY_GAME = 1_000_000

ROWS = """
SELECT game_id, source, season, game_date::text, data #- '{metadata,enrichment,enriched_at}'
FROM raw_data.nba_games ORDER BY length(game_id), game_id COLLATE "C"
"""
VERSIONS = """
SELECT game_id, xmin::text, updated_at, data #>> '{metadata,enrichment,enriched_at}'
FROM raw_data.nba_games ORDER BY length(game_id), game_id COLLATE "C"
"""
LEDGER = """
SELECT item, status, reason, error, address, attempts, run_id, day::text, details
FROM ops.ingest_ledger WHERE dataset = 'espn_features' ORDER BY length(item), item COLLATE "C"
"""


@dataclass
class EnrichingWorld:
    """A bucket and a warehouse.

    :param connection: with autocommit.
    """

    s3: Any
    aws: LocalAws
    bucket: str
    connection: psycopg.Connection[Any]
    prefixes: EspnPrefixes = field(default_factory=EspnPrefixes)

    def fill(self, games: int, *, seed: int = 1, kinds: Iterable[str] | None = None) -> dict[str, FilledGame]:
        """Archive so many games and give them rows; the truth about them by id, in the order of ids."""
        shares = None if kinds is None else dict.fromkeys(kinds, 1.0)
        filled = fill(self.s3, self.bucket, self.prefixes, games, seed=seed, kinds=shares, lean=True)
        self.load()
        return {game.game_id: game for game in filled}

    def put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def body(self, key: str) -> bytes:
        return bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def delete(self, *keys: str) -> None:
        for key in keys:
            self.s3.delete_object(Bucket=self.bucket, Key=key)

    def load(self) -> LoadCounts:
        """Give every whole game of the bucket a row."""
        listings = [list_objects(self.s3, self.bucket, folder) for folder in self.prefixes.of_a_game]
        with self.connection.transaction():
            games = whole_games(self.connection, listings)
            return load_games(self.connection, games, now=datetime.now(UTC))

    def to_do(self, reprocess: Reprocess = Reprocess.MISSING, run_id: str = "run-1") -> list[GameToRead]:
        """What a run would do now."""
        return next_games(
            self.connection,
            Selection(),
            reprocess,
            run_id=run_id,
            extractor_version=EXTRACTOR_VERSION,
            after=None,
            count=EVERY_GAME,
        )

    def reader(self, endpoint: str | None = None) -> BulkReader:
        """A reader of the bucket, with one request a try, at `endpoint` where the bucket seems to be."""
        client = make_s3_client(endpoint or self.aws.endpoint, retries={"total_max_attempts": 1})
        get = obstore_get(client, Credentials(self.aws.access_key, self.aws.secret_key), self.bucket)
        client.close()
        return BulkReader(get, concurrency=8, pause_seconds=0.01)

    def enrich(
        self,
        *,
        run_id: str = "run-1",
        batch_size: int = 100,
        reprocess: Reprocess = Reprocess.MISSING,
        games: list[GameToRead] | None = None,
        reader: BulkReader | None = None,
        connection: psycopg.Connection[Any] | None = None,
    ) -> Enriched:
        """Do what is to be done; what a raised error leaves stands in the warehouse."""
        todo = self.to_do(reprocess, run_id) if games is None else games
        told: list[dict[str, Any]] = []
        progress = Progress("test", total=len(todo), tell=told.append)
        with reader or self.reader() as opened:
            enricher = Enricher(
                connection=connection or self.connection,
                reader=opened,
                run_id=run_id,
                batch_size=batch_size,
                progress=progress,
            )
            failed = enricher.run(todo)
        return Enriched([game.game_id for game in todo], failed, progress.finish())

    def rows(self) -> list[tuple[Any, ...]]:
        """Every row without what depends on the time of the run."""
        return self.connection.execute(ROWS).fetchall()

    def features(self) -> dict[str, dict[str, Any]]:
        """`data.espn_features` of the games that have it, by id."""
        return {row[0]: row[4]["espn_features"] for row in self.rows() if "espn_features" in row[4]}

    def versions(self) -> dict[str, tuple[Any, ...]]:
        """What every write of a row changes, by id."""
        return {game_id: tuple(rest) for game_id, *rest in self.connection.execute(VERSIONS)}

    def ledger(self) -> dict[str, Entry]:
        """The ledger's entries of the enrichment, by id."""
        return {row[0]: Entry(*row[1:]) for row in self.connection.execute(LEDGER)}


@dataclass(frozen=True)
class Enriched:
    """A run's games in their order, those that failed, and its last progress."""

    ids: list[str]
    failed: list[FailedGame]
    progress: dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One row of the ledger."""

    status: str
    reason: str | None
    error: str | None
    address: str | None
    attempts: int
    run_id: str
    day: str
    details: dict[str, Any]


def told(features: Mapping[str, Any]) -> dict[str, Any]:
    """What features tell of a game, in the words of `true_of`."""
    info, source = features["game_info"], features["source_data"]
    teams, scoring, boxes = features["teams"], features["scoring"], features["box_score"]
    return {
        "game_id": (info["game_id"], source["original_game_id"]),
        "format": (source["format"], source["wrapped"]),
        "day": (info["game_date"], info["season"], info["season_type"]),
        "teams": {side: (teams[side]["id"], teams[side]["abbreviation"]) for side in teams},
        "boxes": {side: boxes[side]["team_id"] for side in boxes},
        "scores": {side: (teams[side]["score"], scoring[side]["total"]) for side in teams},
        "quarters": {side: tuple(scoring[side]["quarters"]) for side in scoring},
        "plays": (features["plays_summary"]["total_plays"], len(features["plays_summary"]["plays"])),
        "player_rows": sum(len(box["players"]) for box in boxes.values()),
        "attendance": info["attendance"],
        "officials": tuple(official["name"] for official in features["officials"]),
    }


def true_of(game: FilledGame) -> dict[str, Any]:
    """What features have to tell of a game, by the simulation that made it."""
    return {
        "game_id": (game.game_id, game.game_id),
        "format": (game.format, game.wrapped),
        "day": (game.day.isoformat(), game.season, game.season_type),
        "teams": {
            "home": (game.home_id, game.home_abbreviation),
            "away": (game.away_id, game.away_abbreviation),
        },
        "boxes": {"home": game.home_id, "away": game.away_id},
        "scores": {"home": (game.home_score,) * 2, "away": (game.away_score,) * 2},
        "quarters": {"home": game.home_quarters, "away": game.away_quarters},
        "plays": (game.plays, game.plays),
        "player_rows": game.player_rows,
        "attendance": game.attendance,
        "officials": game.officials,
    }
