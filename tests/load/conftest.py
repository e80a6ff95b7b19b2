"""The fixture of the load tests, which take minutes: `make test-load`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.enrichment_runs import Enrichment, ready
from tests.fixtures.stack import RunningStack


@pytest.fixture(scope="module")
def enrichment(stack: RunningStack) -> Iterator[Enrichment]:
    """The enrichment on the session's platform, unpaused and idle."""
    with ready(stack) as workflow:
        yield workflow
