"""One platform for the end-to-end tests of `make test`: one run of each DAG, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest

from tests.e2e.dedup_world import Dedup
from tests.e2e.enrichment_runs import Enrichment
from tests.e2e.espn_runs import SIMULATED_NOW, Espn
from tests.e2e.nba_world import Nba
from tests.e2e.racing_world import Racing
from tests.fixtures.stack import Rest, RunningStack, make_stack, running
from tests.integration.lake.partitions import make_glue_client


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The platform, apart from that of the slow tests."""
    platform = make_stack(tmp_path_factory.mktemp("side-by-side"))
    with running(platform) as started:
        yield started


@dataclass(frozen=True, slots=True)
class Worlds:
    """Every workflow with its source and all that it writes. Each has a source, days and ids of its own."""

    espn: Espn
    enrichment: Enrichment
    nba: Nba
    racing: Racing
    dedup: Dedup


@pytest.fixture(scope="package")
def worlds(stack: RunningStack) -> Iterator[Worlds]:
    """The workflows, in front of sources without faults whose seasons are over."""
    with ExitStack() as opened:
        connections = [
            opened.enter_context(psycopg.connect(stack.warehouse_url, autocommit=True)) for _ in range(5)
        ]
        glue = make_glue_client(stack.stack.aws.endpoint)
        opened.callback(glue.close)
        bigquery = opened.enter_context(stack.stack.bigquery.client())
        control = Rest(f"{stack.stack.bigquery.endpoint}/_control")
        opened.callback(control.session.close)
        espn, enrichment, nba, racing, dedup = connections
        worlds = Worlds(
            Espn(stack, espn),
            Enrichment(stack, enrichment),
            Nba(stack, nba),
            Racing(stack, glue, racing),
            Dedup(stack, dedup, bigquery, control),
        )
        stack.espn.post("/_control/clock", {"now": SIMULATED_NOW})
        stack.espn.post("/_control/season", {"postponed_rate": 0})
        worlds.nba.begin()
        worlds.racing.reset_source()
        yield worlds
