"""What is compared of a partition's rows, how they are brought into shape, and the lake's merge rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from include.lake.partition_errors import DuplicateRowsError, SchemaChangedError
from include.lake.partition_file import conformed, content_hash, read_parquet, stamped, write_parquet
from include.lake.partition_merge import merge_by_group, merge_by_key
from include.lake.partition_overwrite import NewRows
from include.lake.partition_table import LakeTable

STAMP = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        ("race_id", pa.string()),
        ("horse_id", pa.string()),
        ("weight", pa.float64()),
        ("ran", pa.int64()),
        ("is_void", pa.bool_()),
        ("day", pa.date32()),
        ("scraped_at", STAMP),
        ("created_at", STAMP),
    ]
)
TABLE = LakeTable(
    database="racing",
    name="races",
    bucket="lake",
    prefix="races",
    schema=SCHEMA,
    partition_columns=("country", "date"),
    key_columns=("race_id", "horse_id"),
)
NOW = datetime(2025, 11, 18, tzinfo=UTC)


def rows(*runners: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(runners), schema=SCHEMA)


def runner(race: str, horse: str, **values: Any) -> dict[str, Any]:
    return {"race_id": race, "horse_id": horse, **values}


ONE = runner("1", "a", weight=57.5, ran=8, is_void=False, day=NOW.date())
TWO = runner("1", "b", weight=None, ran=None, is_void=None, day=None)


def test_hash_does_not_see_order_chunks_or_uncompared_columns() -> None:
    table = rows(ONE, TWO)
    others = [
        rows(TWO, ONE),
        pa.concat_tables([rows(TWO), rows(ONE)]),
        rows({**ONE, "scraped_at": NOW}, TWO),
        stamped(table, "created_at", NOW),
        read_parquet(write_parquet(table), ""),
        rows(TWO, ONE, runner("0", "z"))[:2],
    ]

    assert {content_hash(other, TABLE) for other in others} == {content_hash(table, TABLE)}


@pytest.mark.parametrize(
    "changed",
    [
        {"weight": 57.0},
        {"weight": None},
        {"ran": 0},
        {"is_void": None},
        {"is_void": True},
        {"day": None},
        {"horse_id": "c"},
    ],
)
def test_hash_sees_every_value(changed: dict[str, Any]) -> None:
    assert content_hash(rows({**ONE, **changed}, TWO), TABLE) != content_hash(rows(ONE, TWO), TABLE)


def test_hash_tells_null_from_zero_and_from_no_text() -> None:
    assert content_hash(rows({**TWO, "ran": 0}), TABLE) != content_hash(rows(TWO), TABLE)
    assert content_hash(rows({**TWO, "is_void": False}), TABLE) != content_hash(rows(TWO), TABLE)


def test_hash_sees_another_column() -> None:
    table = rows(ONE)
    assert content_hash(table.append_column("going", pa.nulls(1, pa.string())), TABLE) != content_hash(
        table, TABLE
    )


def test_hash_of_no_rows() -> None:
    assert content_hash(rows(), TABLE) == content_hash(rows(), TABLE) != content_hash(rows(ONE), TABLE)


def test_same_key_twice_is_named() -> None:
    with pytest.raises(DuplicateRowsError, match=r"1 keys \(race_id, horse_id\).*such as 1, a"):
        content_hash(rows(ONE, TWO, ONE, ONE), TABLE)


def test_partition_columns_in_rows_are_left_out() -> None:
    told = rows(ONE).append_column("country", pa.array(["gb"]))
    assert conformed(told, TABLE, SCHEMA, "rows").schema.names == SCHEMA.names


def test_column_of_nulls_fits_every_type() -> None:
    told = pa.table({"race_id": ["1"], "horse_id": ["a"], "ran": pa.nulls(1)})
    assert conformed(told, TABLE, SCHEMA, "rows").schema.equals(SCHEMA)


def test_times_of_another_unit_are_the_same_type_unless_they_lose_something() -> None:
    fine = pa.table({"scraped_at": pa.array([1_000], pa.timestamp("ns", tz="UTC"))})
    lost = pa.table({"scraped_at": pa.array([1], pa.timestamp("ns", tz="UTC"))})

    assert conformed(fine, TABLE, SCHEMA, "rows")["scraped_at"].type == STAMP
    with pytest.raises(SchemaChangedError, match="does not fit"):
        conformed(lost, TABLE, SCHEMA, "rows")


def keys(table: pa.Table) -> list[tuple[str, str, Any]]:
    return sorted(
        zip(*(table[name].to_pylist() for name in ("race_id", "horse_id", "ran")), strict=True), key=str
    )


OLD = rows(runner("1", "a", ran=1), runner("1", "b", ran=1), runner("2", "c", ran=1))
NEW = NewRows(rows(runner("1", "a", ran=2), runner("3", "d", ran=2)), {})


def test_rows_are_merged_by_key() -> None:
    merged = merge_by_key(["race_id", "horse_id"])(OLD, NEW, False)

    assert keys(merged.table) == [("1", "a", 2), ("1", "b", 1), ("2", "c", 1), ("3", "d", 2)]
    assert (merged.kept, merged.report) == (2, {"not_in_new": 2})


def test_rows_are_merged_by_group() -> None:
    merged = merge_by_group(["race_id"])(OLD, NEW, False)

    assert keys(merged.table) == [("1", "a", 2), ("2", "c", 1), ("3", "d", 2)]
    assert (merged.kept, merged.report) == (1, {"groups_not_in_new": 1})


@pytest.mark.parametrize("merge", [merge_by_key(["race_id", "horse_id"]), merge_by_group(["race_id"])])
def test_with_leave_to_shrink_only_the_new_rows_stay(merge: Any) -> None:
    merged = merge(OLD, NEW, True)

    assert (merged.table, merged.kept) == (NEW.table, 0)
    assert list(merged.report.values()) != [0]


@pytest.mark.parametrize("old", [None, rows()])
def test_where_nothing_is_there_the_new_rows_are_all(old: pa.Table | None) -> None:
    merged = merge_by_group(["race_id"])(old, NEW, False)

    assert (merged.table, merged.kept) == (NEW.table, 0)
