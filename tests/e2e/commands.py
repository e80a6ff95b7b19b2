"""`python -m include.control` against a running platform, as a person types it, and the DAG of its tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from include.devstack.state import REPOSITORY
from tests.fixtures.stack import RUN_LIMIT, RunningStack

DAG = "espn_incremental"
# On the second the clock goes back in New York.
FIRST, LAST = "2025-11-01", "2025-11-02"
DRY_RUN = '{"dry_run": true}'


@pytest.fixture
def unpaused(stack: RunningStack) -> Iterator[RunningStack]:
    """The platform with the DAG unpaused; paused again afterwards."""
    stack.api.unpause(DAG)
    yield stack
    stack.api.patch(f"/dags/{DAG}", {"is_paused": True})


def control(stack: RunningStack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command as a person would, against this platform."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCOREBOOK_API")}
    environment["SCOREBOOK_HOME"] = str(stack.stack.directory)
    return subprocess.run(
        [sys.executable, "-m", "include.control", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=RUN_LIMIT,
        check=False,
    )
