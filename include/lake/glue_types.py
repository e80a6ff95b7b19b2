"""Types of Arrow as the Glue catalog names them."""

from __future__ import annotations

import pyarrow as pa

from include.lake.partition_errors import SchemaChangedError

_SAME: dict[str, str] = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "float": "float",
    "double": "double",
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "binary": "binary",
    "large_binary": "binary",
    "date32[day]": "date",
}


def glue_type(arrow: pa.DataType) -> str:
    """The name of a flat type in Glue. Types with the same name hold the same values in a Parquet file.

    :raises SchemaChangedError: nested and other types, which the lake does not store.
    """
    if pa.types.is_timestamp(arrow):
        return "timestamp"
    if pa.types.is_decimal128(arrow):
        return f"decimal({arrow.precision},{arrow.scale})"
    if pa.types.is_dictionary(arrow):
        return glue_type(arrow.value_type)
    name = _SAME.get(str(arrow))
    if name is None:
        raise SchemaChangedError(
            f"A column of type {arrow} cannot be stored in the lake: use text, numbers, booleans, days "
            "or times."
        )
    return name


def glue_columns(schema: pa.Schema) -> list[dict[str, str]]:
    """The columns as Glue takes them, in order."""
    return [{"Name": field.name, "Type": glue_type(field.type)} for field in schema]
