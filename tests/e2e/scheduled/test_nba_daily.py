"""`nba_daily` on a new platform that begins three days ago: it catches up by itself, each day once."""

from __future__ import annotations

from collections import Counter

import psycopg
import pytest

from tests.e2e.nba_world import Nba
from tests.e2e.scheduled.conftest import local_day
from tests.fixtures.stack import FINISHED, RUN_LIMIT, RunningStack, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_new_platform_runs_each_day_since_its_start_once_and_one_after_the_other(
    stack: RunningStack, days: list[str]
) -> None:
    with psycopg.connect(stack.warehouse_url, autocommit=True) as connection:
        nba = Nba(stack, connection)
        stack.api.unpause(nba.daily.id)
        wait_for(lambda: (nba.watermark() or "") >= days[-1], RUN_LIMIT)
        wait_for(lambda: all(run["state"] in FINISHED for run in nba.daily.runs()))
        nba.daily.pause()
        runs = nba.daily.runs()
        # A day that became due meanwhile may follow.
        assert [(local_day(run), run["run_type"], run["state"]) for run in runs][: len(days)] == [
            (day, "scheduled", "success") for day in days
        ]
        ends = [run["end_date"] for run in runs]
        assert all(run["start_date"] >= end for run, end in zip(runs[1:], ends, strict=False))
        # Each run looks back three days, and asks for no game that was asked for today.
        asked = Counter(asked for asked in nba.asked() if asked[0] != "schedule")
        assert set(asked.values()) <= {1}
        finals = nba.finals(*days)
        assert {game_id for _, game_id in asked} >= set(finals)
        assert nba.standings("nba_metrics", finals) == dict.fromkeys(sorted(finals), ("stored", None))
