"""The doctor's checks against real stores, each with one thing broken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
from botocore.exceptions import ClientError

from include.devstack.aws import LocalAws
from include.devstack.ports import free_port
from include.devstack.postgres import LocalPostgres
from include.warehouse import migrate
from scorebook.doctor_checks import Finding
from scorebook.doctor_stores import check_archive, check_warehouse
from tests.fixtures.s3 import make_s3_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration


def by_name(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_whole_archive_is_ok_and_the_probe_is_gone(s3: S3Client, bucket: str) -> None:
    found = by_name(check_archive(s3, bucket))
    assert {name: finding.level for name, finding in found.items()} == {
        "S3 bucket": "ok",
        "S3 list": "ok",
        "clock against S3": "ok",
        "S3 write": "ok",
    }
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_missing_bucket_fails_and_says_what_to_do(s3: S3Client) -> None:
    (found,) = check_archive(s3, "scorebook-no-such-bucket")
    assert (found.level, found.what) == ("FAIL", "scorebook-no-such-bucket does not exist")
    assert found.mend == "Create it, or name the right one in the Airflow Variable scorebook_bucket."


def test_unreachable_archive_fails_without_a_secret(aws: LocalAws) -> None:
    client = make_s3_client(f"http://127.0.0.1:{free_port()}", retries={"total_max_attempts": 1})
    (found,) = check_archive(client, "scorebook")
    assert found.level == "FAIL"
    assert "Could not connect to the endpoint URL" in found.what
    assert aws.secret_key not in found.what + found.mend
    client.close()


@pytest.mark.parametrize(
    ("operation", "action", "name"),
    [
        ("list_objects_v2", "s3:ListBucket", "S3 list"),
        ("put_object", "s3:PutObject", "S3 write"),
        ("get_object", "s3:GetObject", "S3 write"),
        ("delete_object", "s3:DeleteObject", "S3 write"),
    ],
)
def test_each_right_that_lacks_is_named(
    s3: S3Client, bucket: str, monkeypatch: pytest.MonkeyPatch, operation: str, action: str, name: str
) -> None:
    """The local server knows no rights, so the refusal is put into the client."""

    def refuse(**_: object) -> None:
        answer = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        raise ClientError(answer, operation)  # type: ignore[arg-type]

    monkeypatch.setattr(s3, operation, refuse)
    found = by_name(check_archive(s3, bucket))[name]
    assert found.level == "FAIL"
    assert found.mend.startswith(f"Grant {action} on arn:aws:s3:::{bucket}")


def test_migrated_warehouse_is_ok(warehouse_url: str) -> None:
    found = by_name(check_warehouse(warehouse_url))
    assert {name: finding.level for name, finding in found.items()} == {
        "warehouse": "ok",
        "clock against warehouse": "ok",
        "warehouse tables": "ok",
        "warehouse rights": "ok",
    }


def test_check_leaves_no_table_behind(warehouse_url: str) -> None:
    list(check_warehouse(warehouse_url))
    with psycopg.connect(warehouse_url) as connection:
        row = connection.execute(
            "select count(*) from pg_class where relname = 'scorebook_doctor'"
        ).fetchone()
    assert row == (0,)


def test_wrong_password_fails_without_showing_it(warehouse_url: str) -> None:
    parts = urlsplit(warehouse_url)
    wrong = warehouse_url.replace(f":{parts.password}@", ":not-the-secret@")
    (found,) = check_warehouse(wrong)
    assert found.level == "FAIL"
    assert "password authentication failed" in found.what
    assert found.mend == "Correct login and password in the Airflow connection `warehouse`."
    assert "not-the-secret" not in found.what


def test_warehouse_that_does_not_answer_fails(warehouse_url: str) -> None:
    parts = urlsplit(warehouse_url)
    nowhere = warehouse_url.replace(f":{parts.port}/", f":{free_port()}/")
    (found,) = check_warehouse(nowhere)
    assert found.mend == "Start the server, or correct the Airflow connection `warehouse`."


def test_unmigrated_warehouse_fails(postgres: LocalPostgres) -> None:
    postgres.create_database("doctor_empty")
    try:
        found = by_name(check_warehouse(postgres.url("doctor_empty")))["warehouse tables"]
    finally:
        postgres.drop_database("doctor_empty")
    assert (found.level, found.what) == ("FAIL", f"at no revision, the code needs {migrate.head()}")


def test_warehouse_behind_head_fails(warehouse_url: str) -> None:
    with psycopg.connect(warehouse_url) as connection:
        connection.execute("update ops.alembic_version set version_num = 'old'")
    found = by_name(check_warehouse(warehouse_url))["warehouse tables"]
    assert (found.level, found.what) == ("FAIL", f"at old, the code needs {migrate.head()}")


@pytest.fixture
def reader_url(warehouse_url: str) -> Iterable[str]:
    """The warehouse as a role that may only read."""
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        connection.execute("create role doctor_reader login password 'reader'")
        connection.execute("grant usage on schema ops, raw_data to doctor_reader")
        connection.execute("grant select on all tables in schema ops, raw_data to doctor_reader")
    parts = urlsplit(warehouse_url)
    yield f"postgresql://doctor_reader:reader@{parts.hostname}:{parts.port}{parts.path}"
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        connection.execute("drop owned by doctor_reader")
        connection.execute("drop role doctor_reader")


def test_role_that_may_only_read_fails(reader_url: str) -> None:
    found = by_name(check_warehouse(reader_url))["warehouse rights"]
    assert found.level == "FAIL"
    assert "ops.ingest_ledger" in found.what
    assert found.mend.startswith("Grant select, insert, update and delete")


def test_read_only_server_fails(warehouse_url: str) -> None:
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        connection.execute(f"alter database {connection.info.dbname} set default_transaction_read_only = on")
    found = by_name(check_warehouse(warehouse_url))["warehouse rights"]
    assert found.level == "FAIL"
    assert "read-only replica" in found.mend
