"""From archived payloads to enriched rows: read side by side, extract, merge and commit batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from psycopg import Connection

from include.errors import PayloadError
from include.espn.enrichment.page import Answer, Page, enriched_game, failed_game, read_page
from include.espn.enrichment.progress import EVERY_SECONDS, Progress, format_label
from include.espn.features import merge_pages, needs_other_page
from include.lake.bulk_read import BulkReader
from include.lake.s3_errors import ArchiveNotFoundError
from include.warehouse.nba_games import EnrichedGame, FailedGame, GameToRead, MergeCounts, merge_batch


class Enricher:
    """Enriches games through one connection. A batch of games and its ledger rows are one transaction.

    What cannot be used is a failed game in the ledger, and the batch goes on. What concerns all games
    (S3 refuses or is down, the warehouse is gone) raises; batches that were committed stay.

    :param connection: not in a transaction, and used by nothing else while `run` lasts.
    :param reader: reads ahead while a batch is extracted and the one before it is being written.
    """

    def __init__(
        self,
        *,
        connection: Connection[Any],
        reader: BulkReader,
        run_id: str,
        batch_size: int,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._reader = reader
        self._run_id = run_id
        self._batch_size = batch_size
        self._progress = progress

    def run(self, games: Sequence[GameToRead]) -> list[FailedGame]:
        """Enrich the games in their order and return those that could not be.

        :raises ArchiveError: the archive refuses us or cannot be reached.
        :raises psycopg.Error: the warehouse cannot be written.
        """
        all_failed: list[FailedGame] = []
        under_way: Future[None] | None = None
        with (
            ThreadPoolExecutor(max_workers=1, thread_name_prefix="merge") as writer,
            closing(self._reader.read(game.keys[0] for game in games)) as answers,
        ):
            pairs = zip(games, answers, strict=True)
            while True:
                enriched, failed = self._extract(islice(pairs, self._batch_size))
                if not enriched and not failed:
                    break
                all_failed += failed
                self._wait_for(under_way)
                under_way = writer.submit(self._commit, enriched, failed)
            self._wait_for(under_way)
        return all_failed

    def _wait_for(self, commit: Future[None] | None) -> None:
        """Wait for the batch that is being written; it may wait itself, for somebody's lock."""
        if commit is None:
            return
        while not wait([commit], timeout=EVERY_SECONDS).done:
            self._progress.tick()
        commit.result()

    def _commit(self, enriched: list[EnrichedGame], failed: list[FailedGame]) -> None:
        with self._connection.transaction():
            counts: MergeCounts = merge_batch(
                self._connection, enriched, failed, run_id=self._run_id, now=datetime.now(UTC)
            )
        self._progress.note_commit(
            games=len(enriched) + len(failed), written=counts.written, failed=counts.failed
        )

    def _extract(
        self, batch: Iterable[tuple[GameToRead, Answer]]
    ) -> tuple[list[EnrichedGame], list[FailedGame]]:
        """Extract games as they come, so that few bodies and features are in memory at once."""
        enriched: list[EnrichedGame] = []
        halves: list[Page] = []
        failed: list[FailedGame] = []
        for game, answer in batch:
            try:
                page = read_page(game, answer)
            except (PayloadError, ArchiveNotFoundError) as error:
                failed.append(failed_game(game, error))
                self._progress.note_game("failed")
            else:
                self._progress.note_game(format_label(page.features["source_data"]))
                if len(game.keys) > 1 and needs_other_page(page.features):
                    halves.append(page)
                else:
                    enriched.append(enriched_game(page))
        self._complete_pages(halves, failed)
        return enriched + [enriched_game(page) for page in halves], failed

    def _complete_pages(self, halves: list[Page], failed: list[FailedGame]) -> None:
        """Format 1 keeps box score and plays on two pages: read the other one where it is archived.

        A game whose other page cannot be used moves from `halves` to `failed`.
        """
        for place in range(1, max((len(page.game.keys) for page in halves), default=1)):
            asked = [
                page for page in halves if len(page.game.keys) > place and needs_other_page(page.features)
            ]
            with closing(self._reader.read(page.game.keys[place] for page in asked)) as answers:
                for page, answer in zip(asked, answers, strict=True):
                    try:
                        page.features = merge_pages(page.features, read_page(page.game, answer).features)
                    except (PayloadError, ArchiveNotFoundError) as error:
                        failed.append(failed_game(page.game, error, page.game.keys[place]))
                        halves.remove(page)
