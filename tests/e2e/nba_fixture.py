"""The fixture of the end-to-end tests of NBA.com's workflows."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.e2e.nba_world import Nba
from tests.fixtures.stack import RunningStack


@pytest.fixture
def nba(stack: RunningStack) -> Iterator[Nba]:
    """The workflows, unpaused and idle, in front of a source without faults; left paused and idle."""
    with psycopg.connect(stack.warehouse_url, autocommit=True) as connection:
        world = Nba(stack, connection)
        world.begin()
        for workflow in (world.daily, world.season):
            stack.api.unpause(workflow.id)
        world.forget_requests()
        try:
            yield world
        finally:
            for workflow in (world.daily, world.season):
                workflow.end_runs()
                workflow.pause()
            world.end()
