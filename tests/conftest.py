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
    "tests.fixtures.reporting",
]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument: compressed or random bytes differ between two processes."""
    return argname if isinstance(val, bytes) else None


# Tests of one platform, by the beginning of their path, the longest first. Those of one scope run in one
# process; processes share no platform, so that tests of different sources cannot meet.
PLATFORM_SCOPES = (
    ("tests/e2e/side_by_side/", "side by side"),
    ("tests/e2e/scheduled/", "scheduled"),
    ("tests/e2e/test_espn", "espn"),
    ("tests/e2e/test_enrichment", "espn"),
    ("tests/e2e/test_nba", "nba"),
    ("tests/e2e/test_racing", "racing"),
    ("tests/distributed/", "distributed"),
    ("tests/e2e/", "commands"),
    ("tests/browser/", "commands"),
)
_ORDER = list(dict.fromkeys(scope for _, scope in PLATFORM_SCOPES))


def _platform_scope(nodeid: str) -> str | None:
    return next((scope for start, scope in PLATFORM_SCOPES if nodeid.startswith(start)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of platforms come first: they take longest, and mostly wait."""
    scopes = {item: _platform_scope(item.nodeid) for item in items}
    items.sort(key=lambda item: _ORDER.index(scope) if (scope := scopes[item]) else len(_ORDER))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several processes: the tests of a platform in one of them, the others a file at a time."""
    from xdist.scheduler import LoadScopeScheduling

    class PlatformScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _platform_scope(nodeid) or nodeid.split("::")[0]

    return PlatformScheduling(config, log)
