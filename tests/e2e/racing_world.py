"""The racing workflows with their source, and all that they write."""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pyarrow as pa

from include.lake.glue_errors import CatalogNotFoundError, catalog_errors
from include.lake.read_partition import read_partition
from include.racing.csv_file import read_csv
from include.racing.listing import DATASET
from include.racing.verification import TABLE
from include.source.addresses import host_of
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry
from tests.e2e.racing_requests import Asked, read_request, storm
from tests.e2e.racing_runs import RESCRAPE, RETRY, RacingWorkflow
from tests.fixtures.stack import RunningStack

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

BUCKET = "scorebook"
DATABASE = "racing"
CONNECTION = "/connections/racing_source"
ADAPTERS = ("racing_api", "racing_post")
DATASETS = (DATASET, "racing_blank_days")
# Tells every insert, update and delete, and does not read the rows.
VERSIONS = "SELECT count(*), sum(hashtext(t.ctid::text || ' ' || t.xmin::text)) FROM {table} AS t"
RATINGS = ("or", "rpr", "ts")


class Version(NamedTuple):
    """What changes when an object is written again, even with the same bytes."""

    etag: str
    modified: str
    write_id: str | None


class Racing:
    """Both workflows and what is around them.

    :param connection: the warehouse, with autocommit.
    """

    def __init__(self, stack: RunningStack, glue: GlueClient, connection: psycopg.Connection[Any]) -> None:
        self.stack = stack
        self.glue = glue
        self.warehouse = connection
        self.rescrape = RacingWorkflow(stack, RESCRAPE)
        self.retry = RacingWorkflow(stack, RETRY)
        self.host = host_of(stack.racing.base)
        self.data_dir = Path(stack.stack.environment["SCOREBOOK_DATA_DIR"])

    # The source

    def races(self, day: str, country: str) -> list[dict[str, Any]]:
        """The programme of a country's day, in the order of the off."""
        rows = self.stack.racing.get("/_control/racing/races", day=day, country=country)["races"]
        return list(rows)

    def ids(self, day: str, *countries: str, adapter: str = "racing_api") -> list[str]:
        """The ids of the races of a day as an adapter has them, sorted."""
        name = "api_id" if adapter == "racing_api" else "id"
        return sorted(race[name] for country in countries for race in self.races(day, country))

    def set_clock(self, day: str | None) -> None:
        """It is the evening of this London day for the source, also where ratings are concerned."""
        now = None if day is None else f"{day}T22:30:00+00:00"
        self.stack.racing.post("/_control/clock", {"now": now})

    def configure(self, **settings: Any) -> None:
        """Change the settings of simulated racing."""
        self.stack.racing.post("/_control/racing/settings", settings)

    def mark(self, race_id: str, **wish: Any) -> None:
        """Change one race, see the simulator's `/_control/racing/races`."""
        self.stack.racing.post("/_control/racing/races", {"id": race_id, **wish})

    def break_source(self, *rules: Mapping[str, Any]) -> None:
        """Put these faults in force, see the simulator's `/_control/faults`."""
        self.stack.racing.post("/_control/faults", list(rules))

    def refuse(self, race_ids: Collection[str], *others: Mapping[str, Any]) -> None:
        """The source answers 406 for these races; other faults may come with it."""
        self.break_source(storm(race_ids), *others)

    def mend(self) -> None:
        """End the faults of the source, and what was learnt from them."""
        self.stack.racing.delete("/_control/faults")
        self.warehouse.execute("DELETE FROM ops.source_limits WHERE host = %s", [self.host])

    def use(self, adapter: str) -> None:
        """Let the connection `racing_source` mean one of the two sources."""
        path = adapter.replace("_", "-")
        body = {
            "connection_id": "racing_source",
            "conn_type": "http",
            "host": f"{self.stack.racing.base}/{path}",
            "extra": json.dumps({"adapter": adapter}),
        }
        self.stack.api.patch(f"{CONNECTION}?update_mask=host&update_mask=extra", body)

    def reset_source(self) -> None:
        """Take back all that was done to the source."""
        self.mend()
        for path in ("/racing/settings", "/racing/races"):
            self.stack.racing.delete(f"/_control{path}")
        self.set_clock(None)
        self.use("racing_api")

    def forget_requests(self) -> None:
        self.stack.racing.delete("/_control/requests")

    def exchanges(self) -> list[Asked]:
        """All requests since they were forgotten, in order; robots.txt left out."""
        requests = self.stack.racing.get("/_control/requests")["requests"]
        return [read_request(request) for request in requests if request["address"] != "/robots.txt"]

    def asked(self, what: str) -> list[str]:
        """The races or the lists of races that were asked for, in order."""
        return [asked.item for asked in self.exchanges() if asked.what == what]

    # What was written

    def partition(self, country: str, day: str) -> pa.Table | None:
        """The rows of a day as readers of the lake get them."""
        return read_partition(self.stack.s3, self.glue, DATABASE, TABLE, {"country": country, "date": day})

    def rows(self, country: str, day: str) -> list[dict[str, Any]]:
        """The same, a mapping a runner; there must be some."""
        table = self.partition(country, day)
        assert table is not None, f"there is no partition {country} {day}"
        return list(table.to_pylist())

    def version(self, key: str) -> Version:
        """Which write of an object this is."""
        head = self.stack.s3.head_object(Bucket=BUCKET, Key=key)
        return Version(head["ETag"], head["LastModified"].isoformat(), head["Metadata"].get("write-id"))

    def versions(self, *partitions: tuple[str, str]) -> dict[str, Version]:
        """The versions of everything in S3 that belongs to these countries and days."""
        return {key: self.version(key) for country, day in partitions for key in self.keys(country, day)}

    def keys(self, country: str, day: str) -> list[str]:
        """The keys of a country's day: raw answers, files, the partition."""
        prefixes = [f"racing_raw/{adapter}/{country}/{day}/" for adapter in ADAPTERS]
        prefixes += [f"data/dates/{country}/{day.replace('-', '_')}", partition_key(country, day)]
        pages = [
            page
            for prefix in prefixes
            for page in self.stack.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        ]
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))

    def archived(self, country: str, day: str, adapter: str = "racing_api") -> dict[str, bytes]:
        """The archived answers of a day as the source gave them, by race id."""
        start = f"racing_raw/{adapter}/{country}/{day}/"
        keys = [key for key in self.keys(country, day) if key.startswith(start)]
        return {key.removeprefix(start).partition(".")[0]: gzip.decompress(self.body(key)) for key in keys}

    def body(self, key: str) -> bytes:
        return bytes(self.stack.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())

    def put(self, key: str, body: bytes) -> None:
        self.stack.s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def csv(self, country: str, day: str, suffix: str = ".csv") -> pa.Table:
        """The rows of one of the day's CSVs."""
        return read_csv(self.body(file_key(country, day, suffix)), country, date.fromisoformat(day))

    def log(self, country: str, day: str, suffix: str = "_failures.log") -> list[dict[str, Any]]:
        """The lines of a log of failures; none where there is no log."""
        key = file_key(country, day, suffix)
        if key not in self.keys(country, day):
            return []
        return [json.loads(line) for line in self.body(key).decode().splitlines()]

    def ledger(self, race_ids: Collection[str]) -> dict[str, LedgerEntry]:
        """The lines of these races in the ledger, as far as there are any."""
        return ledger.read(self.warehouse, DATASET, list(race_ids))

    def standings(self, race_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
        """Status and reason of these races."""
        return {item: (entry.status.value, entry.reason) for item, entry in self.ledger(race_ids).items()}

    def everything(self) -> dict[str, Any]:
        """All that any run could write."""
        pages = self.stack.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        objects = {
            entry["Key"]: (entry["ETag"], entry["LastModified"])
            for page in pages
            for entry in page.get("Contents", [])
        }
        tables = ("ops.ingest_ledger", "ops.metrics", "ops.quality_results")
        events = [self.stack.api.get("/assets/events", source_dag_id=dag) for dag in (RESCRAPE, RETRY)]
        return {
            "objects": objects,
            "catalog": self._catalog(),
            "files": sorted(str(file) for file in self.data_dir.rglob("*") if file.is_file()),
            "events": [found["total_entries"] for found in events],
            **{table: self.warehouse.execute(VERSIONS.format(table=table)).fetchone() for table in tables},
        }

    def _catalog(self) -> list[str]:
        """What Glue knows; nothing before the first run."""
        try:
            with catalog_errors("list the partitions"):
                pages = self.glue.get_paginator("get_partitions").paginate(
                    DatabaseName=DATABASE, TableName=TABLE
                )
                return sorted("/".join(each["Values"]) for page in pages for each in page["Partitions"])
        except CatalogNotFoundError:
            return []

    def forget(self, *partitions: tuple[str, str]) -> None:
        """Delete all that is known of these countries and days."""
        for country, day in partitions:
            for key in self.keys(country, day):
                self.stack.s3.delete_object(Bucket=BUCKET, Key=key)
            for file in (self.data_dir / "data" / "dates" / country).glob(f"{day.replace('-', '_')}*"):
                file.unlink()
            try:
                with catalog_errors(f"delete the partition {country} {day}"):
                    self.glue.delete_partition(
                        DatabaseName=DATABASE, TableName=TABLE, PartitionValues=[country, day]
                    )
            except CatalogNotFoundError:
                pass  # no run made it
            self.warehouse.execute(
                "DELETE FROM ops.ingest_ledger"
                " WHERE dataset = ANY (%s) AND day = %s AND details ->> 'country' = %s",
                [list(DATASETS), day, country],
            )


def partition_key(country: str, day: str) -> str:
    return f"datasets/rpscrape/country={country}/date={day}/part-0.parquet"


def file_key(country: str, day: str, suffix: str) -> str:
    return f"data/dates/{country}/{day.replace('-', '_')}{suffix}"
