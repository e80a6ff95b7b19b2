"""The table and its partitions in the Glue catalog: made, kept, extended, and never bent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from include.errors import ArchiveForbiddenError, ArchiveUnavailableError
from include.lake.glue_catalog import GlueTable
from include.lake.glue_errors import CatalogChangedError
from include.lake.partition_errors import PartitionMovedError, SchemaChangedError
from include.lake.partition_table import LakeTable
from include.lake.s3_errors import ArchiveNotFoundError
from tests.integration.lake.partitions import (
    DAY,
    SCHEMA,
    Lake,
    facts,
    make_table,
    names_of,
    rows_of,
    told_by,
)

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

pytestmark = pytest.mark.integration
GROWN = pa.schema([*SCHEMA, ("silk_url", pa.string())])


def calls_of(glue: GlueClient) -> list[str]:
    """Names of the operations that the client is asked for from now on."""
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    glue.meta.events.register("provide-client-params.glue.*", note, unique_id="calls")
    return calls


def grown(lake: Lake) -> LakeTable:
    return make_table(lake.table.bucket, lake.table.database, GROWN)


def test_database_table_and_partition_are_made(lake: Lake) -> None:
    done = lake.overwrite({"1": 80})

    table, day = lake.table_in_glue(), lake.day_in_glue()
    assert done.glue == "made"
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["StorageDescriptor"]["Location"] == f"s3://{lake.table.bucket}/datasets/races/"
    assert table["StorageDescriptor"]["Columns"] == [
        {"Name": "race_id", "Type": "string"},
        {"Name": "horse_id", "Type": "string"},
        {"Name": "rating", "Type": "bigint"},
        {"Name": "created_at", "Type": "timestamp"},
    ]
    assert table["PartitionKeys"] == [
        {"Name": "country", "Type": "string"},
        {"Name": "date", "Type": "date"},
    ]
    assert day["StorageDescriptor"]["Columns"] == table["StorageDescriptor"]["Columns"]
    assert day["StorageDescriptor"]["Location"] == lake.table.address(DAY)
    assert "ParquetHiveSerDe" in day["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"]


def test_comments_are_written_with_the_columns_and_change_nothing_later(lake: Lake) -> None:
    comments = {"race_id": "Id of the race.", "silk_url": "Picture.", "country": "Country."}
    described = replace(lake.table, comments=comments)
    lake.overwrite({"1": 80}, table=described)
    table, before = lake.table_in_glue(), lake.day_in_glue()
    assert table["StorageDescriptor"]["Columns"][:2] == [
        {"Name": "race_id", "Type": "string", "Comment": "Id of the race."},
        {"Name": "horse_id", "Type": "string"},
    ]
    assert table["PartitionKeys"][0] == {"Name": "country", "Type": "string", "Comment": "Country."}

    done = lake.overwrite({"1": 81}, table=replace(described, comments={"race_id": "Another text."}))

    assert done.glue == "kept"
    assert (lake.table_in_glue(), lake.day_in_glue()) == (table, before)

    grown_table = replace(grown(lake), comments=comments)
    assert lake.overwrite({"1": 81}, table=grown_table).glue == "changed"
    assert lake.table_in_glue()["StorageDescriptor"]["Columns"][-1] == {
        "Name": "silk_url",
        "Type": "string",
        "Comment": "Picture.",
    }
    assert lake.overwrite({"1": 81}, table=grown_table).glue == "kept"


def test_partition_stays_where_it_is(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    before = lake.day_in_glue()

    done = lake.overwrite({"1": 81})

    assert (done.status, done.glue) == ("written", "kept")
    assert lake.day_in_glue() == before


def test_partition_that_glue_forgot_is_made_again_though_nothing_is_written(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    lake.glue.delete_partition(
        DatabaseName=lake.table.database, TableName="races", PartitionValues=lake.table.values(DAY)
    )

    done = lake.overwrite({"1": 80})

    assert (done.status, done.glue) == ("unchanged", "made")
    assert facts(lake.read()) == told_by({"1": 80})


def test_new_column_is_appended_and_all_else_stays(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    before = lake.table_in_glue()
    changed = {name: before[name] for name in ("Name", "StorageDescriptor", "PartitionKeys", "TableType")}
    lake.glue.update_table(
        DatabaseName=lake.table.database,
        TableInput={**changed, "Parameters": {"owner": "somebody"}, "Description": "Runners."},
    )

    lake.overwrite({"1": 80}, table=grown(lake))

    table = lake.table_in_glue()
    assert names_of(table["StorageDescriptor"]["Columns"]) == GROWN.names
    assert (table["Parameters"], table["Description"]) == ({"owner": "somebody"}, "Runners.")
    assert names_of(lake.day_in_glue()["StorageDescriptor"]["Columns"]) == GROWN.names


def test_column_that_only_glue_knows_stays(lake: Lake) -> None:
    lake.overwrite({"1": 80}, table=grown(lake))

    lake.overwrite({"2": 70})

    assert names_of(lake.table_in_glue()["StorageDescriptor"]["Columns"]) == GROWN.names


def test_column_of_another_type_is_refused_before_anything_is_written(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    etag = lake.etag()
    texts = make_table(lake.table.bucket, lake.table.database, SCHEMA.set(2, pa.field("rating", pa.string())))

    with pytest.raises(SchemaChangedError, match=r"rating of .* is bigint in Glue, string was expected"):
        lake.overwrite({"1": 81}, table=texts)

    assert lake.etag() == etag


def test_other_partition_columns_are_refused(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    by_day = LakeTable(
        database=lake.table.database,
        name="races",
        bucket=lake.table.bucket,
        prefix=lake.table.prefix,
        schema=SCHEMA,
        partition_columns=("date",),
        key_columns=("race_id", "horse_id"),
    )

    with pytest.raises(SchemaChangedError, match="is partitioned by"):
        GlueTable(lake.glue, by_day).ensure_table()


def test_partition_that_lies_elsewhere_is_refused(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    day = lake.day_in_glue()
    elsewhere = {**day["StorageDescriptor"], "Location": "s3://elsewhere/gb/"}
    entry = {
        "PartitionValueList": day["Values"],
        "PartitionInput": {"Values": day["Values"], "StorageDescriptor": elsewhere},
    }
    lake.glue.batch_update_partition(DatabaseName=lake.table.database, TableName="races", Entries=[entry])
    etag = lake.etag()

    with pytest.raises(PartitionMovedError, match="s3://elsewhere/gb/"):
        lake.overwrite({"1": 81})

    assert lake.etag() == etag


def test_table_that_lies_elsewhere_is_refused(lake: Lake, lake_table: LakeTable) -> None:
    lake.overwrite({"1": 80})

    with pytest.raises(PartitionMovedError, match=r"the table .*races at s3://"):
        lake.overwrite({"1": 80}, table=make_table("another-bucket", lake_table.database))


def test_many_partitions_cost_two_looks(lake: Lake) -> None:
    days = [{"country": "gb", "date": f"2025-11-{day:02d}"} for day in range(1, 22)]
    made = GlueTable(lake.glue, lake.table)
    for day in days:
        made.ensure_partition(day)
    calls = calls_of(lake.glue)

    again = GlueTable(lake.glue, lake.table)
    again.look_up(days)
    states = {again.ensure_partition(day) for day in days}

    assert states == {"kept"}
    assert calls == ["BatchGetPartition", "GetTable"]
    assert again.requests == 2


def test_makers_at_once_do_not_disturb_each_other(lake: Lake) -> None:
    def make(_: int) -> str:
        return GlueTable(lake.glue, lake.table).ensure_partition(DAY)

    with ThreadPoolExecutor(6) as pool:
        states = list(pool.map(make, range(6)))

    assert set(states) <= {"made", "kept"}
    assert states.count("made") == 1
    assert names_of(lake.table_in_glue()["StorageDescriptor"]["Columns"]) == SCHEMA.names


def test_columns_appended_at_once_are_all_there(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    tables = [
        make_table(
            lake.table.bucket, lake.table.database, pa.schema([*SCHEMA, (f"extra_{number}", pa.string())])
        )
        for number in range(3)
    ]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda table: GlueTable(lake.glue, table).ensure_table(), tables))

    columns = names_of(lake.table_in_glue()["StorageDescriptor"]["Columns"])
    assert columns[: len(SCHEMA.names)] == SCHEMA.names
    assert sorted(columns[len(SCHEMA.names) :]) == ["extra_0", "extra_1", "extra_2"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("AccessDeniedException", ArchiveForbiddenError),
        ("ThrottlingException", ArchiveUnavailableError),
        ("ConcurrentModificationException", CatalogChangedError),
    ],
)
def test_what_glue_answers_has_a_name(lake: Lake, code: str, error: type[Exception]) -> None:
    from botocore.exceptions import ClientError

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "said Glue"}}, "GetTable")

    lake.glue.meta.events.register("before-call.glue.GetTable", refuse)
    try:
        with pytest.raises(error, match="said Glue"):
            lake.overwrite({"1": 80})
    finally:
        lake.glue.meta.events.unregister("before-call.glue.GetTable", refuse)
    assert lake.stored() == []


def test_reading_what_glue_does_not_know_is_none(lake: Lake) -> None:
    assert lake.read() is None
    GlueTable(lake.glue, lake.table).ensure_table()
    assert lake.read() is None


def test_reading_a_partition_whose_object_is_gone_is_an_error(lake: Lake) -> None:
    lake.overwrite({"1": 80})
    lake.s3.delete_object(Bucket=lake.table.bucket, Key=lake.key)

    with pytest.raises(ArchiveNotFoundError, match=r"part-0\.parquet"):
        lake.read()


def test_rows_of_the_readers_table_are_those_of_the_file(lake: Lake) -> None:
    lake.overwrite({"1": 80})

    rows = lake.read()

    assert rows is not None
    assert rows.drop_columns(["created_at"]).equals(rows_of({"1": 80}))
