"""The product: the loop that a mapped task of `espn_enrichment_backfill` runs, and each part of it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from benchmarks.command import BenchmarkError
from benchmarks.enrichment_parts.clients import bulk_reader
from benchmarks.enrichment_parts.games import WRITTEN_AT, key_of
from benchmarks.enrichment_parts.measuring import CountingCursor
from benchmarks.enrichment_parts.workers import Job
from include.espn.enrichment.enrich import Enricher
from include.espn.enrichment.page import enriched_game, read_page
from include.espn.enrichment.progress import Progress
from include.espn.features import EXTRACTOR_VERSION
from include.lake.bulk_read import Fetched
from include.warehouse.nba_games import (
    EnrichedGame,
    GameToRead,
    Reprocess,
    Selection,
    merge_batch,
    next_games,
)

RUN_ID = "benchmark"
BATCH = 100
BODIES_HELD = 50


def prepare_product(job: Job) -> Callable[[], None]:
    """Plan, read, extract, merge and commit, with the ledger, as the task does it."""
    connection, reader = _connect(job), bulk_reader(job.endpoint)

    def work() -> None:
        games = next_games(
            connection,
            Selection(first=job.game_ids[0], last=job.game_ids[-1]),
            Reprocess.MISSING,
            run_id=RUN_ID,
            extractor_version=EXTRACTOR_VERSION,
            after=None,
            count=len(job.game_ids) + 1,
        )
        progress = Progress("benchmark", total=len(games), tell=_tell_nobody)
        failed = Enricher(
            connection=connection, reader=reader, run_id=RUN_ID, batch_size=BATCH, progress=progress
        ).run(games)
        if failed or progress.written != len(job.game_ids):
            raise BenchmarkError(f"{progress.written} of {len(job.game_ids)} games written: {failed[:1]}")

    return work


def prepare_read_only(job: Job) -> Callable[[], None]:
    """The objects, read and dropped."""
    reader = bulk_reader(job.endpoint)

    def work() -> None:
        for answer in reader.read(map(key_of, job.game_ids)):
            if not isinstance(answer, Fetched):
                raise answer

    return work


def prepare_extract_only(job: Job) -> Callable[[], None]:
    """Bodies that are in memory already, a few of them again and again, made ready for the warehouse."""
    held = list(_fetch(job, job.game_ids[:BODIES_HELD]))

    def work() -> None:
        for number in range(len(job.game_ids)):
            enriched_game(read_page(*held[number % len(held)]))

    return work


def prepare_write_only(job: Job) -> Callable[[], None]:
    """Games that were extracted before, merged and committed with the ledger."""
    connection = _connect(job)
    enriched = [enriched_game(read_page(game, answer)) for game, answer in _fetch(job, job.game_ids)]

    def work() -> None:
        for start in range(0, len(enriched), BATCH):
            _commit(connection, enriched[start : start + BATCH])

    return work


def _commit(connection: psycopg.Connection[Any], enriched: list[EnrichedGame]) -> None:
    with connection.transaction():
        merge_batch(connection, enriched, [], run_id=RUN_ID, now=datetime.now(UTC))


def _connect(job: Job) -> psycopg.Connection[Any]:
    return psycopg.connect(job.url, autocommit=True, cursor_factory=CountingCursor)


def _fetch(job: Job, game_ids: tuple[str, ...]) -> Iterator[tuple[GameToRead, Fetched]]:
    with bulk_reader(job.endpoint) as reader:
        answers = reader.read(map(key_of, game_ids))
        for game_id, answer in zip(game_ids, answers, strict=True):
            if not isinstance(answer, Fetched):
                raise answer
            yield GameToRead(game_id, (answer.key,), answer.etag, None, WRITTEN_AT), answer


def _tell_nobody(_state: dict[str, Any]) -> None:
    """Progress goes to Airflow's task state store, which is not measured here."""
