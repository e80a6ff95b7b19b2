"""From archived payloads to enriched rows: read side by side, extract, merge and commit batch by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from psycopg import Connection

from include import days
from include.errors import PayloadError, ScorebookError, WrongGameError
from include.espn.catalog import feature_count, has_box_score
from include.espn.enrichment.progress import Progress, format_label
from include.espn.features import EXTRACTOR_VERSION, extract_features, merge_pages, needs_other_page
from include.lake.bulk_read import BulkReader, Fetched
from include.lake.s3_errors import ArchiveNotFoundError
from include.seasons import season_label, season_of
from include.warehouse.nba_games import EnrichedGame, FailedGame, GameToRead, MergeCounts, merge_batch

Answer = Fetched | ArchiveNotFoundError


@dataclass(slots=True)
class _Page:
    """A game with what its first key held; `etag` of the object that was read."""

    game: GameToRead
    features: dict[str, Any]
    etag: str


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
            for batch in _batches(zip(games, answers, strict=True), self._batch_size):
                enriched, failed = self._extract(batch)
                all_failed += failed
                if under_way is not None:
                    under_way.result()
                under_way = writer.submit(self._commit, enriched, failed)
            if under_way is not None:
                under_way.result()
        return all_failed

    def _commit(self, enriched: list[EnrichedGame], failed: list[FailedGame]) -> None:
        with self._connection.transaction():
            counts: MergeCounts = merge_batch(
                self._connection, enriched, failed, run_id=self._run_id, now=datetime.now(UTC)
            )
        self._progress.note_commit(
            games=len(enriched) + len(failed), written=counts.written, failed=counts.failed
        )

    def _extract(
        self, batch: Sequence[tuple[GameToRead, Answer]]
    ) -> tuple[list[EnrichedGame], list[FailedGame]]:
        pages: list[_Page] = []
        failed: list[FailedGame] = []
        for game, answer in batch:
            try:
                fetched = _present(answer)
                page = _Page(game, _features(game, fetched), fetched.etag)
            except (PayloadError, ArchiveNotFoundError) as error:
                failed.append(_failed(game, error))
                self._progress.note_game("failed")
            else:
                pages.append(page)
                self._progress.note_game(format_label(page.features["source_data"]))
        self._complete_pages(pages, failed)
        return [_enriched(page) for page in pages], failed

    def _complete_pages(self, pages: list[_Page], failed: list[FailedGame]) -> None:
        """Format 1 keeps box score and plays on two pages: read the other one where it is archived."""
        halves = [page for page in pages if len(page.game.keys) > 1 and needs_other_page(page.features)]
        for place in range(1, max((len(page.game.keys) for page in halves), default=1)):
            asked = [
                page for page in halves if len(page.game.keys) > place and needs_other_page(page.features)
            ]
            with closing(self._reader.read(page.game.keys[place] for page in asked)) as answers:
                for page, answer in zip(asked, answers, strict=True):
                    try:
                        page.features = merge_pages(page.features, _features(page.game, _present(answer)))
                    except (PayloadError, ArchiveNotFoundError) as error:
                        failed.append(_failed(page.game, error, page.game.keys[place]))
                        pages.remove(page)


def _present(answer: Answer) -> Fetched:
    if isinstance(answer, ArchiveNotFoundError):
        raise answer
    return answer


def _features(game: GameToRead, fetched: Fetched) -> dict[str, Any]:
    features = extract_features(fetched.body)
    came = features["source_data"]["original_game_id"]
    if came != game.game_id:
        raise WrongGameError(f"expected game {game.game_id} in {fetched.key}, got game {came}")
    return features


def _enriched(page: _Page) -> EnrichedGame:
    game, features = page.game, page.features
    info, source = features["game_info"], features["source_data"]
    day = datetime.fromisoformat(info["game_date"]).date() if info["game_date"] else _known_day(game)
    source |= {"s3_key": game.keys[0], "etag": page.etag}
    body = msgspec.json.encode(features)
    count = feature_count(features)
    return EnrichedGame(
        game_id=game.game_id,
        day=day,
        season=info["season"] or season_label(season_of(day)),
        features=body,
        enrichment=msgspec.json.encode(
            {
                "format_version": source["format"],
                "feature_count": count,
                "extractor_version": EXTRACTOR_VERSION,
            }
        ),
        details={
            "key": game.keys[0],
            "etag": page.etag,
            "format": source["format"],
            "wrapped": source["wrapped"],
            "feature_count": count,
            "has_box_score": has_box_score(features),
            "extractor_version": EXTRACTOR_VERSION,
            "checks": features["checks"],
        },
        content_hash=hashlib.sha256(body).hexdigest(),
    )


def _failed(game: GameToRead, error: ScorebookError, key: str | None = None) -> FailedGame:
    return FailedGame(
        game_id=game.game_id,
        day=_known_day(game),
        reason=type(error).__name__,
        error=str(error),
        address=key or game.keys[0],
    )


def _known_day(game: GameToRead) -> date:
    """The game's day as the schedule told it; where nobody knows it, the day its payload was archived."""
    return game.day or days.local_day(game.written_at, days.GAME_ZONE)


def _batches(
    pairs: Iterable[tuple[GameToRead, Answer]], size: int
) -> Iterator[list[tuple[GameToRead, Answer]]]:
    batch: list[tuple[GameToRead, Answer]] = []
    for pair in pairs:
        batch.append(pair)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
