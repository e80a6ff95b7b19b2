"""NBA.com's workflows with their source, and all that they write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import psycopg

from include.nba.archive import game_keys
from include.nba.schedules import schedule_key
from include.nba.watermark import DAILY as DAILY_WATERMARK
from include.source.addresses import host_of
from include.warehouse import ledger, source_limits, watermarks
from tests.e2e.nba_runs import DAILY, SEASON, Workflow
from tests.fixtures.stack import RunningStack

BUCKET = "scorebook"
# Every season that the tests use is over at this moment, and the one that begins has no final games: a run
# of the season workflow that the platform starts by itself finds nothing to do.
SIMULATED_NOW = "2029-10-01T12:00:00+00:00"
COUNTED = ("regular", "playoffs", "play_in", "cup_final")
DATASETS = ("nba_raw", "nba_tables", "nba_metrics")
TABLES = (
    "games",
    "team_box_scores",
    "player_box_scores",
    "plays",
    "game_metrics",
    "player_game_metrics",
    "team_season",
)
# Tells every insert, update and delete, and does not read the rows.
VERSIONS = "SELECT count(*), sum(hashtext(t.ctid::text || ' ' || t.xmin::text)) FROM {table} AS t"
ROWS = """
SELECT game_id, count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text))
FROM nba.{table} AS t WHERE game_id = ANY (%s) GROUP BY game_id
"""


class Asked(NamedTuple):
    """A request to the source: `boxscore` or `playbyplay` of a game, or `schedule` of a season.

    `item` is empty for the schedule of the season that is on show. `status` is 0 where no answer was begun.
    """

    what: str
    item: str
    status: int
    time: str


class Nba:
    """Both workflows and what is around them.

    :param connection: the warehouse, with autocommit.
    """

    def __init__(self, stack: RunningStack, connection: psycopg.Connection[Any]) -> None:
        self.stack = stack
        self.warehouse = connection
        self.daily = Workflow(stack, DAILY)
        self.season = Workflow(stack, SEASON)
        self.host = host_of(stack.nba.base)

    # The source

    def finals(self, *days: str) -> list[str]:
        """The ids of these days' finished games of the kinds that count, in the order of their start."""
        return [
            game["id"]
            for day in days
            for game in self._games(day=day)
            if game["status"] == "final" and game["kind"] in COUNTED
        ]

    def season_finals(self, season: str) -> list[dict[str, Any]]:
        """The finished games of a season that count, in the order of their start."""
        games = self._games(season=season)
        return [game for game in games if game["status"] == "final" and game["kind"] in COUNTED]

    def _games(self, **query: str) -> list[dict[str, Any]]:
        return list(self.stack.nba.get("/_control/nba/games", **query)["games"])

    def mark(self, game_id: str, **wish: Any) -> None:
        """Change one game, see the simulator's `/_control/nba/games`."""
        self.stack.nba.post("/_control/nba/games", {"id": game_id, **wish})

    def break_source(self, *rules: Mapping[str, Any]) -> None:
        """Put these faults in force, see the simulator's `/_control/faults`."""
        self.stack.nba.post("/_control/faults", list(rules))

    def mend(self) -> None:
        """End the faults of the source, and what was learnt from them."""
        self.stack.nba.delete("/_control/faults")
        source_limits.resume(self.warehouse, self.host)

    def begin(self) -> None:
        """A source without faults at the tests' moment, with no game that is postponed."""
        self.end()
        self.stack.nba.post("/_control/clock", {"now": SIMULATED_NOW})
        self.stack.nba.post("/_control/nba/season", {"postponed_rate": 0})

    def end(self) -> None:
        """Take back all that was done to the source."""
        self.mend()
        for path in ("/nba/season", "/nba/games"):
            self.stack.nba.delete(f"/_control{path}")
        self.stack.nba.post("/_control/clock", {"now": None})

    def forget_requests(self) -> None:
        self.stack.nba.delete("/_control/requests")

    def exchanges(self) -> list[Asked]:
        """All requests since they were forgotten, in order; robots.txt left out."""
        requests = self.stack.nba.get("/_control/requests")["requests"]
        return [_asked(request) for request in requests if request["address"] != "/robots.txt"]

    def asked(self) -> list[tuple[str, str]]:
        """What was asked for, in order."""
        return [(asked.what, asked.item) for asked in self.exchanges()]

    # What was written

    def standings(self, dataset: str, game_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
        """Status and reason of these games in a data set of the ledger, as far as they stand there."""
        entries = ledger.read(self.warehouse, dataset, list(game_ids))
        return {item: (entry.status.value, entry.reason) for item, entry in sorted(entries.items())}

    def rows(self, table: str, game_ids: Collection[str]) -> dict[str, tuple[int, str]]:
        """How many rows a table has of each of these games, and a hash of their contents."""
        found = self.warehouse.execute(ROWS.format(table=table), [list(game_ids)])
        return {game_id: (count, content) for game_id, count, content in found}

    def watermark(self, stage: str = DAILY_WATERMARK[0], key: str = DAILY_WATERMARK[1]) -> str | None:
        return watermarks.get(self.warehouse, stage, key)

    def set_daily_watermark(self, day: str | None) -> None:
        """Put the daily watermark to this day, also back."""
        watermarks.reset(self.warehouse, *DAILY_WATERMARK, day)

    def objects(self, prefix: str = "nba_raw/") -> dict[str, tuple[str, int, str]]:
        """ETag, size and time of every object below a prefix, by key."""
        pages = self.stack.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return {
            entry["Key"]: (entry["ETag"], entry["Size"], entry["LastModified"].isoformat())
            for page in pages
            for entry in page.get("Contents", [])
        }

    def staged(self) -> list[str]:
        """The keys of rows that wait between transform and load."""
        return list(self.objects("nba_raw/staging/"))

    def written(self) -> dict[str, Any]:
        """All that a run with something to do writes: objects, rows, ledger, watermarks."""
        tables = [f"nba.{table}" for table in TABLES] + ["ops.ingest_ledger", "ops.ingest_watermarks"]
        return {
            "objects": self.objects(),
            **{table: self.warehouse.execute(VERSIONS.format(table=table)).fetchone() for table in tables},
        }

    def everything(self) -> dict[str, Any]:
        """All that any run could write: also metrics, buffered files, and asset events."""
        buffer = Path(self.stack.stack.environment["SCOREBOOK_DATA_DIR"]) / "tmp"
        events = [self.stack.api.get("/assets/events", source_dag_id=dag) for dag in (DAILY, SEASON)]
        return {
            **self.written(),
            "metrics": self.warehouse.execute(VERSIONS.format(table="ops.metrics")).fetchone(),
            "files": sorted(str(file) for file in buffer.rglob("*") if file.is_file()),
            "events": [found["total_entries"] for found in events],
        }

    def forget(self, game_ids: Iterable[str]) -> None:
        """Delete all that is known of these games, and the schedules of their seasons."""
        ids = list(game_ids)
        keys = [key for game_id in ids for key in game_keys(game_id)]
        seasons = {key.split("/")[1] for key in keys}
        keys += [schedule_key(season, "nba_raw") for season in seasons]
        for key in keys:
            self.stack.s3.delete_object(Bucket=BUCKET, Key=key)
        for table in TABLES[:-1]:
            self.warehouse.execute(f"DELETE FROM nba.{table} WHERE game_id = ANY (%s)", [ids])
        self.warehouse.execute("DELETE FROM nba.team_season WHERE season = ANY (%s)", [list(seasons)])
        self.warehouse.execute(
            "DELETE FROM ops.ingest_ledger WHERE dataset = ANY (%s) AND item = ANY (%s)",
            [[*DATASETS, "nba_schedules"], [*ids, *seasons]],
        )


def _asked(request: Mapping[str, Any]) -> Asked:
    address = urlsplit(request["address"])
    name = address.path.rpartition("/")[2]
    what, _, game_id = name.removesuffix(".json").partition("_")
    if what.startswith("schedule"):
        what, game_id = "schedule", "".join(parse_qs(address.query).get("Season", []))
    return Asked(what, game_id, request["status"], request["time"])
