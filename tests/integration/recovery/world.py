"""The stores of a platform, to be lost, and the runs that fill them, without Airflow's scheduler."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from include.espn.enrichment.params import EnrichmentParams
from include.espn.keys import EspnPrefixes
from include.espn.params import EspnIncrementalParams
from include.lake.publish import publish, read_object
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.operators.s3_missing_keys import S3MissingKeysOperator
from scorebook.workflows import espn_enrichment, espn_incremental
from tests.fixtures.simulator import SimulatorServer
from tests.integration.nba.running import NbaRuns, TaskInstance

GAME = re.compile(r"summary\?event=|/boxscore_|/playbyplay_")
"""The address of a game, not of a list of games."""
# Of another run, or of the moment of a write.
WITHOUT = ("id", "collected_at", "updated_at")
READERS = ("raw_data", "nba")
# `enriched_at` is a moment, too.
ROWS = "SELECT to_jsonb(t) #- '{{data,metadata,enrichment,enriched_at}}' FROM {} AS t"
TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname = ANY (%s) AND tablename <> 'alembic_version' ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Platform:
    """ESPN's and NBA.com's workflows on one warehouse, one bucket and one simulated source."""

    nba: NbaRuns
    connection: psycopg.Connection[Any]
    bucket: str

    @property
    def simulator(self) -> SimulatorServer:
        return self.nba.simulator

    def espn(self, day: str, run_id: str, **params: Any) -> None:
        """`espn_incremental` of a day, task after task."""
        wanted = msgspec.to_builtins(EspnIncrementalParams(**params))
        checked = {"days": [day], "params": wanted}
        context: Any = {"run_id": run_id, "ti": TaskInstance()}
        listed = espn_incremental.discover(checked, run_id)
        prefixes = ["espn_box_scores", "espn_team_stats", "espn_play_by_play"]
        missing = S3MissingKeysOperator(
            task_id="missing", ids=listed["final"], prefixes=prefixes, bucket=self.bucket
        ).execute(context)
        for group in espn_incremental.plan(checked, listed["listings"], missing, context):
            FetchToArchiveOperator(
                task_id="fetch",
                dataset="espn_raw",
                group=group,
                verify="include.espn.archive.verify_game",
                source_conn_id="espn_api",
            ).execute(context)

    def enrichment(self, run_id: str) -> None:
        """`espn_enrichment_backfill` of what is not done, task after task."""
        params = msgspec.to_builtins(EnrichmentParams())
        store = SimpleNamespace(set=lambda key, value: None)
        context: Any = {"run_id": run_id, "ti": TaskInstance(), "task_state_store": store}
        loaded = espn_enrichment.load_games(params)
        for shard in espn_enrichment.plan(params, loaded, context):
            espn_enrichment.enrich(params, shard, context)

    def rows(self) -> dict[str, list[Mapping[str, Any]]]:
        """What readers of the warehouse find, by table, without what tells of another run."""
        found = {}
        for schema, table in self.connection.execute(TABLES, [list(READERS)]).fetchall():
            rows = self.connection.execute(sql.SQL(ROWS).format(sql.Identifier(schema, table)))
            plain = [{name: row[name] for name in row if name not in WITHOUT} for (row,) in rows]
            found[f"{schema}.{table}"] = sorted(plain, key=repr)
        return found

    def ledger(self) -> dict[tuple[str, str], str]:
        """Every item of the ledger with its status."""
        query = "SELECT dataset, item, status FROM ops.ingest_ledger"
        return {(dataset, item): status for dataset, item, status in self.connection.execute(query)}

    def objects(self) -> dict[str, tuple[str, Any]]:
        """Every object of the bucket but the lists of games, with what changes when it is written again."""
        pages = self.nba.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {
            entry["Key"]: (entry["ETag"], entry["LastModified"])
            for page in pages
            for entry in page.get("Contents", [])
            if "schedule" not in entry["Key"]
        }

    def write_games_anew(self) -> list[str]:
        """Let the archive hold ESPN's games in other bytes that say the same; their ids come back."""
        prefixes, client = EspnPrefixes(), self.nba.s3
        listed = client.list_objects_v2(Bucket=self.bucket, Prefix=f"{prefixes.play_by_play}/")["Contents"]
        game_ids = [entry["Key"].rpartition("/")[2].removesuffix(".json") for entry in listed]
        for game_id in game_ids:
            keys = prefixes.game_keys(game_id)
            publish(client, self.bucket, keys, read_object(client, self.bucket, keys[0]) + b"\n")
        return game_ids

    def games_asked(self) -> list[str]:
        """The games that the source was asked for, by address."""
        asked = [request["address"] for request in self.simulator.requests()["requests"]]
        return [address for address in asked if GAME.search(address)]

    def lose_warehouse(self) -> None:
        """Leave the warehouse as migrations leave a new one."""
        found = self.connection.execute(TABLES, [["ops", *READERS]]).fetchall()
        tables = sql.SQL(", ").join(sql.Identifier(*row) for row in found)
        self.connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
