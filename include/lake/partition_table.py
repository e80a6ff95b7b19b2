"""What a table of the lake is: one Parquet object a partition, under one fixed key.

`{prefix}/country=gb/date=2025-11-17/part-0.parquet`: folders as Hive names them, so that Athena, Spark,
DuckDB and pyarrow find the partitions. Values may hold no character that Hive would escape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from include.errors import ParamError
from include.lake.glue_types import glue_type

Partition = Mapping[str, str]
"""Value of each partition column: `{"country": "gb", "date": "2025-11-17"}`."""

FILE_NAME = "part-0.parquet"
DATE_COLUMN = "date"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,254}", re.ASCII)
_VALUE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z0-9._=-]+(?:/[A-Za-z0-9._=-]+)*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class LakeTable:
    """A table of the lake and where it lies.

    :param prefix: first part of the keys, without slashes around it, e.g. `datasets/rpscrape`.
    :param schema: the columns of a file, in order. Partition columns are not among them.
    :param partition_columns: in the order of the folders; one called `date` holds days, `2025-11-17`.
    :param key_columns: no two rows of a partition have the same values in them, and none is null.
    :param uncompared: columns left out when deciding whether a partition's content is the same.
    :param created_at: column that gets the time of the write, equal on all rows; None: there is none.
    :param comments: what the catalog says of columns and partition columns, by name. Written when a table is
        made or a column is added; a column that the catalog has keeps the comment that it has.
    """

    database: str
    name: str
    bucket: str
    prefix: str
    schema: pa.Schema
    partition_columns: tuple[str, ...]
    key_columns: tuple[str, ...]
    uncompared: frozenset[str] = frozenset({"created_at", "scraped_at"})
    created_at: str | None = "created_at"
    comments: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for name in (self.database, self.name, *self.partition_columns, *self.schema.names):
            if not _NAME.fullmatch(name):
                raise ParamError(
                    f"{name!r} cannot name a database, table or column: use small letters, digits and _."
                )
        if not _PREFIX.fullmatch(self.prefix) or {".", ".."} & set(self.prefix.split("/")):
            raise ParamError(
                f"The prefix {self.prefix!r} of table {self.name} is none: give a/b, no slash around."
            )
        columns = set(self.schema.names)
        needed = {*self.key_columns, *([self.created_at] if self.created_at else [])}
        if not self.key_columns or needed - columns or columns & set(self.partition_columns):
            raise ParamError(
                f"Table {self.name} needs key columns, all of {sorted(needed)} in its schema, and none of "
                f"{list(self.partition_columns)} in it."
            )
        for column in self.schema:
            glue_type(column.type)

    @property
    def location(self) -> str:
        """Address of the table's folder, as the catalog has it."""
        return f"s3://{self.bucket}/{self.prefix}/"

    def values(self, partition: Partition) -> list[str]:
        """The partition's values in the order of the columns.

        :raises ParamError: a column is missing or unknown, or a value cannot be part of a key.
        """
        if set(partition) != set(self.partition_columns):
            raise ParamError(
                f"A partition of {self.name} is named by {', '.join(self.partition_columns)}, got "
                f"{dict(partition)!r}."
            )
        for column, value in partition.items():
            if not isinstance(value, str) or not _VALUE.fullmatch(value):
                raise ParamError(
                    f"{column} is {value!r} in a partition of {self.name}: use letters, digits and - _ . "
                    "only."
                )
            if column == DATE_COLUMN and not _is_day(value):
                raise ParamError(
                    f"date is {value!r} in a partition of {self.name}: give a day, like 2025-11-17."
                )
        return [partition[column] for column in self.partition_columns]

    def label(self, partition: Partition) -> str:
        """For people: `gb 2025-11-17`."""
        return " ".join(self.values(partition))

    def folder(self, partition: Partition) -> str:
        """First part of all keys of the partition, with the slash at its end."""
        pairs = zip(self.partition_columns, self.values(partition), strict=True)
        return "/".join([self.prefix, *(f"{column}={value}" for column, value in pairs)]) + "/"

    def address(self, partition: Partition) -> str:
        """The partition's folder as the catalog has it."""
        return f"s3://{self.bucket}/{self.folder(partition)}"

    def key(self, partition: Partition) -> str:
        """The key of the partition's one object."""
        return self.folder(partition) + FILE_NAME


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
