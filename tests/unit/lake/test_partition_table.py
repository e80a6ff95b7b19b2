"""What a table of the lake may be called and where its partitions lie."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from include.errors import ParamError
from include.lake.glue_types import glue_columns, glue_type
from include.lake.partition_errors import SchemaChangedError
from include.lake.partition_table import LakeTable

SCHEMA = pa.schema([("race_id", pa.string()), ("created_at", pa.timestamp("us", tz="UTC"))])
GOOD: dict[str, Any] = {
    "database": "racing",
    "name": "rpscrape",
    "bucket": "lake",
    "prefix": "datasets/rpscrape",
    "schema": SCHEMA,
    "partition_columns": ("country", "date"),
    "key_columns": ("race_id",),
}


def test_key_is_in_hives_folders_whatever_the_order_of_the_mapping() -> None:
    table = LakeTable(**GOOD)
    day = {"date": "2025-11-17", "country": "gb"}

    assert table.key(day) == "datasets/rpscrape/country=gb/date=2025-11-17/part-0.parquet"
    assert table.address(day) == "s3://lake/datasets/rpscrape/country=gb/date=2025-11-17/"
    assert table.label(day) == "gb 2025-11-17"
    assert table.location == "s3://lake/datasets/rpscrape/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Races"},
        {"database": "rac-ing"},
        {"prefix": "a//b"},
        {"prefix": "a/../b"},
        {"prefix": ""},
        {"key_columns": ()},
        {"key_columns": ("horse_id",)},
        {"created_at": "written_at"},
        {"partition_columns": ("race_id",)},
        {"schema": pa.schema([*SCHEMA, ("Going", pa.string())])},
    ],
)
def test_table_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParamError):
        LakeTable(**{**GOOD, **wrong})


def test_column_of_a_nested_type_is_refused() -> None:
    with pytest.raises(SchemaChangedError, match="cannot be stored"):
        LakeTable(**{**GOOD, "schema": pa.schema([*SCHEMA, ("fractions", pa.list_(pa.int64()))])})


@pytest.mark.parametrize(
    ("arrow", "name"),
    [
        (pa.int64(), "bigint"),
        (pa.int32(), "int"),
        (pa.float64(), "double"),
        (pa.bool_(), "boolean"),
        (pa.string(), "string"),
        (pa.large_string(), "string"),
        (pa.dictionary(pa.int32(), pa.string()), "string"),
        (pa.date32(), "date"),
        (pa.timestamp("ns"), "timestamp"),
        (pa.timestamp("us", tz="UTC"), "timestamp"),
        (pa.decimal128(10, 2), "decimal(10,2)"),
    ],
)
def test_types_have_glues_names(arrow: pa.DataType, name: str) -> None:
    assert glue_type(arrow) == name


def test_columns_keep_their_order() -> None:
    assert [column["Name"] for column in glue_columns(SCHEMA)] == ["race_id", "created_at"]
