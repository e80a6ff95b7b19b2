"""Thousands of simulated games through the scheduler: all of them enriched, and how fast.

`SCOREBOOK_LOAD_GAMES` says how many, 5,000 where it is not set.
"""

from __future__ import annotations

import os

import pytest

from include.devstack.archive_fill import fill
from include.espn.keys import EspnPrefixes
from tests.e2e.enrichment_runs import Enrichment
from tests.e2e.espn_runs import BUCKET

pytestmark = [pytest.mark.load, pytest.mark.timeout(3600)]

GAMES = int(os.environ.get("SCOREBOOK_LOAD_GAMES", "5000"))
RUN_LIMIT = 1800.0


def test_all_games_of_a_large_archive_are_enriched(
    enrichment: Enrichment, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = fill(enrichment.stack.s3, BUCKET, EspnPrefixes(), GAMES, seed=31, workers=2, lean=True)
    run = enrichment.ended(enrichment.start(), limit=RUN_LIMIT)
    figures = run.figures
    with capsys.disabled():
        print(f"\n{GAMES} games in {figures['seconds']} s: {figures['games_per_second']} games/s; {figures}")
    assert run.state == "success"
    names = ("planned", "enriched", "written", "failed", "total")
    assert [figures[name] for name in names] == [GAMES, GAMES, GAMES, 0, GAMES]
    assert figures["coverage_pct"] == 100.0
    assert {status for status, *_ in enrichment.quality(run.id).values()} == {"passed"}
    assert set(enrichment.versions()) == {game.game_id for game in filled}
    assert figures["no_box_score"] == sum(not game.has_box_score for game in filled)
    shards = [task for task in enrichment.tasks(run.id) if task["task_id"] == "enrich"]
    done = [enrichment.progress(run.id, task["map_index"]) for task in shards]
    assert sum(state["done"] for state in done) == GAMES
