"""What stands in a partition before it is overwritten."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from include.lake.objects import Objects, ObjectState
from include.lake.partition_errors import DamagedPartitionError
from include.lake.partition_file import conformed, file_schema, read_parquet, without_repeats
from include.lake.partition_listing import Listed
from include.lake.partition_table import LakeTable, Partition
from include.lake.s3_errors import ArchiveNotFoundError

HIDDEN = ("_", ".")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a partition.

    :param state: of its one object; None = there is none.
    :param rows: with the columns of the next file; None = there are none, or they cannot be read.
    :param damaged: its object cannot be read, and it was allowed to replace it.
    :param adopted: objects of other programs whose rows these are, as there is none of ours.
    """

    state: ObjectState | None
    rows: pa.Table | None
    damaged: bool = False
    adopted: int = 0


def find(
    objects: Objects, table: LakeTable, partition: Partition, listed: Listed, *, allow_damaged: bool
) -> Found:
    """Read a partition's rows: those of its one object, in one GET.

    Where it has none, but other programs left Parquet files in its folder, those are its rows: of each key
    the newest.

    :param listed: its folder, listed a moment ago; an object that was not there then is not asked for.
    :raises DamagedPartitionError: an object cannot be read, and that is not allowed.
    :raises SchemaChangedError: a column has another type than the table's.
    """
    key = table.key(partition)
    if not listed.is_there:
        return _adopted(objects, table, listed.others, allow_damaged=allow_damaged)
    try:
        stored = objects.read_whole(key)
    except ArchiveNotFoundError:
        return _adopted(objects, table, listed.others, allow_damaged=allow_damaged)
    where = f"s3://{objects.bucket}/{key}"
    try:
        rows = read_parquet(stored.body, where)
    except DamagedPartitionError:
        if not allow_damaged:
            raise
        return Found(stored.state, None, damaged=True)
    return Found(stored.state, conformed(rows, table, file_schema(table, rows.schema), where))


def _adopted(objects: Objects, table: LakeTable, others: tuple[str, ...], *, allow_damaged: bool) -> Found:
    pieces = []
    for key in others:
        name = key.rpartition("/")[2]
        if not name.endswith(".parquet") or name.startswith(HIDDEN):
            continue
        where = f"s3://{objects.bucket}/{key}"
        try:
            rows = read_parquet(objects.read(key), where)
        except DamagedPartitionError:
            if not allow_damaged:
                raise
            return Found(None, None, damaged=True)
        pieces.append(conformed(rows, table, file_schema(table, rows.schema), where))
    if not pieces:
        return Found(None, None)
    whole = pa.concat_tables(pieces, promote_options="default")
    return Found(None, without_repeats(whole, table), adopted=len(pieces))
