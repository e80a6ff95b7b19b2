"""One distributed platform for the tests of this folder: Redis, three Celery workers, FAB's users."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from include.devstack import redis_server
from tests.distributed.world import Distributed, Undisturbed
from tests.fixtures.stack import RunningStack, make_stack, running


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The platform, instead of the default one of other tests."""
    if not redis_server.is_installed():
        pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
    platform = make_stack(
        tmp_path_factory.mktemp("distributed"),
        SCOREBOOK_EXECUTOR="celery",
        # A killed worker is noticed after it, and at most 10 s later.
        SCOREBOOK_HEARTBEAT_TIMEOUT="30",
        # Longer than any task of these tests waits for a free slot, shorter than somebody waits for a test.
        SCOREBOOK_QUEUED_TIMEOUT="20",
    )
    with running(platform) as started:
        yield started


@pytest.fixture(scope="package")
def world(stack: RunningStack) -> Iterator[Distributed]:
    """Three workflows, unpaused; nothing is stored."""
    with Distributed.over(stack) as opened:
        yield opened


@pytest.fixture(scope="package")
def undisturbed(world: Distributed) -> Undisturbed:
    """What the runs leave when nobody is killed."""
    world.begin()
    begun = time.monotonic()
    sources = world.run_sources()
    before = world.state()
    enrichment = world.enrich()
    print(f"\nundisturbed runs: {time.monotonic() - begun:.1f} s")
    return Undisturbed(before, world.state(), {**sources, **enrichment})
