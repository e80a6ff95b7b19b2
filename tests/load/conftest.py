"""Load tests take minutes: they run only where the marker is asked for, with `-m load`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.enrichment_runs import Enrichment, ready
from tests.fixtures.stack import RunningStack


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "load: takes minutes; runs only with -m load")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "load" in config.getoption("markexpr"):
        return
    heavy = [item for item in items if item.get_closest_marker("load")]
    config.hook.pytest_deselected(items=heavy)
    items[:] = [item for item in items if not item.get_closest_marker("load")]


@pytest.fixture(scope="module")
def enrichment(stack: RunningStack) -> Iterator[Enrichment]:
    """The enrichment on the session's platform, unpaused and idle."""
    with ready(stack) as workflow:
        yield workflow
