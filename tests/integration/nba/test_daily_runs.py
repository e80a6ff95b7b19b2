"""Whole daily runs: the watermark is the last day up to which nothing is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from include.nba.archive import DATASET
from include.warehouse.ledger import Status
from tests.integration.nba.running import NbaRuns
from tests.integration.warehouse.nba_rows import versions

pytestmark = pytest.mark.integration

DAILY = ("schedule", "daily")
DAYS = ("2025-10-21", "2025-10-22", "2025-10-23")
FIRST, SECOND, THIRD = (
    [f"00225{number:05d}" for number in numbers] for numbers in ((61, 62), (63, 64, 65), (76, 77))
)


def test_each_day_is_a_chunk_and_the_watermark_is_the_last_day(runs: NbaRuns) -> None:
    run = runs.daily(*DAYS)
    assert run.chunks == {
        "2025-10-21 · 2 games": FIRST,
        "2025-10-22 · 3 games": SECOND,
        "2025-10-23 · 2 games": THIRD,
    }
    assert (run.incomplete, runs.watermark(*DAILY)) == (None, DAYS[-1])


def test_a_second_run_asks_for_no_game_and_writes_no_row(runs: NbaRuns) -> None:
    runs.daily(DAYS[0])
    before = versions(runs.connection)
    runs.simulator.reset_requests()
    again = runs.daily(DAYS[0], run_id="run-2")
    assert (again.game_ids, again.incomplete, runs.asked()) == (FIRST, None, ["scheduleleaguev2"])
    assert versions(runs.connection) == before


def test_the_watermark_stays_before_a_day_with_a_failed_game(runs: NbaRuns) -> None:
    runs.simulator.add_faults({"match": SECOND[1], "kind": "html"})
    run = runs.daily(*DAYS)
    assert run.incomplete is not None
    assert (SECOND[1] in run.incomplete, runs.watermark(*DAILY)) == (True, DAYS[0])
    runs.simulator.clear()
    runs.daily(DAYS[1], run_id="run-2")
    assert runs.watermark(*DAILY) == DAYS[1]
    runs.daily(DAYS[2], run_id="run-3")
    assert runs.watermark(*DAILY) == DAYS[2]


def test_the_watermark_does_not_pass_a_day_that_nobody_looked_at(runs: NbaRuns) -> None:
    runs.daily(DAYS[0])
    late = runs.daily(DAYS[2], run_id="run-2")
    assert (late.game_ids, late.incomplete, runs.watermark(*DAILY)) == (THIRD, None, DAYS[0])
    assert runs.statuses(*SECOND) == [Status.PENDING] * 3
    runs.daily(DAYS[1], DAYS[2], run_id="run-3")
    assert runs.watermark(*DAILY) == DAYS[2]


def test_a_run_about_an_earlier_day_does_not_move_it_back(runs: NbaRuns) -> None:
    runs.daily(DAYS[1])
    runs.daily(DAYS[0], run_id="run-2")
    assert runs.watermark(*DAILY) == DAYS[1]


def test_days_without_games_are_done(runs: NbaRuns) -> None:
    run = runs.daily("2025-10-19", "2025-10-20")
    assert (run.chunks, run.incomplete, runs.watermark(*DAILY)) == ({}, None, "2025-10-20")


def test_a_day_that_is_still_to_come_does_not_move_it(runs: NbaRuns) -> None:
    runs.daily(*DAYS)
    today = datetime.now(UTC).date()
    runs.daily(DAYS[0], str(today + timedelta(days=2)), run_id="run-2")
    moved = runs.watermark(*DAILY)
    assert moved is not None
    assert DAYS[-1] < moved <= str(today)


def test_a_postponed_game_holds_nothing_back_until_it_is_played(runs: NbaRuns) -> None:
    runs.simulator.nba_mark(SECOND[0], postponed=True)
    run = runs.daily(*DAYS[:2])
    assert (run.game_ids, runs.watermark(*DAILY)) == ([*FIRST, *SECOND[1:]], DAYS[1])


def test_a_game_that_a_person_gave_up_is_not_asked_for_and_holds_nothing_back(runs: NbaRuns) -> None:
    runs.simulator.add_faults({"match": FIRST[0], "kind": "html"})
    runs.daily(DAYS[0])
    assert runs.watermark(*DAILY) is None
    runs.connection.execute(
        "UPDATE ops.ingest_ledger SET status = 'known_missing', reason = 'never_published' "
        "WHERE (dataset, item) = (%s, %s)",
        [DATASET, FIRST[0]],
    )
    run = runs.daily(DAYS[0], run_id="run-2")
    assert (run.game_ids, run.incomplete, runs.watermark(*DAILY)) == ([FIRST[1]], None, DAYS[0])


def test_preseason_games_of_days_that_were_not_asked_for_are_not_listed(runs: NbaRuns) -> None:
    runs.daily("2025-10-14")
    runs.daily("2025-10-15", "2025-10-20", run_id="run-2", preseason=True, dry_run=True)
    runs.daily("2025-10-20", run_id="run-3", preseason=True)
    assert runs.watermark(*DAILY) == "2025-10-20"


def test_a_dry_run_leaves_no_trace(runs: NbaRuns) -> None:
    runs.daily(*DAYS, dry_run=True)
    assert (runs.objects(), runs.watermark(*DAILY), runs.statuses(FIRST[0])) == ([], None, [None])
