"""From the archived payloads of games to their rows, for those games whose rows are not loaded yet."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from include.errors import PayloadError, ScorebookError
from include.lake.bulk_read import BulkReader, Fetched
from include.lake.s3_errors import ArchiveNotFoundError
from include.nba.archive import DATASET, fingerprint, game_keys
from include.nba.checks import listing_contradictions, quality_results
from include.nba.games import read_game
from include.nba.listing import is_given_up
from include.nba.schedule import ListedGame
from include.nba.staging import StagedGame
from include.warehouse import ledger, quality
from include.warehouse.ledger import LedgerEntry, Status

log = logging.getLogger(__name__)

TABLES = "nba_tables"


@dataclass(slots=True)
class Transformed:
    """The games of a chunk as rows; `failed` maps an id to its error."""

    games: list[StagedGame] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    already_loaded: int = 0
    not_archived: int = 0


def transform(
    conn: psycopg.Connection[Any],
    reader: BulkReader,
    game_ids: Sequence[str],
    *,
    prefix: str,
    listed: Mapping[str, ListedGame],
    run_id: str,
) -> Transformed:
    """Read the games that are archived and not loaded as they are archived now.

    A game that cannot be read is `failed` in the ledger's data set `nba_tables`; the others go on. A box
    score with other sides than the schedule lists is followed, and noted in `ops.quality_results`
    (`include.nba.checks.listing_contradictions`).

    :param conn: warehouse connection with autocommit.
    :param listed: the schedule's games by id.
    :raises ArchiveError: S3 refuses or cannot be reached.
    """
    archived, loaded = ledger.read(conn, DATASET, game_ids), ledger.read(conn, TABLES, game_ids)
    found = Transformed()
    wanted = []
    for game_id in game_ids:
        entry = archived.get(game_id)
        if entry is None or entry.status is not Status.STORED:
            found.not_archived += 1
        elif is_loaded(entry, loaded.get(game_id)) or is_given_up(loaded.get(game_id)):
            found.already_loaded += 1
        else:
            wanted.append(game_id)
    keys = (key for game_id in wanted for key in game_keys(game_id, prefix))
    with closing(reader.read(keys)) as answers:
        # The same iterator twice: box score and play-by-play of a game follow each other.
        for game_id, box_score, plays in zip(wanted, answers, answers, strict=True):
            day = archived[game_id].day
            try:
                game = _read(game_id, day, _body(box_score), _body(plays), listed.get(game_id))
            except (PayloadError, ArchiveNotFoundError) as error:
                found.failed[game_id] = f"{type(error).__name__}: {error}"
                _note_failed(conn, game_id, day, error, run_id)
                continue
            found.games.append(game)
            _note_listing(conn, game, listed.get(game_id), run_id)
    return found


def is_loaded(archived: LedgerEntry, loaded: LedgerEntry | None) -> bool:
    """Whether the tables hold the rows of what is archived now."""
    return loaded is not None and is_whole(loaded) and archived.content_hash in (None, loaded.content_hash)


def is_derived(loaded: LedgerEntry | None, derived: LedgerEntry | None) -> bool:
    """Whether what is derived of a game is derived of the rows that are loaded now."""
    if loaded is None or derived is None or derived.status is not Status.STORED:
        return False
    return derived.content_hash == loaded.content_hash


def is_whole(loaded: LedgerEntry | None) -> bool:
    """Whether a game's rows are in the tables, and nothing went wrong with them since."""
    return loaded is not None and loaded.status is Status.STORED and loaded.error is None


def _read(game_id: str, day: date, box_score: bytes, plays: bytes, listed: ListedGame | None) -> StagedGame:
    rows = read_game(game_id, box_score, plays, listed)
    return StagedGame(rows, day, fingerprint((box_score, plays)))


def _body(answer: Fetched | ArchiveNotFoundError) -> bytes:
    if isinstance(answer, ArchiveNotFoundError):
        raise answer
    return answer.body


def _note_failed(
    conn: psycopg.Connection[Any], game_id: str, day: date, error: ScorebookError, run_id: str
) -> None:
    log.warning("item=%s day=%s outcome=failed reason=%s: %s", game_id, day, type(error).__name__, error)
    with conn.transaction():
        ledger.record_failed(
            conn,
            TABLES,
            game_id,
            day=day,
            reason=type(error).__name__,
            error=str(error),
            address=None,
            run_id=run_id,
            now=datetime.now(UTC),
        )


def _note_listing(
    conn: psycopg.Connection[Any], game: StagedGame, listed: ListedGame | None, run_id: str
) -> None:
    row = game.rows.game
    results = quality_results(
        listing_contradictions(row, listed),
        dataset=TABLES,
        game_id=row.game_id,
        day=row.game_date,
        run_id=run_id,
        now=datetime.now(UTC),
    )
    for result in results:
        log.warning("item=%s day=%s check=%s %s", row.game_id, row.game_date, result.check, result.message)
    with conn.transaction():
        quality.append(conn, results)
