"""A partition's rows as a file, and what is compared of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from include.lake.glue_types import glue_type
from include.lake.partition_errors import DamagedPartitionError, DuplicateRowsError, SchemaChangedError
from include.lake.partition_table import LakeTable

CONTENT_TYPE = "application/vnd.apache.parquet"
SHOWN = 5
FEW_ROWS = 5000
"""Below that, dictionaries save next to nothing and cost a third of the time of writing and reading."""


def read_parquet(body: bytes, where: str) -> pa.Table:
    """The rows of a Parquet file.

    :param where: its address, for the error.
    :raises DamagedPartitionError: it is something else, or cut.
    """
    try:
        return pq.ParquetFile(pa.BufferReader(body)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise DamagedPartitionError(
            f"{where} is no Parquet file that can be read ({len(body)} bytes: {error}). Nothing was "
            "written. Look at the object; to replace it by the new rows alone, run again with allow_shrink."
        ) from error


def write_parquet(table: pa.Table) -> bytes:
    """The rows as one Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="snappy", use_dictionary=table.num_rows > FEW_ROWS)
    return bytes(sink.getvalue())


def file_schema(table: LakeTable, old: pa.Schema | None) -> pa.Schema:
    """The columns of the next file: the table's, then those that only the old file has."""
    if old is None:
        return table.schema
    known = {*table.schema.names, *table.partition_columns}
    return pa.schema([*table.schema, *(field for field in old if field.name not in known)])


def conformed(rows: pa.Table, table: LakeTable, schema: pa.Schema, what: str) -> pa.Table:
    """The rows with exactly these columns, in this order; a column that they lack is null.

    :param what: whose rows they are, for the error.
    :raises SchemaChangedError: a column is unknown or has another type, or a value does not fit into it.
    """
    if rows.schema.equals(schema):
        return rows.replace_schema_metadata(None)
    if unknown := sorted(set(rows.schema.names) - {*schema.names, *table.partition_columns}):
        raise SchemaChangedError(
            f"{what} have columns that the table {table.name} has not: {', '.join(unknown)}. Nothing was "
            "written: add them to its schema."
        )
    columns = []
    for field in schema:
        place = rows.schema.get_field_index(field.name)
        if place < 0:
            columns.append(pa.nulls(rows.num_rows, field.type))
        else:
            columns.append(_cast(rows.column(place), field, what))
    return pa.table(columns, schema=schema.remove_metadata())


def stamped(rows: pa.Table, column: str | None, now: datetime) -> pa.Table:
    """The rows with the time of the write in `column`, equal on all."""
    if column is None:
        return rows
    place = rows.schema.get_field_index(column)
    field = rows.schema.field(place)
    return rows.set_column(place, field, pa.repeat(pa.scalar(now, field.type), rows.num_rows))


def content_hash(rows: pa.Table, table: LakeTable) -> str:
    """sha256 of what is compared: the columns that count, by name, rows in the order of their keys.

    :raises DuplicateRowsError: two rows have the same key, or one has none.
    """
    rows = _in_order(rows, table)
    _check_keys(rows, table)
    digest = hashlib.sha256(str(rows.num_rows).encode())
    by_type: dict[pa.DataType, list[pa.Array]] = {}
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if field.name not in table.uncompared:
            digest.update(f"\n{field.name} {glue_type(field.type)}".encode())
            by_type.setdefault(column.type, []).extend(column.chunks)
    for kind, values in by_type.items():
        digest.update(_plain(pa.chunked_array(values, kind)).serialize())
    return digest.hexdigest()


def without_repeats(rows: pa.Table, table: LakeTable) -> pa.Table:
    """The newest row of each key: that with the latest `created_at`, else the last."""
    if table.created_at and table.created_at in rows.schema.names:
        rows = rows.sort_by(table.created_at)
    newest = {key: place for place, key in enumerate(keys_of(rows, table.key_columns))}
    return rows if len(newest) == rows.num_rows else rows.take(sorted(newest.values()))


def keys_of(rows: pa.Table, columns: Iterable[str]) -> list[tuple[object, ...]]:
    """The key of each row, in order."""
    return list(zip(*(rows.column(column).to_pylist() for column in columns), strict=True))


def _cast(column: pa.ChunkedArray, field: pa.Field, what: str) -> pa.ChunkedArray:
    if column.type.equals(field.type):
        return column
    if not pa.types.is_null(column.type) and glue_type(column.type) != glue_type(field.type):
        raise SchemaChangedError(
            f"The column {field.name} of {what} has the type {column.type}, {field.type} was expected. "
            "Nothing was written. A column keeps its type: give it a new name, or make the table anew."
        )
    try:
        return column.cast(field.type)
    except pa.ArrowException as error:
        raise SchemaChangedError(
            f"A value of the column {field.name} of {what} does not fit into {field.type}: {error}. "
            "Nothing was written."
        ) from error


def _check_keys(rows: pa.Table, table: LakeTable) -> None:
    """Rows are in the order of their keys, so equal ones are neighbours."""
    columns = [rows.column(column).combine_chunks() for column in table.key_columns]
    for name, column in zip(table.key_columns, columns, strict=True):
        if column.null_count:
            raise DuplicateRowsError(
                f"{column.null_count} of {rows.num_rows} rows have no {name}, which is part of their "
                "key. Nothing was written: correct what makes the rows."
            )
    same = None
    for column in columns:
        equal = pc.equal(column[1:], column[:-1])
        same = equal if same is None else pc.and_(same, equal)
    if not pc.any(same).as_py():
        return
    keys = keys_of(rows, table.key_columns)
    repeated = list(dict.fromkeys(one for one, other in pairwise(keys) if one == other))
    names = "; ".join(", ".join(map(str, key)) for key in repeated[:SHOWN])
    raise DuplicateRowsError(
        f"{len(repeated)} keys ({', '.join(table.key_columns)}) come more than once, such as {names}. "
        "Nothing was written: correct what makes the rows, or the merge rule."
    )


def _in_order(rows: pa.Table, table: LakeTable) -> pa.Table:
    """The rows in the order of their keys; mostly they are already."""
    places = pc.sort_indices(rows, sort_keys=[(column, "ascending") for column in table.key_columns])
    return rows if pc.all(pc.less(places[:-1], places[1:])).as_py() else rows.take(places)


def _plain(values: pa.ChunkedArray) -> pa.RecordBatch:
    """Whether there is a value, and the values: what lies in memory where there is none is chance.

    No booleans: the bits behind the last one are chance as well.
    """
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.uint8())
    whole = values.combine_chunks()
    is_there = pc.is_valid(whole).cast(pa.uint8())
    return pa.RecordBatch.from_arrays([is_there, pc.fill_null(whole, _zero(whole.type))], ["is", "value"])


def _zero(arrow: pa.DataType) -> pa.Scalar:
    if pa.types.is_large_string(arrow) or pa.types.is_string(arrow):
        return pa.scalar("", arrow)
    if pa.types.is_large_binary(arrow) or pa.types.is_binary(arrow):
        return pa.scalar(b"", arrow)
    return pa.Array.from_buffers(arrow, 1, [None, pa.py_buffer(bytes(16))])[0]
