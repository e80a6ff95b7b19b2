"""A catalog, and a table of races in a database of its own for each test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from include.devstack.aws import LocalAws
from include.lake.partition_table import LakeTable
from tests.integration.lake.partitions import Lake, make_glue_client, make_table

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client


@pytest.fixture(scope="session")
def glue(aws: LocalAws) -> Iterator[GlueClient]:
    client = make_glue_client(aws.endpoint)
    yield client
    client.close()


@pytest.fixture
def lake_table(bucket: str, glue: GlueClient) -> Iterator[LakeTable]:
    table = make_table(bucket, f"lake_{uuid.uuid4().hex[:12]}")
    yield table
    if any(found["Name"] == table.database for found in glue.get_databases()["DatabaseList"]):
        glue.delete_database(Name=table.database)


@pytest.fixture
def lake(s3: S3Client, glue: GlueClient, lake_table: LakeTable) -> Lake:
    return Lake(s3, glue, lake_table)
