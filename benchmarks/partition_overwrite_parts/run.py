"""One run of the benchmark: the contestants in turns, then their rows compared."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Set before awswrangler is imported: else it would start a cluster, if it finds the means.
os.environ.update(WR_ENGINE="python", WR_MEMORY_FORMAT="pandas")

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as fs

from benchmarks.command import BenchmarkError
from benchmarks.partition_overwrite_parts.contestants import (
    BUCKET,
    Floor,
    Product,
    Servers,
    Wrangler,
)
from benchmarks.partition_overwrite_parts.rows import KEY, make_rows, of_round, partitions, schema
from include.devstack.aws import LocalAws
from include.devstack.ports import free_port
from include.lake.partition_batch import AT_ONCE

WARM_UP = 2
CONTESTANTS: dict[str, Callable[..., Any]] = {
    "product": Product,
    "awswrangler": Wrangler,
    "floor": Floor,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for.

    :param sizes: of a run, each a number of partitions.
    :param latency_ms: of each request, added to that of the local server.
    """

    sizes: tuple[int, ...]
    rows: int
    columns: int
    rounds: int
    latency_ms: float


def run(settings: Settings) -> dict[str, Any]:
    """Measure all contestants and return the figures. Nothing is left behind.

    :raises BenchmarkError: a contestant failed, or they did not write the same.
    """
    load = os.getloadavg()[0]
    told: dict[str, Any] = {
        "benchmark": "partition_overwrite",
        "rows": settings.rows,
        "columns": settings.columns,
        "rounds": settings.rounds,
        "latency_ms": settings.latency_ms,
        "at_once": AT_ONCE,
        "cores": os.cpu_count() or 1,
        "load_before": round(load, 1),
        "seconds": {},
    }
    with _server() as aws:
        servers = Servers.of(aws, settings.latency_ms / 1000)
        for size in settings.sizes:
            seconds = _measure(servers, aws, settings, size)
            told["seconds"][str(size)] = {name: round(value, 4) for name, value in seconds.items()}
            told[f"ratio_{size}"] = round(seconds["awswrangler"] / seconds["product"], 2)
            told[f"floor_{size}"] = round(seconds["product"] / seconds["floor"], 2)
            _say(f"{size} partitions: {told['seconds'][str(size)]}")
    return told


def _measure(servers: Servers, aws: LocalAws, settings: Settings, size: int) -> dict[str, float]:
    """Median seconds of each contestant, in turns; each round has other ratings, so all is written."""
    columns = schema(settings.columns)
    contestants = {name: kind(servers, f"{name}_{size}", columns) for name, kind in CONTESTANTS.items()}
    first = [
        (partition, make_rows(partition, settings.rows, settings.columns)) for partition in partitions(size)
    ]
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(WARM_UP + settings.rounds):
        rows = [(partition, of_round(table, number)) for partition, table in first]
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            contestants[name].prepare(rows)
            begun = time.perf_counter()
            contestants[name].overwrite()
            if number >= WARM_UP:
                taken[name].append(time.perf_counter() - begun)
    _compare(aws, {name: one.table.prefix for name, one in contestants.items()})
    return {name: statistics.median(values) for name, values in taken.items()}


def _compare(aws: LocalAws, prefixes: Mapping[str, str]) -> None:
    """Prove that all contestants left the same rows."""
    files = fs.S3FileSystem(
        endpoint_override=aws.endpoint,
        access_key=aws.access_key,
        secret_key=aws.secret_key,
        region=aws.region,
    )
    found: dict[str, pa.Table] = {}
    for name, prefix in prefixes.items():
        table = ds.dataset(
            f"{BUCKET}/{prefix}", filesystem=files, format="parquet", partitioning="hive"
        ).to_table()
        order: Sequence[str] = ("country", "date", *KEY)
        columns = sorted(set(table.schema.names) - {"created_at"})
        found[name] = table.select(columns).sort_by([(column, "ascending") for column in order])
    for name, table in found.items():
        if not table.equals(found["product"]):
            raise BenchmarkError(
                f"{name} left other rows than product: {table.num_rows}, {found['product'].num_rows}"
            )


@contextmanager
def _server() -> Iterator[LocalAws]:
    """An S3 and Glue of its own; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="scorebook-benchmark-") as directory:
        aws = LocalAws(Path(directory), free_port())
        try:
            aws.start()
            yield aws
        finally:
            aws.stop()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
