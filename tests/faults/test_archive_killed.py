"""The archiving task is killed at each of its writes; a run afterwards leaves what no kill would have left.

Every failing case prints the command that replays it.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from include.espn import summary
from include.espn.archive import DATASET
from include.lake.buffer import clean_buffers
from include.warehouse import ledger
from tests.faults.archive_scenario import ArchiveScenario
from tests.faults.steps import Fault, When
from tests.faults.world import KILLED, Walk, World, chosen, undisturbed

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("run_id", "new", "loses_buffers"),
    [("run-1", 3, False), ("run-2", 1, False), ("run-2", 1, True)],
    ids=["retry", "next_run", "next_run_on_another_worker"],
)
def test_killed_at_every_write_then_run_again(
    world: World, run_id: str, new: int, loses_buffers: bool, request: pytest.FixtureRequest
) -> None:
    scenario = ArchiveScenario(world, new)
    expected = undisturbed(scenario)
    walk = Walk(scenario, expected, request.node.nodeid, second_run_id=run_id, loses_buffers=loses_buffers)
    walk.go(expected.cases("kill", reads=False))


def test_killed_replacement_leaves_one_version_even_if_the_next_run_asks_for_nothing_that_is_whole(
    world: World,
) -> None:
    scenario = ArchiveScenario(world, 0)
    game = scenario.corrected
    for fault in chosen(undisturbed(scenario).cases("kill", reads=False)):
        scenario.prepare()
        assert world.run(scenario.job("run-1"), fault)[0] == KILLED
        shutil.rmtree(world.data_dir / "tmp", ignore_errors=True)
        job = scenario.job("run-2")
        for item in job["group"]["items"]:
            item["refetch"] = False
        assert world.run(job)[0] == 0
        versions = {
            world.s3.get_object(Bucket=world.bucket, Key=key)["Body"].read()
            for key in scenario.prefixes.game_keys(game)
        }
        entry = ledger.read(world.connection, DATASET, [game])[game]
        hashes = {summary.fingerprint(body) for body in versions}
        assert (len(versions), hashes) == (1, {entry.content_hash}), fault


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_a_kill_leaves_of_a_file_is_removed_once_it_is_old(world: World, when: When) -> None:
    scenario = ArchiveScenario(world, 1)
    steps = undisturbed(scenario).steps
    for number in [number for number, name in enumerate(steps, start=1) if name.startswith("file")]:
        scenario.prepare()
        code, _ = world.run(scenario.job("run-1"), Fault(number, when, "kill"))
        assert code == KILLED
        assert world.run(scenario.job("run-1"))[0] == 0
        tomorrow = datetime.now(UTC) + timedelta(hours=25)
        assert clean_buffers(world.data_dir, timedelta(hours=24), now=tomorrow).failures == ()
        assert [path for path in (world.data_dir / "tmp").rglob("*") if path.is_file()] == []
