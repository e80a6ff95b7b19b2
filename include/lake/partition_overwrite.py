"""Overwriting one partition: readers see the old rows or the new ones, and nothing good is lost.

A partition is one object under one fixed key, so one PutObject replaces it. The write has a condition:
what was read is still there. Whoever comes second reads again and merges again. Each write carries an id of
its own, for boto3 and obstore repeat a PUT whose answer was lost and then tell of a conflict with themselves.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from include.errors import ArchiveConflictError, ArchiveError, ArchiveUnavailableError
from include.lake.glue_catalog import Ensured, GlueTable
from include.lake.objects import Objects, ObjectState
from include.lake.partition_errors import PartitionShrinkError
from include.lake.partition_file import (
    CONTENT_TYPE,
    conformed,
    content_hash,
    file_schema,
    stamped,
    write_parquet,
)
from include.lake.partition_found import Found, find
from include.lake.partition_listing import Listed, list_folders
from include.lake.partition_table import LakeTable, Partition
from include.lake.s3_errors import ArchiveNotFoundError, WriteConflictError

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

    from include.lake.obstore_objects import ObstoreObjects

MOST_TRIES = 5
PAUSE_SECONDS = 0.05
Status = Literal["written", "unchanged", "absent", "would_write"]


@dataclass(frozen=True)
class NewRows:
    """What is known anew about a partition.

    :param table: columns of the table's schema; those that it lacks are null.
    :param details: opaque here, for the merge rule.
    """

    table: pa.Table
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """What a partition shall hold.

    :param kept: rows taken from what was there.
    :param report: what the merge rule wants to tell.
    """

    table: pa.Table
    kept: int
    report: Mapping[str, Any]


Merge = Callable[[pa.Table | None, NewRows, bool], Merged]
"""`merge(what is there or None, new, allow_shrink)`; both have the same columns. It may be called again."""


@dataclass(frozen=True)
class Overwritten:
    """What became of a partition.

    :param status: `absent`: it has no object, and nothing was known about it.
    :param table: its rows in the end (in a dry run: as they would be); None when absent.
    :param rows_before: rows that stood there, 0 if none could be read.
    :param report: what the merge rule told; `adopted` objects of other programs whose rows were taken over;
        `damaged` when the object that stood there could not be read.
    :param tries: rounds of reading, merging and writing.
    :param strays: other objects in its folder that were deleted (in a dry run: would be).
    :param glue: what happened to the partition in the catalog.
    :param etag: of its object; None when absent or not written in a dry run.
    :param requests: to S3, and to Glue where no catalog was handed in.
    """

    status: Status
    table: pa.Table | None
    rows: int
    rows_before: int
    kept: int
    report: Mapping[str, Any]
    tries: int
    strays: int
    glue: Ensured
    etag: str | None
    requests: int


def overwrite_partition(
    s3: S3Client,
    glue: GlueClient,
    table: LakeTable,
    partition: Partition,
    new: NewRows | None,
    merge: Merge,
    *,
    now: datetime,
    allow_shrink: bool = False,
    dry_run: bool = False,
    whole: ObstoreObjects | None = None,
    catalog: GlueTable | None = None,
    listed: Listed | None = None,
) -> Overwritten:
    """Make a partition hold what `merge` makes of what is there and of `new`, and the catalog know it.

    Rows of the same content are not written again: `created_at` and other uncompared columns aside, in any
    order. A second call therefore writes nothing, and one that was killed is mended by the same call. The
    catalog is brought up on every call. Other objects in the partition's folder are deleted after that.

    :param new: None = nothing is known about the partition: its rows stay as they are.
    :param now: `created_at` of all rows, if they are written.
    :param allow_shrink: fewer rows than before are fine, and so is a damaged object, which is replaced.
    :param dry_run: change nothing; status `would_write` in place of `written`.
    :param whole: reads and writes the objects, of the table's bucket; None: `s3` does.
    :param catalog: shared by all partitions of a task; else the table is looked up for this one alone.
    :param listed: the partition's folder, from a listing just made; else it is listed for this one alone.
    :raises PartitionShrinkError: there would be fewer rows than before.
    :raises SchemaChangedError: a column has another type, in the object, the catalog or the rows.
    :raises DuplicateRowsError: two of the merged rows have the same key.
    :raises DamagedPartitionError: the object that is there cannot be read.
    :raises PartitionMovedError: the catalog has the partition elsewhere.
    :raises ArchiveConflictError: others kept changing the object.
    :raises ArchiveError: as `include.lake.s3_errors` and `include.lake.glue_errors`.
    """
    own = catalog or GlueTable(glue, table, dry_run=dry_run)
    own.ensure_table()
    own.check_partition(partition)
    objects = Objects(s3, table.bucket, whole)
    if listed is None:
        listed = list_folders(objects, table, [partition])[table.folder(partition)]
    round_ = _Overwrite(objects, table, partition, new, merge, now, allow_shrink, dry_run, listed)
    result = round_.run()
    glue_state: Ensured = "kept" if result.status == "absent" else own.ensure_partition(partition)
    strays = len(listed.others) if result.status != "absent" and new is not None else 0
    if strays and not dry_run:
        objects.delete(listed.others)
    requests = objects.requests + (0 if catalog else own.requests)
    return Overwritten(**{**vars(result), "glue": glue_state, "strays": strays, "requests": requests})


class _Overwrite:
    """One call: rounds of reading, merging and writing, until a write was the first of its kind."""

    def __init__(
        self,
        objects: Objects,
        table: LakeTable,
        partition: Partition,
        new: NewRows | None,
        merge: Merge,
        now: datetime,
        allow_shrink: bool,
        dry_run: bool,
        listed: Listed,
    ) -> None:
        self.objects = objects
        self.table = table
        self.partition = partition
        self.label = f"{table.label(partition)} of {table.name}"
        self.key = table.key(partition)
        self.new = new
        self.merge = merge
        self.now = now
        self.allow_shrink = allow_shrink
        self.dry_run = dry_run
        self.listed = listed
        self.write_id = uuid.uuid4().hex
        self.tries = 0

    def run(self) -> Overwritten:
        problem: ArchiveError | None = None
        while self.tries < MOST_TRIES:
            if problem is not None:
                time.sleep(random.uniform(0, PAUSE_SECONDS * 2**self.tries))  # noqa: S311
            self.tries += 1
            found = find(
                self.objects, self.table, self.partition, self.listed, allow_damaged=self.allow_shrink
            )
            if self.new is None:
                return self._untouched(found)
            merged, digest = self._merged(found, self.new)
            if found.state is None and found.rows is None and not merged.table.num_rows:
                return self._untouched(found)
            if found.state is not None and found.rows is not None and found.state.sha256 == digest:
                return self._result("unchanged", found, found.rows, merged, found.state.etag)
            rows = stamped(merged.table, self.table.created_at, self.now)
            if self.dry_run:
                return self._result("would_write", found, rows, merged, None)
            try:
                etag = self._write(rows, digest, found.state)
            except (WriteConflictError, ArchiveNotFoundError, ArchiveUnavailableError) as error:
                # Also when S3 was silent or answered 5xx: the write may have taken effect.
                state = self.objects.head(self.key)
                self.listed = replace(self.listed, is_there=state is not None)
                if state is None or state.write_id != self.write_id:
                    problem = error
                    continue
                etag = state.etag
            return self._result("written", found, rows, merged, etag)
        if isinstance(problem, ArchiveUnavailableError):
            raise problem
        raise ArchiveConflictError(
            f"Others kept changing s3://{self.objects.bucket}/{self.key} during {MOST_TRIES} tries: see "
            "which other run writes the same partition, then run this one again."
        ) from problem

    def _merged(self, found: Found, new: NewRows) -> tuple[Merged, str]:
        """What the partition shall hold, checked, and the hash of its content."""
        schema = file_schema(self.table, None if found.rows is None else found.rows.schema)
        rows = conformed(new.table, self.table, schema, f"the new rows of {self.label}")
        merged = self.merge(found.rows, NewRows(rows, new.details), self.allow_shrink)
        table = conformed(merged.table, self.table, schema, f"the merged rows of {self.label}")
        digest = content_hash(table, self.table)
        before = 0 if found.rows is None else found.rows.num_rows
        if table.num_rows < before and not self.allow_shrink:
            raise PartitionShrinkError(
                f"{self.label} would go from {before} rows to {table.num_rows}. Nothing was written. If "
                "the source took these rows back for good, run again with allow_shrink; else look at "
                "what was fetched."
            )
        return Merged(table, merged.kept, merged.report), digest

    def _write(self, rows: pa.Table, digest: str, replaces: ObjectState | None) -> str:
        return self.objects.put(
            self.key,
            write_parquet(rows),
            replaces=replaces,
            metadata={"sha256": digest, "write-id": self.write_id},
            content_type=CONTENT_TYPE,
            content_encoding=None,
        )

    def _untouched(self, found: Found) -> Overwritten:
        """Nothing is known, or there is nothing: what stands there stays."""
        kept = 0 if found.rows is None else found.rows.num_rows
        nothing = Merged(pa.table({}), kept, {})
        if found.state is None:
            return self._result("absent", Found(None, None), None, Merged(nothing.table, 0, {}), None)
        return self._result("unchanged", found, found.rows, nothing, found.state.etag)

    def _result(
        self, status: Status, found: Found, rows: pa.Table | None, merged: Merged, etag: str | None
    ) -> Overwritten:
        report = dict(merged.report)
        if found.adopted:
            report["adopted"] = found.adopted
        if found.damaged:
            report["damaged"] = True
        return Overwritten(
            status=status,
            table=rows,
            rows=0 if rows is None else rows.num_rows,
            rows_before=0 if found.rows is None else found.rows.num_rows,
            kept=merged.kept,
            report=report,
            tries=self.tries,
            strays=0,
            glue="kept",
            etag=etag,
            requests=self.objects.requests,
        )
