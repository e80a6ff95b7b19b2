"""What Glue is told of a table and its partitions, and what is wrong with what it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from include.lake.glue_types import glue_columns
from include.lake.partition_errors import PartitionMovedError, SchemaChangedError
from include.lake.partition_table import DATE_COLUMN, LakeTable

Columns = Sequence[Mapping[str, Any]]

FORMAT: dict[str, Any] = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "Parameters": {"serialization.format": "1"},
    },
}
MOST_COMMENT = 255
"""Characters that Glue takes."""
# Glue answers with more fields than it takes, and with empty ones, which it does not take either.
TABLE_FIELDS = (
    "Name",
    "Description",
    "Owner",
    "Retention",
    "StorageDescriptor",
    "PartitionKeys",
    "ViewOriginalText",
    "ViewExpandedText",
    "TableType",
    "Parameters",
)
PARTITION_FIELDS = ("Values", "StorageDescriptor", "Parameters", "LastAccessTime", "LastAnalyzedTime")


def new_table(table: LakeTable) -> dict[str, Any]:
    """A table that is to be made."""
    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
        "PartitionKeys": with_comments(_partition_keys(table), table),
        "StorageDescriptor": storage(with_comments(glue_columns(table.schema), table), table.location),
    }


def storage(columns: Columns, location: str) -> dict[str, Any]:
    """Columns and place, of a table or a partition."""
    return {"Columns": list(columns), "Location": location, **FORMAT}


def with_columns(found: Mapping[str, Any], fields: Sequence[str], columns: Columns) -> dict[str, Any]:
    """A table or partition that Glue told of, with other columns; all else stays."""
    told = {name: found[name] for name in fields if found.get(name)}
    return {**told, "StorageDescriptor": {**found["StorageDescriptor"], "Columns": list(columns)}}


def with_comments(columns: Columns, table: LakeTable) -> list[dict[str, str]]:
    """Columns with the table's comments; nothing else compares or writes comments."""
    return [
        {**column, "Comment": table.comments[column["Name"]][:MOST_COMMENT]}
        if column["Name"] in table.comments
        else dict(column)
        for column in columns
    ]


def columns_of(found: Mapping[str, Any]) -> list[dict[str, str]]:
    """Names and types of the columns, in order, without comments."""
    columns = found["StorageDescriptor"].get("Columns", [])
    return [{"Name": column["Name"], "Type": column.get("Type", "")} for column in columns]


def missing_columns(found: Mapping[str, Any], table: LakeTable) -> list[dict[str, str]]:
    """The table's columns that Glue does not know.

    :raises SchemaChangedError: it knows one by another type, or the table by other partition columns.
    """
    keys = [{"Name": key["Name"], "Type": key.get("Type", "")} for key in found.get("PartitionKeys", [])]
    if keys != _partition_keys(table):
        raise SchemaChangedError(
            f"The table {table.database}.{table.name} is partitioned by {keys} in Glue, by "
            f"{_partition_keys(table)} was expected. Nothing was written: drop the table in Glue, and "
            "the next run makes it anew."
        )
    types = {column["Name"]: column["Type"] for column in columns_of(found)}
    wanted = glue_columns(table.schema)
    for column in wanted:
        name = column["Name"]
        if types.get(name, column["Type"]) != column["Type"]:
            raise SchemaChangedError(
                f"The column {name} of {table.database}.{table.name} is {types[name]} in Glue, "
                f"{column['Type']} was expected. Nothing was written. A column keeps its type: give it a "
                "new name, or make the table anew."
            )
    return [column for column in wanted if column["Name"] not in types]


def check_location(found: Mapping[str, Any], wanted: str, what: str) -> None:
    """Prove that a table or partition lies where we write.

    :raises PartitionMovedError: it lies elsewhere.
    """
    location = str(found["StorageDescriptor"].get("Location", ""))
    if location.rstrip("/").replace("s3a://", "s3://") != wanted.rstrip("/"):
        raise PartitionMovedError(
            f"Glue has {what} at {location or 'no place'}, we would write to {wanted}. Nothing was "
            "written: correct the bucket or the prefix, or drop it in Glue, and the next run makes it anew."
        )


def _partition_keys(table: LakeTable) -> list[dict[str, str]]:
    return [
        {"Name": name, "Type": "date" if name == DATE_COLUMN else "string"}
        for name in table.partition_columns
    ]
