"""A season through `nba_season_backfill`: its source fails, a worker is killed, and nothing is skipped."""

from __future__ import annotations

import os
import signal
from collections import Counter

import pytest

from tests.e2e.nba_season_scenario import DOCUMENTS, Memory, allowed_rate, figures, trouble_for
from tests.e2e.nba_world import Nba
from tests.fixtures.stack import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.load, pytest.mark.timeout(900)]

# No other test asks for this season.
SEASON = "2021-22"
# Slow enough for two cores to keep up, so that the rate that is reached can be told.
RATE = 15.0
FIRST_RUN_LIMIT = 500.0


def test_a_season_survives_a_failing_source_and_a_killed_worker_and_is_completed_by_the_next_run(
    nba: Nba,
) -> None:
    nba.stack.nba.post("/_control/nba/season", {"postponed_rate": 0.02})
    games = nba.season_finals(SEASON)
    ids = [game["id"] for game in games]
    assert len(ids) >= 1230
    assert sum(game["first_day"] is not None for game in games) >= 10
    trouble = trouble_for(ids, share=0.05, lost=12, seed=6)
    lost = trouble.lost_games
    nba.break_source(*trouble.rules())
    nba.forget_requests()

    with allowed_rate(nba, RATE):
        memory = Memory()
        with memory.watched(nba):
            run_id = nba.season.start(season=SEASON, chunk_days=14, parallel_chunks=4)
            killed = kill_in_mid_chunk(nba, run_id, games)
            run = nba.season.ended(run_id, FIRST_RUN_LIMIT)
        # Every game is stored or failed with a reason, and what is stored is loaded and derived.
        assert run.state == "failed"
        assert run.tasks["check_complete"] == "upstream_failed"
        assert nba.standings("nba_raw", ids) == {
            **dict.fromkeys(sorted(ids), ("stored", None)),
            **dict.fromkeys(sorted(lost), ("failed", "SourceUnavailableError")),
        }
        kept = dict.fromkeys(sorted(set(ids) - lost), ("stored", None))
        assert nba.standings("nba_tables", ids) == kept
        assert nba.standings("nba_metrics", ids) == kept
        figures_told = [run.total(figure) for figure in ("loaded", "derived")]
        assert figures_told == [len(kept)] * 2
        # A failed chunk is not passed, however late the chunks after it.
        assert nba.watermark("backfill", SEASON) == max(game_id for game_id in ids if game_id < min(lost))
        exchanges = nba.exchanges()
        counts = Counter((each.what, each.item) for each in exchanges if each.what in DOCUMENTS)
        repeated = {
            item
            for (what, item), count in counts.items()
            if count > 1 and item not in lost and f"{what}_{item}" not in trouble.passing
        }
        # Of the game that the killed worker was at nothing was kept.
        assert len(repeated) <= 1
        loads = nba.season.tasks(run_id, "load")
        print(f"\n{len(ids)} games; {figures(run, exchanges, loads, RATE)}")
        print(f"killed: {killed}; highest memory of a worker: {memory.peak / 1e6:.0f} MB")

        nba.mend()
        nba.forget_requests()
        second = nba.season.run(season=SEASON, chunk_days=14)
    assert second.state == "success"
    assert Counter(nba.asked()) == Counter(
        [("schedule", SEASON), *((what, game_id) for game_id in lost for what in DOCUMENTS)]
    )
    everything = dict.fromkeys(sorted(ids), ("stored", None))
    for dataset in ("nba_raw", "nba_tables", "nba_metrics"):
        assert nba.standings(dataset, ids) == everything, dataset
    assert nba.watermark("backfill", SEASON) == max(ids)

    before = nba.written()
    nba.forget_requests()
    third = nba.season.run(season=SEASON)
    assert (third.state, third.chunks) == ("success", {})
    assert nba.asked() == [("schedule", SEASON)]
    assert nba.written() == before


def kill_in_mid_chunk(nba: Nba, run_id: str, games: list[dict[str, object]]) -> str:
    """Kill the worker that fetches the first chunk when it has stored some of its games; its label."""
    first = [str(game["id"]) for game in games[:40]]
    wait_for(lambda: sum(s == "stored" for s, _ in nba.standings("nba_raw", first).values()) >= 10)
    (task,) = (each for each in nba.season.tasks(run_id, "fetch") if each["map_index"] == 0)
    assert task["state"] == "running"
    os.kill(task["pid"], signal.SIGKILL)
    wait_for(
        lambda: any(
            each["map_index"] == 0 and each["state"] == "up_for_retry"
            for each in nba.season.tasks(run_id, "fetch")
        )
    )
    return str(task["rendered_map_index"])
