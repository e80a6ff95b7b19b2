"""Fixtures of all tests live in `tests/fixtures`, one file per outside system.

Airflow reads its settings when it is first imported, so they are set here, before any test module is.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

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


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs all tests that share the platform; where there is a second one, it runs the others."""
    for item in items:
        if item.get_closest_marker("e2e") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("platform"))
