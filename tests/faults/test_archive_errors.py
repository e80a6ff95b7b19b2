"""Each I/O step of the archiving task raises or loses its connection, before or after it took effect.

The run is repeated without faults and has to leave what an undisturbed run leaves. Every failing case
prints the command that replays it.
"""

from __future__ import annotations

import pytest

from tests.faults.archive_scenario import ArchiveScenario
from tests.faults.steps import Kind
from tests.faults.world import Walk, World, undisturbed

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.mark.parametrize("kind", ["error", "cut"])
def test_error_at_every_step_then_run_again(world: World, kind: Kind, request: pytest.FixtureRequest) -> None:
    scenario = ArchiveScenario(world, 1)
    expected = undisturbed(scenario)
    walk = Walk(scenario, expected, request.node.nodeid)
    walk.go(expected.cases(kind, reads=True))
