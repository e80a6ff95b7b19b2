"""fetch -> transform -> load -> derive: the task group that both NBA.com workflows map over their chunks."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec

from include.archive.item import group_from_mapping
from include.errors import ArchiveError
from include.lake.s3_errors import ArchiveNotFoundError
from include.nba import loading, staging
from include.nba.ids import payload_game_id
from include.nba.schedule import ListedGame
from include.nba.schedules import kept_schedule
from include.nba.staging import Staged
from include.nba.transform import TABLES, is_whole
from include.nba.transform import transform as transform_games
from include.seasons import season_label
from include.warehouse import ledger
from include.warehouse.nba import LoadCounts
from scorebook import settings
from scorebook.hooks.bulk_read import bulk_reader
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.workflows.nba_shared import advance

if TYPE_CHECKING:
    from airflow.sdk import Context
    from psycopg import Connection

log = logging.getLogger(__name__)


def transform(chunk: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Make the rows of a chunk's games that are archived and not loaded, and stage them in S3.

    :raises ArchiveError: S3 refuses or cannot be reached. A payload that cannot be used only fails its game.
    """
    group = group_from_mapping(chunk)
    bucket, prefix, s3 = settings.bucket(), settings.prefix("nba_raw"), s3_client()
    game_ids = [item.id for item in group.items]
    with WarehouseHook().connect(autocommit=True) as connection, bulk_reader(bucket) as reader:
        found = transform_games(
            connection,
            reader,
            game_ids,
            prefix=prefix,
            listed=_listed(s3, bucket, prefix, game_ids),
            run_id=context["run_id"],
        )
    staged = None
    if found.games:
        key = f"{prefix}/staging/{context['dag'].dag_id}/{game_ids[0]}-{game_ids[-1]}.msgpack.gz"
        staged = msgspec.to_builtins(staging.stage(s3, bucket, key, found.games))
    told = {
        "label": group.label,
        "staged": staged,
        "games": len(found.games),
        "already_loaded": found.already_loaded,
        "not_archived": found.not_archived,
        "failed": found.failed,
    }
    log.info("run=%s %s", context["run_id"], told)
    return told


def load(transformed: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Write a chunk's rows, with ledger and watermark in the same transaction.

    :raises ArchiveError: the staged rows are gone and not all of them are loaded.
    """
    if transformed["staged"] is None:
        return {"games": 0, "plays_written": 0}
    staged = msgspec.convert(transformed["staged"], Staged)
    bucket, s3 = settings.bucket(), s3_client()
    with WarehouseHook().connect(autocommit=True) as connection:
        try:
            games = staging.read_staged(s3, bucket, staged)
        except ArchiveNotFoundError as error:
            _require_loaded(connection, staged, error)
            games = []
        counts = loading.load(connection, games, run_id=context["run_id"], advance=advance(context))
    # Only now: a task that dies before this finds them again.
    staging.remove(s3, bucket, staged)
    told = {"games": len(games), "plays_written": _written(counts, "plays"), "rows": _rows(counts)}
    log.info("run=%s games=%s", context["run_id"], told)
    return told


def derive(chunk: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Derive the metrics of a chunk's games that were loaded since they were derived last."""
    game_ids = [item.id for item in group_from_mapping(chunk).items]
    with WarehouseHook().connect(autocommit=True) as connection:
        counts, derived = loading.derive(connection, game_ids, run_id=context["run_id"])
    told = {"games": derived, "rows": _rows(counts)}
    log.info("run=%s derived=%s", context["run_id"], told)
    return told


def _listed(s3: Any, bucket: str, prefix: str, game_ids: Sequence[str]) -> dict[str, ListedGame]:
    seasons = {season_label(payload_game_id(game_id, "a chunk").season) for game_id in game_ids}
    return {game.id: game for season in seasons for game in kept_schedule(s3, bucket, season, prefix).games}


def _require_loaded(connection: Connection[Any], staged: Staged, error: ArchiveNotFoundError) -> None:
    loaded = ledger.read(connection, TABLES, staged.games)
    if not all(is_whole(loaded.get(game_id)) for game_id in staged.games):
        raise ArchiveError(f"the rows at {staged.key} are gone: clear the task transform, too") from error


def _written(counts: Sequence[LoadCounts], table: str) -> int:
    return sum(batch.tables[table].written for batch in counts)


def _rows(counts: Sequence[LoadCounts]) -> dict[str, Any]:
    tables = {table for batch in counts for table in batch.tables}
    return {
        table: {
            name: sum(asdict(batch.tables[table])[name] for batch in counts)
            for name in ("inserted", "updated", "unchanged", "deleted")
        }
        for table in sorted(tables)
    }
