"""The overwriting operator with a real S3, Glue and PostgreSQL: what it returns, raises and leaves."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from include.devstack.aws import LocalAws
from include.errors import ParamError, SourceUnavailableError
from include.lake.obstore_objects import ObstoreObjects
from include.lake.partition_errors import PartitionShrinkError
from include.lake.read_partition import read_partition
from scorebook.operators.partition_overwrite import PartitionOverwriteOperator
from tests.integration.lake.partitions import facts, make_glue_client, told_by
from tests.integration.operators.archiving import TaskInstance

pytestmark = pytest.mark.integration
FUNCTIONS = "tests.integration.operators.partition_functions"
DAYS = [{"country": "gb", "date": f"2025-11-{day}"} for day in (16, 17, 18)]
KNOWN = {"2025-11-16": {"1": 80}, "2025-11-17": {"2": 70, "3": 60}}


class PublishTask:
    """Runs the operator; `pushed` is what the last run left under XComs."""

    def __init__(self, s3: Any, glue: Any, bucket: str) -> None:
        self.s3 = s3
        self.glue = glue
        self.bucket = bucket
        self.database = f"lake_{uuid.uuid4().hex[:12]}"
        self.pushed: dict[str, Any] = {}

    def operator(self, **arguments: Any) -> PartitionOverwriteOperator:
        defaults: dict[str, Any] = {
            "table": "races",
            "database": self.database,
            "prefix": "datasets/races",
            "schema": f"{FUNCTIONS}.SCHEMA",
            "key_columns": ("race_id", "horse_id"),
            "partition_columns": ("country", "date"),
            "rows": f"{FUNCTIONS}.rows",
            "merge": f"{FUNCTIONS}.merge",
            "partitions": DAYS,
            "options": KNOWN,
            "bucket": self.bucket,
        }
        return PartitionOverwriteOperator(task_id="publish", **(defaults | arguments))

    def run(self, **arguments: Any) -> list[dict[str, Any]]:
        ti = TaskInstance()
        self.pushed = ti.pushed
        return self.operator(**arguments).execute({"run_id": "run-1", "ti": ti})  # type: ignore[arg-type]

    def read(self, day: str) -> Any:
        partition = {"country": "gb", "date": day}
        return facts(read_partition(self.s3, self.glue, self.database, "races", partition))


def noted(calls: list[str], method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, its name told to `calls` at each call."""

    def call(*arguments: Any, **more: Any) -> Any:
        calls.append(method.__name__)
        return method(*arguments, **more)

    return call


@pytest.fixture
def publish(
    s3: Any,
    aws: LocalAws,
    bucket: str,
    aws_connection: str,
    warehouse_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[PublishTask]:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", str(tmp_path))
    glue = make_glue_client(aws.endpoint)
    task = PublishTask(s3, glue, bucket)
    yield task
    if any(found["Name"] == task.database for found in glue.get_databases()["DatabaseList"]):
        glue.delete_database(Name=task.database)
    glue.close()


def test_partitions_are_written_and_told_in_the_order_asked_for(publish: PublishTask) -> None:
    reports = publish.run(after=f"{FUNCTIONS}.after")

    assert [(one["partition"], one["status"], one["rows"], one["races"]) for one in reports] == [
        ("gb 2025-11-16", "written", 3, 1),
        ("gb 2025-11-17", "written", 6, 2),
        ("gb 2025-11-18", "absent", 0, 0),
    ]
    assert publish.read("2025-11-17") == told_by({"2": 70, "3": 60})
    assert publish.read("2025-11-18") is None
    assert publish.pushed == {}


def test_second_run_writes_nothing(publish: PublishTask) -> None:
    publish.run()

    reports = publish.run()

    assert [one["status"] for one in reports] == ["unchanged", "unchanged", "absent"]


def test_objects_are_read_and_written_by_obstore(
    publish: PublishTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("read", "put"):
        monkeypatch.setattr(ObstoreObjects, name, noted(calls, getattr(ObstoreObjects, name)))

    for rating in (80, 81):
        publish.run(partitions=DAYS[:1], options={"2025-11-16": {"1": rating}})

    assert calls == ["put", "read", "put"]


@pytest.mark.parametrize("flag", [True, "True", "true"])
def test_dry_run_writes_nothing(publish: PublishTask, flag: bool | str) -> None:
    reports = publish.run(dry_run=flag, after=f"{FUNCTIONS}.after")

    assert [(one["status"], one["dry"]) for one in reports] == [
        ("would_write", True),
        ("would_write", True),
        ("absent", True),
    ]
    assert publish.s3.list_objects_v2(Bucket=publish.bucket)["KeyCount"] == 0
    assert publish.read("2025-11-16") is None


def test_one_that_fails_does_not_stop_the_others_and_the_hopeful_error_wins(
    publish: PublishTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.lake.partition_overwrite import Merged
    from tests.integration.operators import partition_functions

    publish.run()
    monkeypatch.setattr(partition_functions, "merge", lambda old, new, allow_shrink: Merged(new.table, 0, {}))
    known = {"2025-11-16": {"1": 81}, "2025-11-17": {"2": 70}, "2025-11-18": "down"}

    with pytest.raises(SourceUnavailableError, match="2 of 3 partitions of races failed"):
        publish.run(options=known)

    told = publish.pushed["partitions"]
    assert [one["status"] for one in told] == ["written", "failed", "failed"]
    assert told[1]["error"].startswith("PartitionShrinkError: gb 2025-11-17 of races would go from 6 rows")
    assert publish.read("2025-11-16") == told_by({"1": 81})
    assert publish.read("2025-11-17") == told_by({"2": 70, "3": 60})


def test_single_partition_fails_with_its_own_error(
    publish: PublishTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.lake.partition_overwrite import Merged
    from tests.integration.operators import partition_functions

    publish.run()
    monkeypatch.setattr(partition_functions, "merge", lambda old, new, allow_shrink: Merged(new.table, 0, {}))

    with pytest.raises(PartitionShrinkError, match="gb 2025-11-17 of races would go from 6 rows to 3"):
        publish.run(partitions=DAYS[1:2], options={"2025-11-17": {"2": 70}})


@pytest.mark.parametrize("flag", [True, "True"])
def test_allowed_to_shrink_it_does(publish: PublishTask, flag: bool | str) -> None:
    publish.run()

    reports = publish.run(partitions=DAYS[1:2], options={"2025-11-17": {"2": 70}}, allow_shrink=flag)

    assert [(one["status"], one["rows"]) for one in reports] == [("written", 3)]


def test_no_partitions_are_fine(publish: PublishTask) -> None:
    assert publish.run(partitions=[]) == []


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"partitions": "gb"}, "pass a list of mappings"),
        ({"partitions": ["gb"]}, "pass mappings"),
        ({"partitions": [{"country": "gb"}]}, "is named by country, date"),
        ({"allow_shrink": "perhaps"}, "allow_shrink of publish is 'perhaps': give True or False"),
        ({"options": "all"}, "pass a mapping"),
        ({"rows": f"{FUNCTIONS}.nothing"}, "names nothing that can be imported"),
        ({"prefix": "../x"}, "The prefix"),
        ({"database": ""}, "cannot name a database"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    publish: PublishTask, wrong: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ParamError, match=expected):
        publish.run(**wrong)

    assert publish.s3.list_objects_v2(Bucket=publish.bucket)["KeyCount"] == 0


def test_templates_are_rendered(publish: PublishTask) -> None:
    operator = publish.operator(
        database="{{ params.name }}", dry_run="{{ params.dry }}", options={"a": "{{ params.name }}"}
    )

    operator.render_template_fields({"params": {"name": "racing", "dry": True}})  # type: ignore[arg-type]

    assert (operator.database, operator.is_dry_run, operator.options) == ("racing", "True", {"a": "racing"})
