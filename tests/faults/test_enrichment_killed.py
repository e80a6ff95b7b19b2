"""A shard of the enrichment is killed at every statement and commit: the next try loses and repeats nothing.

Every failing case prints its step; set `SCOREBOOK_FAULT_CASE='3 after'` to replay one.
"""

from __future__ import annotations

import os

import pytest

from tests.faults.enrichment_scenario import BATCH, GAMES, EnrichmentScenario
from tests.faults.steps import Fault, When
from tests.faults.world import KILLED, REPLAY, World, chosen

pytestmark = [pytest.mark.faults, pytest.mark.integration]

WHENS: tuple[When, When] = ("before", "after")
STEPS_OF_A_BATCH = ["sql WITH incoming AS", "sql INSERT INTO ops.ingest_ledger", "sql commit"]


@pytest.mark.parametrize("reprocess", ["missing", "all"])
def test_killed_at_every_statement_and_run_again(world: World, reprocess: str) -> None:
    scenario = EnrichmentScenario(world, reprocess)
    scenario.prepare()
    code, outcome = scenario.run()
    assert code == 0, outcome.get("traceback")
    assert outcome["steps"] == STEPS_OF_A_BATCH * (GAMES // BATCH)
    assert (outcome["returned"]["done"], outcome["returned"]["failed"]) == (GAMES, 2)
    documents, rows, once = scenario.documents(), scenario.ledger(), scenario.extracted()
    assert len(once) == GAMES

    # Of the games that are all done anew, only the commits: they alone decide what the ledger knows.
    numbered = [
        number
        for number, name in enumerate(outcome["steps"], start=1)
        if reprocess == "missing" or name == "sql commit"
    ]
    faults = [Fault(step, when, "kill") for step in numbered for when in WHENS]
    if only := os.environ.get(REPLAY):
        faults = [fault for fault in faults if f"{fault.step} {fault.when}" == only]
    for fault in faults if only else chosen(faults):
        scenario.prepare()
        code, _ = scenario.run(fault)
        assert code == KILLED, fault
        committed, before = scenario.written(), scenario.extracted()

        code, outcome = scenario.run()
        assert code == 0, (fault, outcome.get("traceback"))
        again = scenario.extracted() - before
        assert not set(again) & set(committed), f"{fault}: extracted again after their commit"
        assert set(again) | set(committed) == set(scenario.ids), f"{fault}: skipped"
        assert scenario.written().items() >= committed.items(), f"{fault}: written again"
        assert scenario.documents() == documents, fault
        assert scenario.ledger() == rows, fault
    assert faults, "SCOREBOOK_FAULT_CASE names no step"
    print(f"{len(faults)} kills of a shard of {GAMES} games in batches of {BATCH}")


def test_killed_in_three_tries_each_try_goes_on_where_the_one_before_ended(world: World) -> None:
    scenario = EnrichmentScenario(world)
    scenario.prepare()
    assert scenario.run()[0] == 0
    documents, rows = scenario.documents(), scenario.ledger()
    scenario.prepare()
    committed: dict[str, object] = {}
    for _ in range(3):
        # Right after the first commit.
        assert scenario.run(Fault(3, "after", "kill"))[0] == KILLED
        assert scenario.written().items() > committed.items()
        committed = dict(scenario.written())
    assert scenario.run()[0] == 0
    assert scenario.written().items() > committed.items()
    assert (scenario.documents(), scenario.ledger()) == (documents, rows)


@pytest.mark.parametrize("when", WHENS)
@pytest.mark.parametrize("step", range(4, 7))
def test_a_connection_that_is_cut_fails_the_try_and_the_next_one_goes_on(
    world: World, step: int, when: When
) -> None:
    scenario = EnrichmentScenario(world)
    scenario.prepare()
    assert scenario.run()[0] == 0
    documents, rows = scenario.documents(), scenario.ledger()
    scenario.prepare()
    code, outcome = scenario.run(Fault(step, when, "cut"))
    assert (code, outcome["error"].split(":")[0]) == (2, "OperationalError")
    committed, before = scenario.written(), scenario.extracted()
    assert committed
    assert scenario.run()[0] == 0
    assert not set(scenario.extracted() - before) & set(committed)
    assert scenario.written().items() >= committed.items()
    assert (scenario.documents(), scenario.ledger()) == (documents, rows)


def test_two_runs_of_the_same_games_at_once_leave_what_one_leaves(world: World) -> None:
    scenario = EnrichmentScenario(world)
    scenario.prepare()
    assert scenario.run()[0] == 0
    documents = scenario.documents()
    for _ in range(3):
        scenario.prepare()
        jobs = [world.prepared(scenario.job(run), name=run) for run in ("run-1", "run-2")]
        codes = world.worker.run(*jobs)
        assert codes == [0, 0], [world.outcome(job).get("traceback") for job in jobs]
        assert scenario.documents() == documents
        written = [world.outcome(job)["returned"]["written"] for job in jobs]
        assert sum(written) == GAMES - 2
