"""One run of the benchmark: servers, table, contestants one after the other, comparison, figures."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.enrichment_parts.baselines import fast_json, prepare_plain, prepare_threads
from benchmarks.enrichment_parts.games import (
    ORIGINALS,
    Original,
    etag_of,
    game_ids,
    make_originals,
)
from benchmarks.enrichment_parts.product import (
    prepare_extract_only,
    prepare_product,
    prepare_read_only,
    prepare_write_only,
)
from benchmarks.enrichment_parts.report import Findings, figures
from benchmarks.enrichment_parts.servers import s3_server
from benchmarks.enrichment_parts.table import (
    copy_template,
    enriched_rows,
    make_template,
    toast_compression,
    write_transactions,
)
from benchmarks.enrichment_parts.workers import (
    BenchmarkError,
    Cost,
    Job,
    Prepare,
    Servers,
    measure,
)
from benchmarks.postgres_server import postgres_server
from include.devstack.postgres import LocalPostgres

WORKERS = 2
PLAIN_GAMES = 200
THREADS_GAMES = 600
PARTS_GAMES = 1_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for. Fewer `originals` only make the preparation shorter."""

    games: int
    get_latency_ms: float
    document_kb: float
    originals: int = ORIGINALS


def run(settings: Settings) -> dict[str, Any]:
    """Measure all contestants and return the figures. Nothing is left behind.

    :raises BenchmarkError: a contestant failed, or they did not write the same.
    """
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        _say("starting PostgreSQL and S3")
        originals = make_originals(settings.originals)
        s3_pid, endpoint = stack.enter_context(s3_server(settings.get_latency_ms / 1000, settings.originals))
        postgres = stack.enter_context(postgres_server())
        _say(f"making a table of {settings.games} games")
        make_template(postgres, settings.games, originals, settings.document_kb)
        course = _Course(settings.games, originals, postgres, endpoint, s3_pid)
        plain = course.measure("plain", prepare_plain, games=PLAIN_GAMES)
        threads = course.measure("threads", prepare_threads, games=THREADS_GAMES)
        product = course.measure("product", prepare_product, workers=WORKERS)
        commits = write_transactions(postgres.url("product"))
        compression = toast_compression(postgres.url("product"))
        compared = course.compare("product", ("plain", "threads"))
        parts = {
            name: course.measure(name, prepare, games=PARTS_GAMES, workers=WORKERS)
            for name, prepare in (
                ("read_only", prepare_read_only),
                ("extract_only", prepare_extract_only),
                ("write_only", prepare_write_only),
            )
        }
    return figures(
        Findings(
            settings={
                "games": settings.games,
                "get_latency_ms": settings.get_latency_ms,
                "document_kb": settings.document_kb,
                "payload_kb": round(sum(one.size for one in originals) / len(originals) / 1000),
                "payloads": f"{settings.originals} simulated summaries, copied under other ids",
                "threads_json": fast_json()[0],
                "toast_compression": compression,
                "workers": WORKERS,
            },
            plain=plain,
            threads=threads,
            product=product,
            parts=parts,
            commits=commits,
            equal_games=compared,
            load=load,
        )
    )


@dataclass(frozen=True, slots=True)
class _Course:
    games: int
    originals: Sequence[Original]
    postgres: LocalPostgres
    endpoint: str
    s3_pid: int

    def measure(self, name: str, prepare: Prepare, *, games: int | None = None, workers: int = 1) -> Cost:
        """Let a contestant do the first `games`, in a copy of the table under its name."""
        count = min(games or self.games, self.games)
        url = copy_template(self.postgres, name)
        ids = game_ids(count)
        bounds = [count * number // workers for number in range(workers + 1)]
        jobs = [self._job(ids[first:end], url) for first, end in pairwise(bounds)]
        cost = measure(prepare, jobs, Servers(self._postgres_pid(), self.s3_pid))
        _say(f"{name}: {count} games in {cost.seconds:.1f} s, {cost.rate:.1f} a second")
        return cost

    def compare(self, product: str, baselines: Sequence[str]) -> int:
        """Return how many games were compared.

        :raises BenchmarkError: rows differ, in anything but when they were enriched.
        """
        compared = 0
        for name in baselines:
            rows = enriched_rows(self.postgres.url(name), game_ids(self.games)[-1])
            others = enriched_rows(self.postgres.url(product), max(rows, default=""))
            refuse_differences(name, rows, product, others)
            compared = max(compared, len(rows))
        return compared

    def _job(self, ids: Sequence[str], url: str) -> Job:
        return Job(tuple(ids), tuple(etag_of(one, self.originals) for one in ids), self.endpoint, url)

    def _postgres_pid(self) -> int:
        pid = self.postgres.pid()
        if pid is None:
            raise BenchmarkError(f"PostgreSQL has ended; see {self.postgres.log_file}")
        return pid


def refuse_differences(name: str, rows: dict[str, str], other: str, others: dict[str, str]) -> None:
    """:raises BenchmarkError: two contestants have not written the same rows, or none at all."""
    if not rows:
        raise BenchmarkError(f"{name} has written nothing")
    differing = sorted(one for one in rows.keys() | others.keys() if rows.get(one) != others.get(one))
    if differing:
        raise BenchmarkError(
            f"{name} and {other} wrote different rows of {len(differing)} games: {differing[:5]}"
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
