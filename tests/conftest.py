"""Fixtures of all tests live in `tests/fixtures`, one file per outside system.

Airflow reads its settings when it is first imported, so they are set here, before any test module is.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

_airflow_home = tempfile.mkdtemp(prefix="scorebook-tests-")
atexit.register(shutil.rmtree, _airflow_home, ignore_errors=True)
os.environ.update(
    AIRFLOW_HOME=_airflow_home,
    AIRFLOW__CORE__DAGS_FOLDER=str(Path(__file__).parents[1] / "dags"),
    AIRFLOW__CORE__PLUGINS_FOLDER=str(Path(__file__).parents[1] / "plugins"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__CORE__UNIT_TEST_MODE="False",
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
    SCOREBOOK_START_DATE="2026-11-01",
)
# What a developer has set for Airflow must not reach the tests.
for _name in [name for name in os.environ if name.startswith(("AIRFLOW_CONN_", "AIRFLOW_VAR_"))]:
    del os.environ[_name]

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.s3",
    "tests.fixtures.simulator",
    "tests.fixtures.stack",
    "tests.fixtures.bigquery",
]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process runs all tests that share the platform; the other one runs the others, a file at a time."""
    from xdist.scheduler import LoadScopeScheduling

    class PlatformScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return (
                "platform" if nodeid.startswith(("tests/e2e/", "tests/browser/")) else nodeid.split("::")[0]
            )

    return PlatformScheduling(config, log)
