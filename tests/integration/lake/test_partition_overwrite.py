"""What a partition holds after it was overwritten, and what is refused."""

from __future__ import annotations

import pyarrow as pa
import pytest

from include.errors import ArchiveBucketMissingError, ParamError
from include.lake.objects import Objects
from include.lake.partition_errors import (
    DamagedPartitionError,
    DuplicateRowsError,
    PartitionShrinkError,
    SchemaChangedError,
)
from include.lake.partition_file import read_parquet, write_parquet
from include.lake.partition_overwrite import Merged, NewRows
from tests.integration.lake.partitions import (
    DAY,
    LATER,
    NOW,
    SCHEMA,
    STAMP,
    Lake,
    facts,
    make_table,
    new_rows,
    rows_of,
    told_by,
)
from tests.integration.lake.requests_log import recorded

pytestmark = pytest.mark.integration
GROWN = pa.schema([*SCHEMA, ("silk_url", pa.string())])


def test_new_partition_is_one_object_under_its_fixed_key(lake: Lake) -> None:
    done = lake.overwrite({"1": 80, "2": None})

    assert lake.stored() == ["datasets/races/country=gb/date=2025-11-17/part-0.parquet"]
    assert (done.status, done.rows, done.rows_before, done.kept, done.tries) == ("written", 6, 0, 0, 1)
    assert facts(lake.read()) == told_by({"1": 80, "2": None})
    assert done.etag == lake.etag()


def test_all_rows_carry_the_time_of_the_write(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    done = lake.overwrite({"2": 70}, now=LATER)

    rows = lake.read()
    assert rows is not None
    assert set(rows["created_at"].to_pylist()) == {LATER}
    assert rows.equals(done.table)
    assert rows.schema.equals(SCHEMA)


def test_rows_of_races_that_are_not_new_are_kept(lake: Lake) -> None:
    lake.overwrite({"1": 80, "2": 70})

    done = lake.overwrite({"2": 71, "3": 60})

    assert (done.rows_before, done.rows, done.kept) == (6, 9, 3)
    assert done.report == {"groups_not_in_new": 1}
    assert facts(lake.read()) == told_by({"1": 80, "2": 71, "3": 60})


def test_second_time_nothing_is_written(lake: Lake) -> None:
    lake.overwrite({"1": 80, "2": None})

    with recorded(lake.s3) as calls:
        done = lake.overwrite({"2": None, "1": 80}, now=LATER)

    assert (done.status, done.glue, done.requests) == ("unchanged", "kept", 4)
    assert [operation for operation, _ in calls] == ["ListObjectsV2", "GetObject"]
    assert done.table is not None
    assert set(done.table["created_at"].to_pylist()) == {NOW}


def test_metadata_tell_the_hash_of_the_content_and_the_write(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    first = lake.s3.head_object(Bucket=lake.table.bucket, Key=lake.key)["Metadata"]
    lake.overwrite({"1": 90})
    second = lake.s3.head_object(Bucket=lake.table.bucket, Key=lake.key)["Metadata"]

    assert set(first) == {"sha256", "write-id"}
    assert not set(first.values()) & set(second.values())


def test_nothing_known_leaves_what_is_there(lake: Lake) -> None:
    assert lake.overwrite(None).status == "absent"
    lake.overwrite({"1": 80})

    done = lake.overwrite(None)

    assert (done.status, done.rows, done.kept) == ("unchanged", 3, 3)
    assert facts(done.table) == told_by({"1": 80})


def test_day_without_races_makes_no_object(lake: Lake) -> None:
    done = lake.overwrite({})

    assert (done.status, done.rows) == ("absent", 0)
    assert lake.stored() == []
    assert lake.read() is None


@pytest.mark.parametrize("fewer", [{"1": 80}, {}], ids=["a race less", "none"])
def test_fewer_rows_are_refused(lake: Lake, fewer: dict[str, int]) -> None:
    lake.overwrite({"1": 80, "2": 70})
    etag = lake.etag()

    with pytest.raises(PartitionShrinkError, match=r"from 6 rows to \d.*allow_shrink"):
        lake.overwrite(fewer, merge=lambda old, new, allow: Merged(new.table, 0, {}))

    assert lake.etag() == etag


def test_fewer_rows_that_are_allowed_are_written(lake: Lake) -> None:
    lake.overwrite({"1": 80, "2": 70})

    done = lake.overwrite({"1": 80}, allow_shrink=True)

    assert (done.status, done.report) == ("written", {"groups_not_in_new": 1})
    assert facts(lake.read()) == told_by({"1": 80})


def test_partition_that_may_be_empty_becomes_an_object_without_rows(lake: Lake) -> None:
    lake.overwrite({"1": 80})

    done = lake.overwrite({}, allow_shrink=True)

    rows = lake.read()
    assert rows is not None
    assert (done.status, rows.num_rows, rows.schema.names) == ("written", 0, SCHEMA.names)
    assert lake.overwrite({}).status == "unchanged"


def test_duplicate_keys_are_named_and_nothing_is_written(lake: Lake) -> None:
    doubled = pa.concat_tables([rows_of({"1": 80}), rows_of({"1": 81})])

    with pytest.raises(DuplicateRowsError, match=r"3 keys .*1, 1-0; 1, 1-1; 1, 1-2"):
        lake.overwrite(NewRows(doubled, {}))

    assert lake.stored() == []


def test_row_without_its_key_is_refused(lake: Lake) -> None:
    nameless = pa.table({"race_id": ["1"], "horse_id": pa.array([None], pa.string())})

    with pytest.raises(DuplicateRowsError, match="1 of 1 rows have no horse_id"):
        lake.overwrite(NewRows(nameless, {}))


def test_new_column_is_null_in_older_rows(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    grown = make_table(lake.table.bucket, lake.table.database, GROWN)
    added = rows_of({"2": 70}).append_column("silk_url", pa.array(["a", "b", "c"]))

    done = lake.overwrite(NewRows(added, {}), table=grown)

    rows = lake.read()
    assert rows is not None
    assert done.glue == "changed"
    assert rows.schema.names == GROWN.names
    assert rows["silk_url"].to_pylist() == [None, None, None, "a", "b", "c"]


def test_column_that_only_the_file_has_stays_at_its_end(lake: Lake) -> None:
    grown = make_table(lake.table.bucket, lake.table.database, GROWN)
    added = rows_of({"1": 80}).append_column("silk_url", pa.array(["a", "b", "c"]))
    lake.overwrite(NewRows(added, {}), table=grown)

    lake.overwrite({"2": 70})

    rows = lake.read()
    assert rows is not None
    assert rows.schema.names == [*SCHEMA.names, "silk_url"]
    assert rows["silk_url"].to_pylist() == ["a", "b", "c", None, None, None]
    assert lake.overwrite({"2": 70}).status == "unchanged"


def test_column_of_the_file_that_changed_its_type_is_refused(lake: Lake) -> None:
    changed = rows_of({"1": 80}).set_column(2, "rating", pa.array(["80", "80", "80"]))
    lake.put("part-0.parquet", changed)
    etag = lake.etag()

    with pytest.raises(SchemaChangedError, match=r"rating of s3.*has the type string, int64 was expected"):
        lake.overwrite({"1": 80})

    assert lake.etag() == etag


@pytest.mark.parametrize(
    ("column", "expected"),
    [(("rating", ["high"] * 3), "rating of the new rows"), (("weight", [1] * 3), "has not: weight")],
    ids=["other type", "unknown"],
)
def test_new_rows_with_another_column_are_refused(
    lake: Lake, column: tuple[str, list[object]], expected: str
) -> None:
    name, values = column
    rows = rows_of({"1": 80})
    if name in rows.schema.names:
        rows = rows.drop_columns([name])

    with pytest.raises(SchemaChangedError, match=expected):
        lake.overwrite(NewRows(rows.append_column(name, pa.array(values)), {}))

    assert lake.stored() == []


@pytest.mark.parametrize("cut", [0, 5, -40], ids=["empty", "no parquet", "cut"])
def test_damaged_object_is_replaced_only_if_that_is_allowed(lake: Lake, cut: int) -> None:
    whole = write_parquet(rows_of({"1": 80}))
    lake.put("part-0.parquet", whole[:cut])

    with pytest.raises(DamagedPartitionError, match="no Parquet file that can be read"):
        lake.overwrite({"2": 70})
    assert Objects(lake.s3, lake.table.bucket).read(lake.key) == whole[:cut]

    done = lake.overwrite({"2": 70}, allow_shrink=True)
    assert (done.status, done.report["damaged"]) == ("written", True)
    assert facts(lake.read()) == told_by({"2": 70})


@pytest.mark.parametrize("races", [{"1": 80}, {"1": 81}], ids=["unchanged", "written"])
def test_strays_are_deleted_and_only_in_the_folder(lake: Lake, races: dict[str, int]) -> None:
    lake.overwrite({"1": 80})
    for name in ("old.parquet", "_SUCCESS", "deeper/part-0.parquet"):
        lake.put(name, b"x")
    beside = "datasets/races/country=gb/date=2025-11-170/part-0.parquet"
    lake.s3.put_object(Bucket=lake.table.bucket, Key=beside, Body=b"x")

    done = lake.overwrite(races)

    assert done.strays == 3
    assert lake.stored() == [lake.key, beside]


def test_strays_stay_when_the_rows_are_refused(lake: Lake) -> None:
    lake.overwrite({"1": 80, "2": 70})
    stray = lake.put("old.parquet", b"x")

    with pytest.raises(PartitionShrinkError):
        lake.overwrite({"1": 80}, merge=lambda old, new, allow: Merged(new.table, 0, {}))

    assert stray in lake.stored()


def test_rows_of_another_programs_files_are_taken_over(lake: Lake) -> None:
    older = rows_of({"1": 70, "2": 60}).append_column("created_at", pa.repeat(pa.scalar(NOW, STAMP), 6))
    newer = rows_of({"1": 80}).append_column("created_at", pa.repeat(pa.scalar(LATER, STAMP), 3))
    lake.put("abc.snappy.parquet", newer)
    lake.put("def.snappy.parquet", older)

    done = lake.overwrite({"3": 50})

    assert (done.rows_before, done.kept, done.strays, done.report["adopted"]) == (6, 6, 2, 2)
    assert lake.stored() == [lake.key]
    assert facts(lake.read()) == told_by({"1": 80, "2": 60, "3": 50})


def test_dry_run_tells_what_would_be_and_writes_nothing(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    lake.put("old.parquet", b"x")
    stored, etag = lake.stored(), lake.etag()

    with recorded(lake.s3) as calls:
        done = lake.overwrite({"2": 70}, dry_run=True)

    assert (done.status, done.rows, done.kept, done.strays, done.etag) == ("would_write", 6, 3, 1, None)
    assert facts(done.table) == told_by({"1": 80, "2": 70})
    assert {operation for operation, _ in calls} == {"ListObjectsV2", "GetObject"}
    assert (lake.stored(), lake.etag()) == (stored, etag)


def test_dry_run_on_nothing_makes_nothing(lake: Lake) -> None:
    done = lake.overwrite({"1": 80}, dry_run=True)

    assert (done.status, done.glue) == ("would_write", "made")
    assert lake.stored() == []
    assert lake.table.database not in {one["Name"] for one in lake.glue.get_databases()["DatabaseList"]}


def test_missing_bucket_is_named(lake: Lake) -> None:
    elsewhere = make_table("no-such-bucket", lake.table.database)

    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket"):
        lake.overwrite({"1": 80}, table=elsewhere)


@pytest.mark.parametrize(
    "partition",
    [
        {"country": "gb"},
        {**DAY, "course": "Ascot"},
        {**DAY, "country": "g/b"},
        {**DAY, "country": ".."},
        {**DAY, "country": ""},
        {**DAY, "date": "17/11/2025"},
        {**DAY, "date": "20251117"},
    ],
)
def test_partition_that_cannot_be_a_key_is_refused(lake: Lake, partition: dict[str, str]) -> None:
    with pytest.raises(ParamError):
        lake.table.key(partition)


def test_file_can_be_read_without_the_lakes_code(lake: Lake) -> None:
    lake.overwrite(new_rows({"1": 80}))

    body = Objects(lake.s3, lake.table.bucket).read(lake.key)

    assert read_parquet(body, "").to_pylist()[0] == {
        "race_id": "1",
        "horse_id": "1-0",
        "rating": 80,
        "created_at": NOW,
    }
