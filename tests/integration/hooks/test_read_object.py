"""`python -m scorebook.read_object`: one object through the connection `aws_default`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from include.devstack.aws import LocalAws
from include.errors import ArchiveError, ParamError
from include.lake.s3_errors import ArchiveNotFoundError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def connection(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {
        "conn_type": "aws",
        "login": aws.access_key,
        "password": aws.secret_key,
        "extra": {"endpoint_url": aws.endpoint, "region_name": aws.region},
    }
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(fields))


def test_the_bytes_come_as_they_are_stored(s3: S3Client, bucket: str) -> None:
    from scorebook.read_object import read

    s3.put_object(Bucket=bucket, Key="a folder/ü.json", Body=b"\x1f\x8b\x00")
    assert read(f"s3://{bucket}/a folder/ü.json") == b"\x1f\x8b\x00"


def test_an_absent_object_is_said_to_be_absent(bucket: str) -> None:
    from scorebook.read_object import read

    with pytest.raises(ArchiveNotFoundError, match=r"none\.json"):
        read(f"s3://{bucket}/none.json")


def test_without_the_connection_it_says_so(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk.exceptions import AirflowNotFoundException

    from scorebook import read_object

    def absent() -> None:
        raise AirflowNotFoundException("no connection aws_default")

    monkeypatch.setattr(read_object, "s3_client", absent)
    with pytest.raises(ArchiveError, match="make doctor"):
        read_object.read(f"s3://{bucket}/a.json")


@pytest.mark.parametrize("address", ["s3://bucket", "s3://bucket/", "s3:///key", "bucket/key", "http://a/b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    from scorebook.read_object import bucket_and_key

    with pytest.raises(ParamError, match="expected an address as s3://bucket/key"):
        bucket_and_key(address)


def test_a_key_may_hold_what_an_address_may_not() -> None:
    from scorebook.read_object import bucket_and_key

    assert bucket_and_key("s3://bucket/a?b#c%20d") == ("bucket", "a?b#c%20d")
