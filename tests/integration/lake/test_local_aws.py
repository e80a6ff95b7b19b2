"""The local S3 server keeps what it is given and is seen by nobody else."""

from __future__ import annotations

from pathlib import Path

import boto3
import psutil
import pytest

from include.devstack.aws import LocalAws
from include.devstack.local_server import LocalServerError
from include.devstack.ports import free_port
from tests.fixtures.s3 import make_s3_client

pytestmark = pytest.mark.integration


def glue_client(server: LocalAws):
    return boto3.client(
        "glue",
        endpoint_url=server.endpoint,
        region_name=server.region,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
    )


def test_s3_and_glue_survive_stop_and_start(tmp_path: Path) -> None:
    server = LocalAws(tmp_path / "aws", free_port())
    server.start()
    try:
        s3, glue = make_s3_client(server.endpoint), glue_client(server)
        s3.create_bucket(Bucket="archive")
        s3.put_object(Bucket="archive", Key="a/b.json", Body=b"{}", Metadata={"sha256": "f00"})
        glue.create_database(DatabaseInput={"Name": "lake"})
        glue.create_table(DatabaseName="lake", TableInput={"Name": "races"})
        server.stop()
        assert not server.is_running()

        server.start()

        assert s3.get_object(Bucket="archive", Key="a/b.json")["Body"].read() == b"{}"
        assert s3.head_object(Bucket="archive", Key="a/b.json")["Metadata"] == {"sha256": "f00"}
        assert [table["Name"] for table in glue.get_tables(DatabaseName="lake")["TableList"]] == ["races"]
        s3.close()
        glue.close()
    finally:
        server.stop()


def test_it_listens_on_loopback_only(aws: LocalAws) -> None:
    listeners = [
        (connection.laddr.ip, connection.laddr.port)
        for connection in psutil.Process(aws.pid()).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]

    assert listeners == [("127.0.0.1", aws.port)]


def test_starting_twice_keeps_the_one_server(aws: LocalAws) -> None:
    before = aws.pid()

    LocalAws(aws.directory, aws.port).start()

    assert aws.pid() == before


def test_a_taken_port_is_named(aws: LocalAws, tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match=f"port {aws.port}"):
        LocalAws(tmp_path / "other", aws.port).start()
