"""`bulk_reader` reads with what the Airflow connection says, by obstore or, where it cannot, by boto3."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.credentials import Credentials

from include.devstack.aws import LocalAws
from include.errors import ArchiveBucketMissingError, ArchiveForbiddenError, ArchiveUnavailableError
from include.lake.bulk_read import Fetched
from include.lake.obstore_store import why_not_obstore
from include.lake.s3_errors import ArchiveNotFoundError
from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.lost_reply import LostReplies

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def connect(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the connection `aws_default`; `extra` goes over the local server's."""

    def set_connection(**extra: Any) -> None:
        connection = {
            "conn_type": "aws",
            "login": aws.access_key,
            "password": aws.secret_key,
            "extra": {"endpoint_url": aws.endpoint, "region_name": aws.region, **extra},
        }
        monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(connection))

    return set_connection


def read_all(bucket: str, keys: list[str]) -> list[Any]:
    from scorebook.hooks.bulk_read import bulk_reader

    with bulk_reader(bucket) as reader:
        return list(reader.read(keys))


def boto3_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if "is read with boto3" in record.getMessage()]


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="scorebook.hooks.bulk_read")


def test_objects_are_read_with_obstore(
    aws_connection: str, s3: S3Client, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    s3.put_object(Bucket=bucket, Key="2.json", Body=b"{}")

    absent, fetched = read_all(bucket, ["1.json", "2.json"])

    assert isinstance(absent, ArchiveNotFoundError)
    assert isinstance(fetched, Fetched)
    assert fetched.body == b"{}"
    assert boto3_lines(caplog) == []


def test_the_connection_wins_over_the_environment(
    aws_connection: str, s3: S3Client, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.put_object(Bucket=bucket, Key="1.json", Body=b"{}")
    for name in ("AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "true")

    (fetched,) = read_all(bucket, ["1.json"])

    assert fetched.body == b"{}"


def test_a_bucket_that_is_missing_is_named(aws_connection: str) -> None:
    with pytest.raises(ArchiveBucketMissingError, match="no-such-bucket"):
        read_all("no-such-bucket", ["1.json"])


def test_the_requests_of_one_object_are_nine_at_worst(connect: Any, aws: LocalAws, bucket: str) -> None:
    proxy = LostReplies(aws.port, "GET", instead=(503, "SlowDown"))
    proxy.lose = 100
    with proxy.running() as endpoint:
        connect(endpoint_url=endpoint, config_kwargs={"retries": {"total_max_attempts": 3}})
        with pytest.raises(ArchiveUnavailableError):
            read_all(bucket, ["1.json"])
    assert proxy.lost == 9


def test_what_obstore_cannot_express_is_read_with_boto3_and_one_line_says_why(
    connect: Any, s3: S3Client, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    s3.put_object(Bucket=bucket, Key="1.json", Body=b"{}")
    connect(config_kwargs={"s3": {"use_accelerate_endpoint": False, "addressing_style": "virtual"}})

    from scorebook.hooks.bulk_read import bulk_reader

    bulk_reader(bucket, concurrency=32).close()

    assert boto3_lines(caplog) == [
        f"{bucket} is read with boto3, 10 objects at once, because the connection sets s3.addressing_style."
    ]


def test_where_obstore_cannot_be_used_whole_objects_are_boto3s_and_one_line_says_why(
    connect: Any, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    from scorebook.hooks.obstore import s3_client_and_objects

    caplog.set_level(logging.INFO, logger="scorebook.hooks.obstore")
    connect(config_kwargs={"s3": {"addressing_style": "virtual"}})

    client, objects = s3_client_and_objects(bucket)

    client.close()
    assert objects is None
    assert [record.getMessage() for record in caplog.records if record.name == "scorebook.hooks.obstore"] == [
        f"{bucket} is read and written with boto3, because the connection sets s3.addressing_style."
    ]


def test_unsigned_requests_go_through_boto3(
    connect: Any, s3: S3Client, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    s3.put_object(Bucket=bucket, Key="1.json", Body=b"{}")
    connect(config_kwargs={"signature_version": "unsigned"})

    (fetched,) = read_all(bucket, ["1.json"])

    assert fetched.body == b"{}"
    assert len(boto3_lines(caplog)) == 1


def test_a_role_is_assumed(connect: Any, aws: LocalAws, s3: S3Client, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="1.json", Body=b"{}")
    connect(
        role_arn="arn:aws:iam::000000000000:role/reader",
        service_config={"sts": {"endpoint_url": aws.endpoint}},
    )

    (fetched,) = read_all(bucket, ["1.json"])

    assert fetched.body == b"{}"


def test_credentials_that_cannot_be_found_are_an_error_of_the_archive(
    connect: Any, aws: LocalAws, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    connection = {"conn_type": "aws", "extra": {"endpoint_url": aws.endpoint, "region_name": aws.region}}
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(connection))

    with pytest.raises(ArchiveForbiddenError, match="There are no credentials"):
        read_all(bucket, ["1.json"])


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, None),
        ({"s3": {"addressing_style": "path"}}, None),
        ({"retries": {"mode": "standard", "total_max_attempts": 2}, "read_timeout": 5}, None),
        ({"s3": {"addressing_style": "virtual"}}, "s3.addressing_style"),
        ({"s3": {"use_accelerate_endpoint": True}}, "s3.use_accelerate_endpoint"),
        ({"proxies": {"http": "http://127.0.0.1:9"}}, "proxies"),
        ({"client_cert": "client.pem"}, "client_cert"),
        ({"signature_version": "s3"}, "signature_version s3"),
        ({"use_dualstack_endpoint": True}, "use_dualstack_endpoint"),
    ],
)
def test_settings_of_a_connection_decide(settings: dict[str, Any], reason: str | None) -> None:
    endpoint = None if "use_dualstack_endpoint" in settings else "http://127.0.0.1:9"
    client = make_s3_client(endpoint, **settings)  # type: ignore[arg-type]

    found = why_not_obstore(client, Credentials("a", "b"))

    client.close()
    assert found == (f"the connection sets {reason}" if reason else None)


@pytest.mark.parametrize(
    ("verify", "bundle", "reason"),
    [
        (None, None, None),
        (True, None, None),
        (False, None, "the connection sets verify to False"),
        ("own-ca.pem", None, "the connection sets verify to own-ca.pem"),
        (None, "own-ca.pem", "the environment names certificates of its own (own-ca.pem)"),
    ],
)
def test_certificates_decide(
    verify: bool | str | None, bundle: str | None, reason: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    client = make_s3_client("https://127.0.0.1:9")
    if bundle:
        monkeypatch.setenv("AWS_CA_BUNDLE", bundle)

    found = why_not_obstore(client, Credentials("a", "b"), verify=verify)

    client.close()
    assert found == reason


def test_obstore_that_cannot_be_imported_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    client = make_s3_client("http://127.0.0.1:9")

    found = why_not_obstore(client, Credentials("a", "b"))

    client.close()
    assert found is not None
    assert found.startswith("obstore cannot be imported")


FORKED = """
import os, sys
from botocore.credentials import Credentials
from include.lake.obstore_get import obstore_get
from include.lake.obstore_store import why_not_obstore
from tests.fixtures.s3 import make_s3_client
client = make_s3_client("http://127.0.0.1:9")
obstore_get(client, Credentials("a", "b"), "bucket")
child = os.fork()
if child == 0:
    os._exit(0 if "forked" in (why_not_obstore(client, Credentials("a", "b")) or "") else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_process_forked_after_obstore_was_used_reads_with_boto3() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], cwd=REPOSITORY, timeout=180)

    assert done.returncode == 0
