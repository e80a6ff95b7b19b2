"""The audit of racing on real S3, Glue and PostgreSQL: nine weeks of two countries with two holes."""

from __future__ import annotations

import io
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, DagRunTriggerException

from include.devstack.aws import LocalAws
from include.errors import QualityError
from include.lake.partition_errors import DamagedPartitionError
from include.lake.read_partitions import read_partitions
from include.lake.s3_errors import ArchiveNotFoundError
from include.racing.blank_days import note_blank
from include.racing.completeness import read_heard, read_listed
from include.racing.completeness_chart import chart_key
from include.warehouse import ledger
from include.warehouse.ledger import SOURCE_REASONS, LedgerEntry, Status
from scorebook.workflows import racing_completeness as steps

pytestmark = pytest.mark.integration

FIRST, LAST = date(2025, 9, 15), date(2025, 11, 16)  # nine weeks, Monday to Sunday
SATURDAY = date(2025, 11, 15)
MEETINGS = {"gb": 4, "ire": 1}
TABLE = "rpscrape"
RUN = "manual__2025-11-17T06:00:00+00:00"
RESULTS = """
SELECT check_name, item, day::text, status, observed, expected_low FROM ops.quality_results
WHERE dataset = 'racing' ORDER BY check_name, item, day
"""


def race_ids(country: str, day: date) -> list[str]:
    """Seven races a meeting, and one more every third day."""
    return [f"{country}{day:%m%d}-{n}" for n in range(7 * MEETINGS[country] + (day.toordinal() % 3 == 0))]


class Lake:
    """Partitions of two runners a race; Ireland lacks its last Saturday."""

    def __init__(self, aws: LocalAws, s3: Any) -> None:
        self.s3 = s3
        self.bucket = f"scorebook-{uuid.uuid4().hex[:12]}"
        self.database = self.bucket.replace("-", "_")
        self.glue = boto3.client(
            "glue",
            endpoint_url=aws.endpoint,
            region_name=aws.region,
            aws_access_key_id=aws.access_key,
            aws_secret_access_key=aws.secret_key,
        )
        s3.create_bucket(Bucket=self.bucket)
        self.glue.create_database(DatabaseInput={"Name": self.database})
        self.glue.create_table(
            DatabaseName=self.database,
            TableInput={
                "Name": TABLE,
                "PartitionKeys": [{"Name": name, "Type": "string"} for name in ("country", "date")],
                "StorageDescriptor": {"Location": f"s3://{self.bucket}/datasets/{TABLE}/"},
            },
        )
        days = [FIRST + timedelta(days=place) for place in range((LAST - FIRST).days + 1)]
        keys = [(country, day) for country in MEETINGS for day in days if (country, day) != ("ire", SATURDAY)]
        for country, day in keys:
            self.put(country, str(day), self.parquet(race_ids(country, day)))
        self.register([(country, str(day)) for country, day in keys])

    @staticmethod
    def parquet(ids: list[str]) -> bytes:
        sink = io.BytesIO()
        pq.write_table(pa.table({"horse_id": ["a", "b"] * len(ids), "race_id": sorted(ids * 2)}), sink)
        return sink.getvalue()

    def folder(self, country: str, day: str) -> str:
        return f"datasets/{TABLE}/country={country}/date={day}/"

    def put(self, country: str, day: str, body: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"{self.folder(country, day)}part-0.parquet", Body=body)

    def register(self, keys: list[tuple[str, str]]) -> None:
        for start in range(0, len(keys), 100):
            self.glue.batch_create_partition(
                DatabaseName=self.database,
                TableName=TABLE,
                PartitionInputList=[
                    {
                        "Values": list(key),
                        "StorageDescriptor": {"Location": f"s3://{self.bucket}/{self.folder(*key)}"},
                    }
                    for key in keys[start : start + 100]
                ],
            )

    def read(self, *keys: tuple[str, str], columns: tuple[str, ...] = ("race_id",)) -> list[Any]:
        wanted = [{"country": country, "date": day} for country, day in keys]
        return read_partitions(self.s3, self.glue, self.database, TABLE, wanted, columns)


@pytest.fixture(scope="module")
def lake(aws: LocalAws, s3: Any) -> Iterator[Lake]:
    """Leave it as you found it: every test of the module reads it."""
    made = Lake(aws, s3)
    yield made
    made.glue.close()


@dataclass
class Audit:
    """Runs the steps as the DAG does."""

    connection: psycopg.Connection[Any]
    run_id: str = RUN
    pushed: dict[str, Any] = field(default_factory=dict)

    def checked(self, **values: Any) -> dict[str, Any]:
        run = SimpleNamespace(
            run_id=self.run_id, run_type="manual", logical_date=datetime(2025, 11, 17, 6, tzinfo=UTC)
        )
        params = {"countries": ["gb", "ire"], **values}
        return steps.check_params({"dag_run": run, "params": params})  # type: ignore[typeddict-item]

    def count(self, **values: Any) -> dict[str, Any]:
        return steps.count(self.checked(**values), self.context)

    @property
    def context(self) -> Any:
        ti = SimpleNamespace(xcom_push=lambda key, value: self.pushed.update({key: value}))
        return {"run_id": self.run_id, "ti": ti}

    def results(self) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(RESULTS))

    def list_races(self, country: str, day: date, ids: list[str], **details: Any) -> None:
        ledger.list_items(
            self.connection,
            [
                LedgerEntry(
                    dataset="racing",
                    item=race_id,
                    day=day,
                    status=Status.PENDING,
                    reason="listed",
                    details={"country": country, **details},
                )
                for race_id in ids
            ],
        )


@pytest.fixture
def audit(lake: Lake, warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Audit]:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_BUCKET", lake.bucket)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RACING_GLUE_DATABASE", lake.database)
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(steps, "s3_client", lambda: lake.s3)
    monkeypatch.setattr(steps, "glue_client", lambda: lake.glue)
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield Audit(connection)


def test_the_missing_country_is_found_and_the_run_ends_red_with_its_name(audit: Audit) -> None:
    counted = audit.count()
    assert [(row["country"], row["day"], row["races"]) for row in counted["suspicious"]] == [
        ("ire", "2025-11-15", 0)
    ]
    with pytest.raises(QualityError, match=r"1 day is suspicious: ire 2025-11-15: 0 races, expected \d to"):
        steps.check_complete(audit.checked(), counted)


def test_a_day_that_nobody_listed_is_told_in_report_results_and_error(audit: Audit) -> None:
    counted = audit.count(rule="fixed")
    (row,) = counted["suspicious"]
    assert row["why"] == "nobody listed this day, and nothing of it is stored"
    assert [(one["country"], one["not_listed"]) for one in counted["countries"]] == [("gb", 0), ("ire", 1)]
    exact = next(one for one in audit.results() if one[:3] == ("completeness_exact", "ire", str(SATURDAY)))
    assert exact[3] == "not_listed"
    with pytest.raises(QualityError, match="ire 2025-11-15: nobody listed this day"):
        steps.check_complete(audit.checked(rule="fixed"), counted)


def test_a_day_of_which_all_races_were_called_off_is_blank(audit: Audit) -> None:
    audit.list_races("ire", SATURDAY, ["ire-off", "ire-void"])
    ledger.annotate(audit.connection, "racing", {"ire-void": {"void": True}})
    ledger.mark_known_missing(
        audit.connection, "racing", "ire-off", reason=SOURCE_REASONS[0], by="racing_post"
    )
    assert read_heard(audit.connection, ["ire"], SATURDAY, SATURDAY) == {("ire", SATURDAY): True}
    counted = audit.count()
    assert counted["sentence"] is None
    row = next(row for row in audit.results() if row[:3] == ("completeness_model", "ire", str(SATURDAY)))
    assert row[3] == "blank"


def test_without_eight_weeks_the_fixed_rule_judges_and_the_report_says_so(audit: Audit) -> None:
    day = FIRST + timedelta(weeks=7)
    counted = audit.count(start_date=str(day), end_date=str(day), fixed_minimum=20)
    assert [row["why"] for row in counted["suspicious"]] == [
        f"{len(race_ids('ire', day))} races, fewer than 20 (fixed rule: only 7 of 8 weeks of history)"
    ]
    assert {row["rule"] for row in counted["countries"]} == {"fixed, too little history"}
    fixed = [row for row in audit.results() if row[0] == "completeness_fixed"]
    assert [(row[1], row[3], row[5]) for row in fixed] == [("gb", "passed", 20), ("ire", "low", 20)]


def test_the_fixed_rule_finds_nothing_on_a_day_with_a_missing_country(audit: Audit) -> None:
    audit.list_races("ire", SATURDAY, ["ire-other"], listed=False)
    counted = audit.count(rule="fixed")
    assert counted["sentence"] is None
    assert steps.check_complete(audit.checked(), counted) == 14
    fixed = [row for row in audit.results() if row[0] == "completeness_fixed"]
    assert {(row[1], row[3], row[5]) for row in fixed} == {(None, "passed", 5.0)}
    assert len(fixed) == 7


def test_listed_races_that_are_not_stored_are_named(audit: Audit) -> None:
    day = date(2025, 11, 12)
    audit.list_races("gb", day, [*race_ids("gb", day), "gb-lost"])
    audit.list_races("gb", day, ["gb-void"], void=True)
    audit.list_races("gb", day, ["gb-withdrawn"], listed=False)
    counted = audit.count(countries=["gb"])
    expected = len(race_ids("gb", day)) + 1
    assert [row["why"] for row in counted["suspicious"]] == [f"1 of {expected} listed races missing"]
    row = next(row for row in audit.results() if row[:3] == ("completeness_exact", "gb", str(day)))
    assert row[3:] == ("incomplete", expected - 1, expected)


def test_a_race_that_a_person_gave_up_is_not_missing(audit: Audit) -> None:
    audit.list_races("gb", LAST, ["gb-lost"])
    ledger.mark_known_missing(audit.connection, "racing", "gb-lost", reason="never_published", by="ann")
    assert read_listed(audit.connection, ["gb"], LAST, LAST) == {}


def test_a_blank_day_that_the_source_confirmed_is_not_suspicious(audit: Audit) -> None:
    note_blank(audit.connection, "ire", SATURDAY, run_id="run-0", now=datetime(2025, 11, 16, tzinfo=UTC))
    counted = audit.count()
    assert counted["sentence"] is None
    row = next(row for row in audit.results() if row[:3] == ("completeness_model", "ire", str(SATURDAY)))
    assert row[3] == "blank"


def test_a_retry_of_the_run_doubles_no_result_and_another_run_adds_its_own(audit: Audit) -> None:
    audit.count()
    first = audit.results()
    audit.count()
    assert audit.results() == first
    assert len(first) == 2 * 14
    audit.run_id = "another"
    audit.count()
    assert len(audit.results()) == 2 * len(first)


def test_the_chart_is_a_png_in_s3_that_the_xcom_names(audit: Audit, lake: Lake) -> None:
    audit.count()
    key = chart_key(RUN)
    assert audit.pushed == {"chart": {"bucket": lake.bucket, "key": key}}
    answer = lake.s3.get_object(Bucket=lake.bucket, Key=key)
    assert answer["ContentType"] == "image/png"
    assert answer["Body"].read().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_dry_run_judges_and_leaves_no_trace(audit: Audit, lake: Lake) -> None:
    audit.run_id = "dry"
    counted = audit.count(dry_run=True, send_to_rescrape=True)
    assert len(counted["suspicious"]) == 1
    assert (audit.results(), audit.pushed) == ([], {})
    with pytest.raises(AirflowSkipException, match="would have been started"):
        steps.rescrape(audit.checked(dry_run=True, send_to_rescrape=True), counted, audit.context)
    with pytest.raises(AirflowSkipException, match="1 day is suspicious"):
        steps.check_complete(audit.checked(dry_run=True), counted)
    assert not lake.s3.list_objects_v2(Bucket=lake.bucket, Prefix=chart_key("dry"))["KeyCount"]


def test_suspicious_days_go_to_one_rescrape_when_asked(audit: Audit) -> None:
    audit.list_races("gb", date(2025, 11, 12), ["gb-lost"])
    counted = audit.count()
    with pytest.raises(AirflowSkipException, match="send_to_rescrape is off"):
        steps.rescrape(audit.checked(), counted, audit.context)
    with pytest.raises(DagRunTriggerException) as started:
        steps.rescrape(audit.checked(send_to_rescrape=True), counted, audit.context)
    assert started.value.trigger_dag_id == "racing_rescrape_7_days"
    assert started.value.dag_run_id == f"completeness__{RUN}"
    assert started.value.skip_when_already_exists is True
    assert started.value.conf == {
        "start_date": "2025-11-12",
        "end_date": "2025-11-15",
        "countries": ["gb", "ire"],
    }


def test_nothing_suspicious_starts_nothing(audit: Audit) -> None:
    counted = audit.count(countries=["gb"])
    with pytest.raises(AirflowSkipException, match="no day is suspicious"):
        steps.rescrape(audit.checked(send_to_rescrape=True), counted, audit.context)


def test_suspicious_days_need_not_end_the_run_red(audit: Audit) -> None:
    counted = audit.count()
    with pytest.raises(AirflowSkipException, match="1 day is suspicious: ire"):
        steps.check_complete(audit.checked(fail_on_suspicious=False), counted)


def test_the_report_has_suspicious_days_and_countries(audit: Audit) -> None:
    counted = audit.count()
    context: Any = {"ti": SimpleNamespace(xcom_pull=lambda task_ids: counted)}
    rows = steps.finish_run(context)
    assert [(row.get("day"), row["country"]) for row in rows] == [
        ("2025-11-15", "ire"),
        (None, "gb"),
        (None, "ire"),
    ]


def test_params_that_cannot_be_used_fail_at_once(audit: Audit) -> None:
    with pytest.raises(AirflowFailException, match="end_date 2025-11-17 is not over in London"):
        audit.checked(end_date="2025-11-17")


def test_the_scheduled_run_over_a_month_compares_the_files(audit: Audit) -> None:
    def checked(start: datetime, run_type: str) -> Any:
        run = SimpleNamespace(
            run_id=RUN, run_type=run_type, data_interval_start=start, logical_date=start + timedelta(days=1)
        )
        return steps.check_params({"dag_run": run, "params": {}})["params"]["check_local"]

    first, second = datetime(2025, 10, 31, 6, tzinfo=UTC), datetime(2025, 11, 1, 6, tzinfo=UTC)
    assert [checked(first, "scheduled"), checked(second, "scheduled"), checked(first, "backfill")] == [
        True, False, False,
    ]  # fmt: skip


def test_files_with_other_rows_are_told_with_the_host(audit: Audit, lake: Lake, tmp_path: Path) -> None:
    days = [date(2025, 11, day) for day in range(10, 17)]

    def body(day: date, more: int = 0) -> bytes:
        return b"date\n" + b"x\n" * (2 * len(race_ids("gb", day)) + more)

    for day in days[1:]:
        key = f"data/dates/gb/{day:%Y_%m_%d}.csv"
        lake.s3.put_object(Bucket=lake.bucket, Key=key, Body=body(day, more=day == days[1]))
    local = tmp_path / "data" / "dates" / "gb"
    local.mkdir(parents=True)
    (local / f"{days[2]:%Y_%m_%d}.csv").write_bytes(body(days[2], more=-1))
    counted = audit.count(check_local=True, countries=["gb"])
    rows = [2 * len(race_ids("gb", day)) for day in days]
    assert [row["why"] for row in counted["suspicious"]] == [
        f"{rows[0]} rows and no CSV in S3",
        f"{rows[1]} rows, {rows[1] + 1} in its CSV in S3",
        f"{rows[2]} rows, {rows[2] - 1} in its CSV on {socket.gethostname()}",
    ]
    assert [row[3] for row in audit.results() if row[0] == "completeness_files"] == [
        *["different"] * 3,
        *["passed"] * 4,
    ]


def test_partitions_come_in_the_order_asked_for_and_absent_ones_as_none(lake: Lake) -> None:
    first, absent, last = lake.read(("ire", str(LAST)), ("ire", str(SATURDAY)), ("gb", str(LAST)))
    assert absent is None
    assert set(first["race_id"].to_pylist()) == set(race_ids("ire", LAST))
    assert last.num_rows == 2 * len(race_ids("gb", LAST))
    assert last.column_names == ["race_id"]


def test_a_table_that_does_not_exist_has_no_partitions(lake: Lake) -> None:
    wanted = [{"country": "gb", "date": str(LAST)}]
    assert read_partitions(lake.s3, lake.glue, lake.database, "none", wanted, ["race_id"]) == [None]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"PAR1 cut", DamagedPartitionError),
        (lambda: Lake.parquet(["a"]), DamagedPartitionError),
        (None, ArchiveNotFoundError),
    ],
    ids=["cut", "without the column", "no object"],
)
def test_a_partition_that_cannot_be_read_is_an_error_and_not_empty(
    lake: Lake, body: bytes | Callable[[], bytes] | None, error: type[Exception]
) -> None:
    key = ("gb", "2019-01-01")
    if body is not None:
        lake.put(*key, body() if callable(body) else body)
    lake.register([key])
    with pytest.raises(error, match=r"part-0\.parquet"):
        lake.read(key, columns=("horse",))
    lake.s3.delete_object(Bucket=lake.bucket, Key=f"{lake.folder(*key)}part-0.parquet")
    lake.glue.delete_partition(DatabaseName=lake.database, TableName=TABLE, PartitionValues=list(key))
