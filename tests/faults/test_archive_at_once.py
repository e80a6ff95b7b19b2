"""Two runs archive the same games at the same moment."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from include.espn import summary
from include.espn.archive import DATASET
from include.warehouse import ledger
from tests.faults.archive_scenario import ArchiveScenario
from tests.faults.world import World, undisturbed
from tests.fixtures.simulator import SimulatorServer

pytestmark = [pytest.mark.faults, pytest.mark.integration]
ROUNDS = 5


def test_two_runs_at_once_leave_what_one_leaves(world: World) -> None:
    scenario = ArchiveScenario(world, 3)
    expected = undisturbed(scenario)
    for _ in range(ROUNDS):
        scenario.prepare()
        jobs = [world.prepared(scenario.job(run), name=run) for run in ("run-1", "run-2")]
        codes = world.worker.run(*jobs)
        assert codes == [0, 0], [world.outcome(job).get("traceback") for job in jobs]
        assert (world.objects(), world.rows()) == (expected.objects, expected.rows)
        assert world.payloads() == []


@pytest.fixture
def corrected_source() -> Iterator[SimulatorServer]:
    """A second source, which tells another version of every game."""
    server = SimulatorServer()
    yield server
    server.stop()


def test_two_runs_with_different_answers_leave_each_game_in_one_version(
    world: World, corrected_source: SimulatorServer
) -> None:
    scenario = ArchiveScenario(world, 3)
    for game in scenario.games:
        corrected_source.mark(game, corrected=True)
    for _ in range(ROUNDS):
        scenario.prepare()
        jobs = [world.prepared(scenario.job(run), name=run) for run in ("run-1", "run-2")]
        jobs[1]["environment"]["AIRFLOW_CONN_ESPN_API"] = json.dumps(
            {"conn_type": "http", "host": corrected_source.espn_url}
        )
        codes = world.worker.run(*jobs)
        assert codes == [0, 0], [world.outcome(job).get("traceback") for job in jobs]
        assert all(len(set(versions)) == 1 for versions in stored_versions(scenario).values())
        entries = ledger.read(world.connection, DATASET, scenario.games)
        assert {entry.status for entry in entries.values()} == {ledger.Status.STORED}

        job = scenario.job("run-3")
        for item in job["group"]["items"]:
            item["refetch"] = True
        assert world.run(job)[0] == 0
        assert stored_hashes(scenario) == {
            game: {entry.content_hash}
            for game, entry in ledger.read(world.connection, DATASET, scenario.games).items()
        }


def stored_versions(scenario: ArchiveScenario) -> dict[str, list[bytes]]:
    world = scenario.world
    return {
        game: [
            world.s3.get_object(Bucket=world.bucket, Key=key)["Body"].read()
            for key in scenario.prefixes.game_keys(game)
        ]
        for game in scenario.games
    }


def stored_hashes(scenario: ArchiveScenario) -> dict[str, set[str]]:
    return {
        game: {summary.fingerprint(body) for body in versions}
        for game, versions in stored_versions(scenario).items()
    }
