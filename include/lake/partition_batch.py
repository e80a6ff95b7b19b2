"""Overwriting many partitions of one table: a few at once, each on its own, none stops the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from include.errors import ScorebookError
from include.lake.glue_catalog import GlueTable
from include.lake.objects import Objects
from include.lake.partition_listing import list_folders
from include.lake.partition_overwrite import Merge, NewRows, Overwritten, overwrite_partition
from include.lake.partition_table import LakeTable, Partition

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

    from include.lake.obstore_objects import ObstoreObjects

AT_ONCE = 8
"""Below the ten connections that a boto3 client keeps."""


@dataclass(frozen=True)
class Outcome:
    """What became of one partition: `overwritten`, or the `error` that kept it as it was."""

    partition: Partition
    new: NewRows | None
    overwritten: Overwritten | None
    error: ScorebookError | None


def overwrite_many(
    s3: S3Client,
    glue: GlueClient,
    table: LakeTable,
    partitions: Sequence[Partition],
    rows: Callable[[Partition], NewRows | None],
    merge: Merge,
    done: Callable[[Outcome], None],
    *,
    now: datetime,
    allow_shrink: bool = False,
    dry_run: bool = False,
    whole: ObstoreObjects | None = None,
    at_once: int = AT_ONCE,
) -> None:
    """Overwrite each partition as `overwrite_partition` does.

    `rows` and `done` are called in this thread, one at a time, so they may share a connection to a database;
    `merge` is called in threads. At most twice `at_once` partitions are held in memory. The catalog and the
    folders are asked for all partitions together.

    :param rows: new rows of a partition; a ScorebookError fails this partition only.
    :param whole: as with `overwrite_partition`.
    :param done: told of each partition, in the order in which they end.
    :raises ScorebookError: the table itself is refused, or its folders cannot be listed.
    """
    for partition in partitions:
        table.values(partition)
    if not partitions:
        return
    catalog = GlueTable(glue, table, dry_run=dry_run)
    running: dict[Future[Overwritten], tuple[Partition, NewRows | None]] = {}
    with ThreadPoolExecutor(min(at_once, len(partitions))) as pool:
        listing = pool.submit(list_folders, Objects(s3, table.bucket), table, partitions)
        looking = pool.submit(catalog.look_up, partitions)
        catalog.ensure_table()
        looking.result()
        folders = listing.result()
        for partition in partitions:
            try:
                new = rows(partition)
            except ScorebookError as error:
                done(Outcome(partition, None, None, error))
                continue
            future = pool.submit(
                overwrite_partition,
                s3,
                glue,
                table,
                partition,
                new,
                merge,
                now=now,
                allow_shrink=allow_shrink,
                dry_run=dry_run,
                whole=whole,
                catalog=catalog,
                listed=folders[table.folder(partition)],
            )
            running[future] = (partition, new)
            if len(running) >= 2 * at_once:
                _finish(running, done)
        while running:
            _finish(running, done)


def _finish(
    running: dict[Future[Overwritten], tuple[Partition, NewRows | None]], done: Callable[[Outcome], None]
) -> None:
    """Wait until a partition has ended, and tell of all that have."""
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in [future for future in running if future in ended]:
        partition, new = running.pop(future)
        error = future.exception()
        if error is not None and not isinstance(error, ScorebookError):
            raise error
        done(Outcome(partition, new, None if error else future.result(), error))
