"""`python -m include.control` against a running platform, as a person types it."""

from __future__ import annotations

import os
import subprocess
import sys

from include.devstack.state import REPOSITORY
from tests.fixtures.stack import RUN_LIMIT, RunningStack


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
