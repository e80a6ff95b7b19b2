"""Run the doctor in the environment of the Airflow that it is to look at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from include.control.errors import PlatformUnreachableError

METADATA = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
QUIET = {"AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"}


def run(environment: Mapping[str, str], *, sources: str | None = None) -> int:
    """Run `python -m scorebook.doctor` and return its exit code.

    :param sources: `off` makes no request to a source.

    An environment that names Airflow's database is taken as it is; otherwise the local platform's is used.

    :raises PlatformUnreachableError: the environment names none, and there is no local platform.
    """
    # Needs Airflow, which this floor never imports.
    command = [sys.executable, "-m", "scorebook.doctor", *(["--sources", sources] if sources else [])]
    return subprocess.run(command, env=airflow_environment(environment), check=False).returncode


def airflow_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command that reads Airflow's connections and Variables.

    :raises PlatformUnreachableError: as `run`.
    """
    found = environment if environment.get(METADATA) else _local(environment)
    return {**QUIET, **found}


def _local(environment: Mapping[str, str]) -> Mapping[str, str]:
    # Production names its database, and has no local platform.
    from include.devstack import state
    from include.devstack.stack import Stack

    directory = state.home(state.settings(environment))
    if not (directory / "state.json").exists():
        raise PlatformUnreachableError(
            f"There is no local platform in {directory}: start one with `make up`, "
            f"or set {METADATA} and the rest of Airflow's environment."
        )
    return Stack(directory).environment
