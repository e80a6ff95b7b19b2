"""Programs that look at the Dockerfile and the compose file, from `.venv-containers`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / ".venv-containers"
# The program itself: the script in `bin` ends with 0 whatever became of it.
FOLDERS = {"docker-compose": "lib/python3.*/site-packages/compose"}


def run(program: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one of the programs, without the settings of whoever runs the tests.

    :param variables: its environment, but for PATH and HOME.
    """
    found = list(TOOLS.glob(f"{FOLDERS.get(program, 'bin')}/{program}"))
    if not found:
        how = "python3 include/devstack/setup.py containers"
        pytest.skip(f"{TOOLS} has no {program}: `{how}` makes it on Linux on x86-64")
    return subprocess.run(
        [str(found[0]), *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
