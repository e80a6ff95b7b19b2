"""`espn_enrichment_backfill` when games are useless or its worker is killed: what is red, kept and mended."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import psycopg
import pytest

from include.devstack.archive_fill import KINDS, TROUBLED_KINDS, FilledGame
from tests.e2e.enrichment_runs import Enrichment
from tests.fixtures.stack import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

Games = dict[str, FilledGame]
BATCH = 10


@pytest.fixture(scope="module")
def games(enrichment: Enrichment) -> Iterator[Games]:
    """Forty archived games, of all kinds that can be enriched."""
    archived = enrichment.archive(80, seed=22, kinds=KINDS, seasons=("2001-02", "2009-10"))
    assert len(archived) == 40
    yield archived
    enrichment.forget(archived)


@pytest.fixture
def troubled(enrichment: Enrichment) -> Iterator[Games]:
    """Twenty archived games; some are no games, postponed, or have empty box scores."""
    kinds = [*TROUBLED_KINDS, "summary"]
    archived = enrichment.archive(80, seed=23, kinds=kinds, seasons=("2017-18",))
    assert len(archived) == 20
    yield archived
    enrichment.forget(archived)


def test_useless_games_make_the_run_red_with_the_figure_and_the_games(
    enrichment: Enrichment, troubled: Games
) -> None:
    useless = {game_id for game_id, game in troubled.items() if game.format is None}
    bare = [id for id, game in troubled.items() if game.format and not game.has_box_score]
    shells = [game_id for game_id, game in troubled.items() if game.kind.startswith("shell")]
    assert (len(useless), len(shells)) == (9, 7)
    run = enrichment.run(troubled)
    assert run.state == "failed"
    states = [run.tasks[task_id] for task_id in ("enrich", "validate", "finish_run")]
    assert states == ["success", "failed", "success"]
    assert enrichment.task(run.id, "validate")["try_number"] == 1
    names = ("planned", "enriched", "written", "failed")
    assert [run.figures[name] for name in names] == [20, 20 - len(useless), 20 - len(useless), len(useless)]
    assert enrichment.metrics()["failed"] == (len(useless), "games", run.id)

    log = enrichment.log(run.id, "validate")
    coverage = 100 - 5 * len(useless)
    assert "QualityError" in log
    assert f"coverage_pct is {coverage}, expected at least 100 (" in log
    assert all(game_id in log for game_id in useless)
    found = enrichment.quality(run.id)
    status, observed, message, details = found["coverage_pct"]
    assert (status, observed) == ("failed", coverage)
    assert message.startswith(f"coverage_pct is {coverage}, expected at least 100 (")
    # The ten worst: the useless ones, and the first empty shell, whose players have no points.
    listed = [worst["game_id"] for worst in details["worst"]]
    assert (len(listed), set(listed) - useless <= set(shells)) == (10, True)
    assert useless <= set(listed)
    assert found["features_min"][0] == "passed"
    assert sorted(found["features_min"][3]["no_box_score"]) == sorted(bare)
    assert {name for name, row in found.items() if row[0] == "failed"} == {
        "coverage_pct",
        "player_points_pct",
    }

    failed = {item for item, (status, *_) in enrichment.ledger().items() if status == "failed"}
    assert failed == useless
    assert set(enrichment.features(troubled)) == set(troubled) - useless


def test_a_killed_worker_loses_nothing_and_repeats_nothing(enrichment: Enrichment, games: Games) -> None:
    ids = list(games)
    assert enrichment.run(games).state == "success"
    expected = enrichment.documents(games)
    enrichment.warehouse.execute(
        "UPDATE raw_data.nba_games SET data = '{\"theirs\": [1.50]}' WHERE game_id = ANY (%s)", [ids]
    )
    with psycopg.connect(enrichment.stack.warehouse_url) as other:
        # The third batch waits for this game's row of the ledger; the two before it are committed by then.
        other.execute(
            "SELECT FROM ops.ingest_ledger WHERE dataset = 'espn_features' AND item = %s FOR UPDATE",
            [ids[25]],
        )
        run_id = enrichment.start(games, batch_size=BATCH)
        wait_for(lambda: set(enrichment.features(games)) == set(ids[:20]))
        pid = enrichment.wait_for_task(run_id, "enrich", "running")["pid"]
        os.kill(pid, signal.SIGKILL)
        enrichment.wait_for_task(run_id, "enrich", "up_for_retry")
    committed = {id: version for id, version in enrichment.versions().items() if id in games}
    assert set(committed) == set(ids[:20])

    enrichment.clear(run_id, "enrich")
    run = enrichment.ended(run_id)
    assert run.state == "success"
    assert run.figures["enriched"] == len(games) - 20
    assert enrichment.versions().items() >= committed.items()
    documents = enrichment.documents(games)
    assert [document.pop("theirs") for _, _, document in documents.values()] == [[1.5]] * len(games)
    assert documents == expected
