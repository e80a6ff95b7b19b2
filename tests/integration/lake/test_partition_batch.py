"""Many partitions at once: each on its own, with few requests, told in the caller's thread."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from include.errors import ParamError, SourceUnavailableError
from include.lake.objects import Objects
from include.lake.partition_batch import Outcome, overwrite_many
from include.lake.partition_errors import PartitionShrinkError
from include.lake.partition_listing import list_folders
from include.lake.partition_overwrite import Merged, NewRows
from include.lake.partition_table import Partition
from tests.integration.lake.partitions import LATER, MERGE, NOW, SCHEMA, Lake, make_table, new_rows
from tests.integration.lake.requests_log import recorded

pytestmark = pytest.mark.integration
DAYS = [
    {"country": country, "date": f"2025-11-{day:02d}"} for day in range(10, 17) for country in ("gb", "ire")
]


def overwrite(lake: Lake, days: list[Partition] = DAYS, rating: int = 80, **wishes: object) -> list[Outcome]:
    outcomes: list[Outcome] = []
    overwrite_many(
        lake.s3,
        lake.glue,
        lake.table,
        days,
        lambda day: new_rows({day["date"]: rating}),
        MERGE,
        outcomes.append,
        **{"now": NOW, **wishes},  # type: ignore[arg-type]
    )
    return outcomes


def statuses(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(
        type(one.error).__name__ if one.overwritten is None else one.overwritten.status for one in outcomes
    )


def test_all_are_written_and_told_once(lake: Lake) -> None:
    outcomes = overwrite(lake)

    assert statuses(outcomes) == {"written": len(DAYS)}
    assert sorted(map(lake.table.label, (one.partition for one in outcomes))) == sorted(
        map(lake.table.label, DAYS)
    )
    assert len(lake.stored()) == len(DAYS)


def test_what_is_there_costs_a_get_each_and_few_looks_together(lake: Lake) -> None:
    overwrite(lake)

    with recorded(lake.s3) as calls:
        outcomes = overwrite(lake, now=LATER)

    counts = Counter(operation for operation, _ in calls)
    assert statuses(outcomes) == {"unchanged": len(DAYS)}
    assert counts["GetObject"] == len(DAYS)
    assert counts["ListObjectsV2"] <= 3
    assert set(counts) == {"GetObject", "ListObjectsV2"}


def test_new_partitions_are_not_asked_for(lake: Lake) -> None:
    with recorded(lake.s3) as calls:
        overwrite(lake)

    assert {operation for operation, _ in calls} == {"ListObjectsV2", "PutObject"}


def test_rows_are_made_and_outcomes_told_in_the_callers_thread(lake: Lake) -> None:
    seen: set[threading.Thread] = set()

    def rows(_: Partition) -> NewRows:
        seen.add(threading.current_thread())
        return new_rows({"1": 80})

    def done(_: Outcome) -> None:
        seen.add(threading.current_thread())

    overwrite_many(lake.s3, lake.glue, lake.table, DAYS, rows, MERGE, done, now=NOW)

    assert seen == {threading.current_thread()}


def test_ones_that_fail_do_not_stop_the_others(lake: Lake) -> None:
    overwrite(lake)
    outcomes: list[Outcome] = []

    def rows(day: Partition) -> NewRows:
        if day["date"] == "2025-11-10":
            raise SourceUnavailableError("down")
        return new_rows({"1": 80} if day["date"] == "2025-11-11" else {day["date"]: 81})

    overwrite_many(
        lake.s3,
        lake.glue,
        lake.table,
        DAYS,
        rows,
        lambda old, new, allow: Merged(
            new.table[:2] if "1" in new.table["race_id"].to_pylist() else new.table, 0, {}
        ),
        outcomes.append,
        now=LATER,
    )

    assert statuses(outcomes) == {
        "SourceUnavailableError": 2,
        PartitionShrinkError.__name__: 2,
        "written": len(DAYS) - 4,
    }


def test_dry_run_makes_nothing(lake: Lake) -> None:
    outcomes = overwrite(lake, dry_run=True)

    assert statuses(outcomes) == {"would_write": len(DAYS)}
    assert lake.stored() == []


def test_wrong_partition_is_refused_before_anything_is_written(lake: Lake) -> None:
    with pytest.raises(ParamError, match="give a day"):
        overwrite(lake, [*DAYS, {"country": "gb", "date": "yesterday"}])

    assert lake.stored() == []


def test_listing_finds_everything_in_the_folders_and_nothing_else(lake: Lake) -> None:
    table = make_table(lake.table.bucket, lake.table.database, SCHEMA)
    days = [{"country": "gb", "date": f"2025-11-{day:02d}"} for day in (1, 2, 9)]
    strays = [f"{number:03d}.parquet" for number in range(25)]
    for name in ["part-0.parquet", *strays]:
        lake.s3.put_object(Bucket=table.bucket, Key=table.folder(days[1]) + name, Body=b"x")
    for beside in ("2025-11-03", "2025-11-04", "2025-11-05", "2025-11-090", "2025-12-01"):
        key = f"{table.prefix}/country=gb/date={beside}/part-0.parquet"
        lake.s3.put_object(Bucket=table.bucket, Key=key, Body=b"x")
    lake.s3.put_object(Bucket=table.bucket, Key=table.folder(days[2]), Body=b"")

    listed = list_folders(Objects(lake.s3, table.bucket), table, days)

    assert [(found.is_there, len(found.others)) for found in listed.values()] == [
        (False, 0),
        (True, 25),
        (False, 1),
    ]
    assert sorted(listed[table.folder(days[1])].others) == [table.folder(days[1]) + name for name in strays]
