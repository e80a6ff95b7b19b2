"""Discovery is killed, or fails, at each of its steps; a run afterwards leaves what no fault would have left.

Every failing case prints the command that replays it.
"""

from __future__ import annotations

import pytest

from tests.faults.discovery_scenario import DiscoveryScenario
from tests.faults.steps import Kind
from tests.faults.world import Walk, World, undisturbed

pytestmark = [pytest.mark.faults, pytest.mark.integration]


@pytest.mark.parametrize("run_id", ["run-1", "run-2"], ids=["retry", "next_run"])
def test_killed_at_every_write_then_run_again(
    world: World, run_id: str, request: pytest.FixtureRequest
) -> None:
    scenario = DiscoveryScenario(world)
    expected = undisturbed(scenario)
    walk = Walk(scenario, expected, request.node.nodeid, second_run_id=run_id)
    walk.go(expected.cases("kill", reads=False))


@pytest.mark.parametrize("kind", ["error", "cut"])
def test_error_at_every_step_then_run_again(world: World, kind: Kind, request: pytest.FixtureRequest) -> None:
    scenario = DiscoveryScenario(world)
    expected = undisturbed(scenario)
    walk = Walk(scenario, expected, request.node.nodeid)
    walk.go(expected.cases(kind, reads=True))
