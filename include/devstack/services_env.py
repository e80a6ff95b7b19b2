"""The Python environment of the stand-ins for cloud services, apart from Airflow's: their pins clash."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


class ServicesError(RuntimeError):
    """There is no such environment. The message says how to make it."""


def services_python() -> Path:
    """Return its interpreter: below SCOREBOOK_SERVICES_VENV, else below `.venv-services`.

    :raises ServicesError: it is not there.
    """
    environment = Path(os.environ.get("SCOREBOOK_SERVICES_VENV") or REPOSITORY / ".venv-services")
    python = environment / "bin" / "python"
    if not python.exists():
        raise ServicesError(
            f"There is no environment of services at {environment}. Make it with: "
            f"cd {REPOSITORY / 'include/devstack/services'} && "
            f"UV_PROJECT_ENVIRONMENT={environment} uv sync --frozen --compile-bytecode"
        )
    return python
