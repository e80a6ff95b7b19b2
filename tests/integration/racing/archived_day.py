"""A day of simulated racing in the raw archive and in the ledger, as a scrape leaves it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.racing.api import api_result
from include.devstack.simulator.racing.pages.next_markup import next_page
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.settings import RacingSettings
from include.devstack.simulator.racing.source import RacingSource
from include.lake.partition_tools import Tools
from include.racing.adapter import ListedRace, adapter
from include.racing.archive import race_key
from include.racing.listing import DATASET, note_listing
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

COUNTRY = "ire"
RACES = 5
DAY = date(2025, 11, 16)
PARTITION = {"country": COUNTRY, "date": str(DAY)}
FIRST_SCRAPE = datetime(2025, 11, 17, 0, 30, tzinfo=UTC)
SECOND_SCRAPE = datetime(2025, 11, 20, 0, 30, tzinfo=UTC)
NOW = datetime(2025, 11, 20, 1, tzinfo=UTC)
Connection = psycopg.Connection[Any]


class ArchivedDay:
    """A few Irish races of one day; the platform's stores, and what a scrape does to them."""

    def __init__(self, s3: S3Client, bucket: str, connection: Connection, data_dir: Path) -> None:
        self.s3 = s3
        self.bucket = bucket
        self.connection = connection
        self.data_dir = data_dir
        self.clock = Clock(FIRST_SCRAPE)
        self.source = RacingSource(RacingSettings(void_rate=0.0), self.clock)
        self.races = tuple(self.source.listed(DAY, [COUNTRY])[:RACES])

    def ids(self, name: str = "racing_api") -> list[str]:
        """The ids of the races as an adapter has them, in the order of their off."""
        return [self.id_of(race, name) for race in self.races]

    def id_of(self, race: SimRace, name: str = "racing_api") -> str:
        return race.api_id if name == "racing_api" else race.id

    def list(self, races: Sequence[SimRace], name: str = "racing_api") -> None:
        """The source lists these races of the day."""
        listed = [self.listed(race, name) for race in races]
        note_listing(self.connection, name, COUNTRY, DAY, listed, allow_shrink=False)

    def listed(self, race: SimRace, name: str = "racing_api") -> ListedRace:
        """A race as an adapter lists it."""
        return ListedRace(
            id=self.id_of(race, name),
            country=COUNTRY,
            day=DAY,
            course=race.course.label,
            off=f"{race.off:%H:%M}",
            address=f"v1/results/{self.id_of(race, name)}",
        )

    def store(
        self, races: Sequence[SimRace], name: str = "racing_api", *, now: datetime = FIRST_SCRAPE
    ) -> None:
        """The source's answers about these races are archived, as it gives them at `now`."""
        self.clock.set(now)
        for race in races:
            result = self.source.result(race.id)
            body = json.dumps(api_result(result)).encode() if name == "racing_api" else next_page(result)
            self.put(self.key(race, name), gzip.compress(body, mtime=0))
            self.note_stored(self.id_of(race, name), now=now)

    def note_stored(self, race_id: str, *, now: datetime) -> None:
        """The ledger calls a race stored."""
        ledger.record_stored(
            self.connection,
            DATASET,
            race_id,
            day=DAY,
            content_hash="a",
            address=None,
            run_id="run-1",
            now=now,
        )

    def fail(self, race_id: str, *, now: datetime = SECOND_SCRAPE) -> None:
        """The source refuses to tell about a race."""
        ledger.record_failed(
            self.connection,
            DATASET,
            race_id,
            day=DAY,
            reason="SourceBlockedError",
            error="the source answered 406",
            address=f"http://source/v1/results/{race_id}",
            run_id="run-2",
            now=now,
        )

    def key(self, race: SimRace, name: str = "racing_api") -> str:
        return race_key(adapter(name), COUNTRY, DAY, self.id_of(race, name))

    def put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def get(self, key: str) -> bytes | None:
        """The object's content; None where there is none."""
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read() if key in self.keys() else None

    def keys(self) -> list[str]:
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def local(self, name: str) -> Path:
        return self.data_dir / "data" / "dates" / COUNTRY / name

    def entry(self, race_id: str) -> LedgerEntry:
        return ledger.read(self.connection, DATASET, [race_id])[race_id]

    def tools(self, *, now: datetime = NOW, dry_run: bool = False, **options: Any) -> Tools:
        return Tools(
            s3=self.s3,
            bucket=self.bucket,
            connection=self.connection,
            run_id="run-3",
            data_dir=self.data_dir,
            options=options,
            now=now,
            dry_run=dry_run,
        )


def archived_day(s3: S3Client, bucket: str, warehouse_url: str, data_dir: Path) -> Iterator[ArchivedDay]:
    """A day of which nothing is listed or stored yet; for a fixture."""
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield ArchivedDay(s3, bucket, connection, data_dir)
