"""`at_once`: so many instances of the fetching task work in a run, the others wait deferred."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
from airflow.sdk.exceptions import TaskDeferred

from include.errors import ParamError, SourceNotJsonError
from include.espn.archive import DATASET
from include.warehouse.lanes import take_lane
from scorebook.pausing import LANE_PAUSE
from tests.fixtures.simulator import SimulatorServer
from tests.integration.operators.archiving import DAY, ArchiveTask, games_group

pytestmark = pytest.mark.integration

SECONDS = 20


@pytest.fixture
def game(espn: SimulatorServer) -> str:
    """A final game; the request log is empty."""
    found = str(espn.games(DAY)[0]["id"])
    espn.reset_requests()
    return found


@contextmanager
def others_at_work(warehouse_url: str, count: int, run_id: str = "run-1") -> Iterator[list[Any]]:
    """Other instances that hold their lanes."""
    connections = [psycopg.connect(warehouse_url, autocommit=True) for _ in range(count)]
    try:
        for connection in connections:
            take_lane(connection, f"{DATASET}/{run_id}", count)
        yield connections
    finally:
        for connection in connections:
            connection.close()


def run_when_free(archive_task: ArchiveTask, group: Any, at_once: str) -> Any:
    """Resume as the trigger does, until a lane is free."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return archive_task.run(group, at_once=at_once, resumed=True)
        except TaskDeferred:
            assert time.monotonic() < deadline, "no lane became free"


def test_the_third_of_three_defers_and_goes_on_when_a_lane_is_free(
    archive_task: ArchiveTask, espn: SimulatorServer, game: str, warehouse_url: str
) -> None:
    group = games_group(game)
    with others_at_work(warehouse_url, 2) as others:
        with pytest.raises(TaskDeferred) as deferred:
            archive_task.run(group, at_once="2")
        assert isinstance(deferred.value.trigger, TimeDeltaTrigger)
        assert (deferred.value.method_name, LANE_PAUSE) == ("resume", timedelta(seconds=10))
        assert (espn.requests()["total"], archive_task.entry(game)) == (0, None)
        assert (archive_task.tally["stored"], archive_task.tally["failed"]) == (0, 0)
        others[0].close()
        assert run_when_free(archive_task, group, "2")["stored"] == 1
    assert archive_task.stored(game) == [game]


def test_others_of_another_run_are_not_waited_for(
    archive_task: ArchiveTask, espn: SimulatorServer, game: str, warehouse_url: str
) -> None:
    with others_at_work(warehouse_url, 1, run_id="run-2"):
        assert archive_task.run(games_group(game), at_once="1")["stored"] == 1


def test_without_a_limit_nobody_is_waited_for(
    archive_task: ArchiveTask, espn: SimulatorServer, game: str, warehouse_url: str
) -> None:
    with others_at_work(warehouse_url, 1):
        assert archive_task.run(games_group(game))["stored"] == 1


def test_a_failed_instance_leaves_its_lane_free(
    archive_task: ArchiveTask, espn: SimulatorServer, game: str
) -> None:
    espn.add_faults({"match": game, "kind": "html"})
    with pytest.raises(SourceNotJsonError):
        archive_task.run(games_group(game), at_once="1")
    espn.clear()
    assert run_when_free(archive_task, games_group(game), "1")["stored"] == 1


@pytest.mark.parametrize("at_once", ["0", "-1", "2.5", "many", "None"])
def test_a_limit_that_cannot_be_meant_is_refused_in_a_sentence(
    archive_task: ArchiveTask, espn: SimulatorServer, game: str, at_once: str
) -> None:
    with pytest.raises(ParamError, match="at_once must be a whole number from 1 on, or empty, got"):
        archive_task.run(games_group(game), at_once=at_once)
    assert espn.requests()["total"] == 0
