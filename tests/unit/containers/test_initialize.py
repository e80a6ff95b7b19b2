"""The one-shot service refuses users without passwords of their own outside of a developer's machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "include" / "containers" / "initialize.sh"
SIMPLE = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script where no secret is, so that it ends before it does anything."""
    known = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        ["sh", str(SCRIPT)], env=known, capture_output=True, text=True, check=False, timeout=180
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"AIRFLOW__CORE__AUTH_MANAGER": SIMPLE},
        {"AIRFLOW__CORE__AUTH_MANAGER": SIMPLE, "SCOREBOOK_ENV": "production"},
        # Airflow's default is that manager.
        {"SCOREBOOK_ENV": "production"},
    ],
)
def test_simple_auth_manager_is_refused_in_production(environment: dict[str, str]) -> None:
    done = run(**environment)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "set SCOREBOOK_AUTH_MANAGER to FAB's class" in done.stderr


def test_simple_auth_manager_is_let_through_on_a_developers_machine() -> None:
    done = run(AIRFLOW__CORE__AUTH_MANAGER=SIMPLE, SCOREBOOK_ENV="local")
    assert "SimpleAuthManager" not in done.stderr
    assert "/run/secrets/warehouse_url" in done.stderr
