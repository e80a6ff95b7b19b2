"""The doctor's checks of the two stores: the archive in S3 and the warehouse in PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy.exc
from botocore.exceptions import BotoCoreError, ClientError

from include.warehouse import migrate
from scorebook.doctor_checks import Finding, check_clock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PROBE_FOLDER = "_scorebook_doctor/"
OLDEST_POSTGRES = 14
SCHEMAS = ["raw_data", "ops", "nba"]
NOT_WRITABLE = """
select n.nspname || '.' || c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any(%s) and c.relkind in ('r', 'p') and c.relname <> 'alembic_version'
  and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
           and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
order by 1
"""


def check_archive(client: S3Client, bucket: str) -> Iterator[Finding]:
    """Ask S3 for everything that the workflows ask of it, with a probe object that is deleted again."""
    try:
        client.head_bucket(Bucket=bucket)
    except (ClientError, BotoCoreError) as error:
        yield _s3_trouble("S3 bucket", bucket, error)
        return
    yield Finding("ok", "S3 bucket", bucket)
    try:
        answer = client.list_objects_v2(Bucket=bucket, MaxKeys=1)
    except (ClientError, BotoCoreError) as error:
        mend = f"Grant s3:ListBucket on arn:aws:s3:::{bucket}; without it S3 calls absent keys forbidden."
        yield Finding("FAIL", "S3 list", _first_line(error), mend)
    else:
        yield Finding("ok", "S3 list", "s3:ListBucket is granted")
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        if date:
            server = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC)
            yield check_clock("clock against S3", server, datetime.now(UTC))
    yield from _check_probe(client, bucket)


def _check_probe(client: S3Client, bucket: str) -> Iterator[Finding]:
    key = f"{PROBE_FOLDER}{uuid.uuid4()}"
    step = "s3:PutObject"
    try:
        client.put_object(Bucket=bucket, Key=key, Body=b"probe", IfNoneMatch="*")
        step = "s3:GetObject"
        body = client.get_object(Bucket=bucket, Key=key)["Body"].read()
        step = "s3:DeleteObject"
        client.delete_object(Bucket=bucket, Key=key)
    except (ClientError, BotoCoreError) as error:
        mend = f"Grant {step} on arn:aws:s3:::{bucket}/*."
        yield Finding("FAIL", "S3 write", f"{step}: {_first_line(error)}", mend)
        return
    if body != b"probe":
        yield Finding(
            "FAIL", "S3 write", f"{key} came back changed", "Use a store that keeps what it is given."
        )
        return
    yield Finding("ok", "S3 write", "put, get and delete")


def check_warehouse(url: str) -> Iterator[Finding]:
    """Ask PostgreSQL for its version, its tables and our rights.

    :param url: address for libpq, with credentials; it is not shown.
    """
    try:
        connection = psycopg.connect(url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        words = _first_line(error)
        wrong = "password" in words or "role" in words
        mend = "Correct login and password in" if wrong else "Start the server, or correct"
        yield Finding("FAIL", "warehouse", words, f"{mend} the Airflow connection `warehouse`.")
        return
    with connection:
        info = connection.info
        major = info.server_version // 10000
        where = f"PostgreSQL {major}, database {info.dbname} at {info.host}"
        old = f"Move the warehouse to PostgreSQL {OLDEST_POSTGRES} or newer."
        fine = major >= OLDEST_POSTGRES
        yield Finding("ok" if fine else "FAIL", "warehouse", where, "" if fine else old)
        clock = connection.execute("select clock_timestamp()").fetchone()
        assert clock is not None
        yield check_clock("clock against warehouse", clock[0], datetime.now(UTC))
        yield _check_migrations(url)
        yield _check_rights(connection)


def _check_migrations(url: str) -> Finding:
    head = migrate.head()
    try:
        current = migrate.current(url)
    except sqlalchemy.exc.SQLAlchemyError as error:
        return Finding("FAIL", "warehouse tables", _first_line(error), "Grant usage on schema ops.")
    if current == head:
        return Finding("ok", "warehouse tables", f"at {head}")
    what = f"at {current or 'no revision'}, the code needs {head}"
    mend = "Run python -m include.warehouse.migrate with SCOREBOOK_WAREHOUSE_URL set (locally: make up)."
    return Finding("FAIL", "warehouse tables", what, mend)


def _check_rights(connection: psycopg.Connection[Any]) -> Finding:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("create temporary table scorebook_doctor (probe integer)")
            refused = [row[0] for row in connection.execute(NOT_WRITABLE, [SCHEMAS])]
    except psycopg.Error as error:
        mend = "Use a role that may write and a server that is not a read-only replica."
        return Finding("FAIL", "warehouse rights", _first_line(error), mend)
    if refused:
        mend = "Grant select, insert, update and delete on all tables of raw_data, nba and ops to the role."
        return Finding("FAIL", "warehouse rights", f"may not write {', '.join(refused)}", mend)
    return Finding("ok", "warehouse rights", "may write")


def _s3_trouble(name: str, bucket: str, error: ClientError | BotoCoreError) -> Finding:
    status = _s3_status(error)
    if status == 404:
        mend = "Create it, or name the right one in the Airflow Variable scorebook_bucket."
        return Finding("FAIL", name, f"{bucket} does not exist", mend)
    if status in (401, 403):
        mend = "Correct the keys or role of the Airflow connection `aws_default`, and grant s3:ListBucket."
        return Finding("FAIL", name, f"{bucket}: {_first_line(error)}", mend)
    mend = (
        "Let this machine reach S3, or correct region and endpoint of the Airflow connection `aws_default`."
    )
    return Finding("FAIL", name, f"{bucket}: {_first_line(error)}", mend)


def _s3_status(error: ClientError | BotoCoreError) -> int | None:
    return error.response["ResponseMetadata"]["HTTPStatusCode"] if isinstance(error, ClientError) else None


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
