"""The fixture of the end-to-end tests of the racing workflows."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import psycopg
import pytest

from include.devstack.aws import LocalAws
from tests.e2e.racing_world import Racing
from tests.fixtures.stack import RunningStack


@pytest.fixture
def racing(stack: RunningStack) -> Iterator[Racing]:
    """The workflows, unpaused and idle, in front of a source without faults; left paused and idle."""
    glue = boto3.client(
        "glue",
        endpoint_url=stack.stack.aws.endpoint,
        region_name=LocalAws.region,
        aws_access_key_id=LocalAws.access_key,
        aws_secret_access_key=LocalAws.secret_key,
    )
    with psycopg.connect(stack.warehouse_url, autocommit=True) as connection:
        world = Racing(stack, glue, connection)
        world.reset_source()
        for workflow in (world.rescrape, world.retry):
            stack.api.unpause(workflow.id)
        world.forget_requests()
        try:
            yield world
        finally:
            for workflow in (world.rescrape, world.retry):
                workflow.end_runs()
                workflow.pause()
            world.reset_source()
            glue.close()
