"""Whole runs of the season backfill: what is skipped is found again, what is done is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.errors import SourceBlockedError, SourceNotFoundError
from include.warehouse.ledger import Status
from tests.integration.nba.running import NbaRuns
from tests.integration.warehouse.nba_rows import versions

pytestmark = pytest.mark.integration

SCHEDULE = "scheduleleaguev2"


def ids(*numbers: int) -> list[str]:
    return [f"00225{number:05d}" for number in numbers]


FIRST, SECOND, THIRD = ids(61, 62), ids(63, 64, 65), ids(76, 77)
ALL = [*FIRST, *SECOND, *THIRD]


def documents(*game_ids: str) -> list[str]:
    return [f"{kind}_{game_id}.json" for game_id in game_ids for kind in ("boxscore", "playbyplay")]


def test_a_failed_early_chunk_is_not_skipped(runs: NbaRuns) -> None:
    runs.simulator.add_faults({"match": FIRST[1], "kind": "html"})
    first = runs.season()
    assert list(first.chunks.values()) == [FIRST, SECOND, THIRD]
    assert list(first.errors) == ["2025-10-21 · 2 games"]
    assert runs.loaded() == [FIRST[0], *SECOND, *THIRD]
    assert runs.watermark() == FIRST[0]
    assert first.incomplete is not None
    assert f"1 of 7 games are not in the warehouse as NBA.com has them: {FIRST[1]}." in first.incomplete

    runs.simulator.clear()
    runs.simulator.reset_requests()
    second = runs.season("run-2")
    assert second.chunks == {"2025-10-21 · 1 game": [FIRST[1]]}
    assert runs.asked() == [SCHEDULE, *documents(FIRST[1])]
    assert (second.incomplete, runs.loaded(), runs.watermark()) == (None, ALL, ALL[-1])


def test_a_run_after_a_good_one_asks_for_the_schedule_only_and_writes_no_row(runs: NbaRuns) -> None:
    runs.season()
    before, keys = versions(runs.connection), runs.objects()
    assert len(keys) == 1 + 2 * len(ALL)
    runs.simulator.reset_requests()
    again = runs.season("run-2")
    assert (again.chunks, runs.asked()) == ({}, [SCHEDULE])
    assert (versions(runs.connection), runs.objects()) == (before, keys)


def test_a_chunk_that_was_killed_is_done_by_the_next_run(runs: NbaRuns) -> None:
    first = runs.season(skipped=["2025-10-22"])
    assert (runs.loaded(), runs.watermark()) == ([*FIRST, *THIRD], FIRST[-1])
    assert first.incomplete is not None
    assert "3 of 7 games" in first.incomplete
    assert runs.season("run-2").game_ids == SECOND
    assert (runs.loaded(), runs.watermark()) == (ALL, ALL[-1])


def test_a_postponed_game_with_a_low_id_is_found_on_its_late_day(runs: NbaRuns) -> None:
    late = SECOND[0]
    runs.simulator.nba_mark(late, postponed=True)
    runs.season()
    assert (runs.watermark(), runs.statuses(late)) == (ALL[-1], [Status.KNOWN_MISSING])

    runs.simulator.set_clock("2025-11-02T12:00:00+00:00")
    for game in runs.simulator.nba_games(season="2025-26", kind="regular"):
        if game["status"] == "final" and game["id"] not in ALL:
            runs.simulator.nba_mark(game["id"], status="scheduled")
    runs.simulator.add_faults({"match": late, "kind": "html"})
    failing = runs.season("run-2")
    assert failing.chunks == {"2025-11-01 · 1 game": [late]}
    assert failing.incomplete is not None
    assert (late in failing.incomplete, runs.watermark()) == (True, ALL[-1])

    runs.simulator.clear()
    assert runs.season("run-3").incomplete is None
    assert (runs.loaded(), runs.watermark()) == (ALL, ALL[-1])


@pytest.mark.parametrize("last_step", ["fetch", "transform", "load"])
def test_a_run_that_dies_after_a_step_is_finished_without_asking_for_a_game_again(
    runs: NbaRuns, last_step: str
) -> None:
    runs.season(last_step=last_step)
    runs.simulator.reset_requests()
    again = runs.season("run-2")
    assert (again.game_ids, again.incomplete, runs.asked()) == (ALL, None, [SCHEDULE])
    derived = runs.connection.execute("SELECT count(*) FROM nba.game_metrics").fetchone()
    assert (runs.loaded(), derived, runs.watermark()) == (ALL, (2 * len(ALL),), ALL[-1])
    assert runs.season("run-3").chunks == {}


def test_chunks_side_by_side_and_in_any_order_end_with_the_last_id(runs: NbaRuns) -> None:
    run = runs.season(at_once=True)
    assert (run.errors, run.incomplete) == ({}, None)
    assert (runs.loaded(), runs.watermark()) == (ALL, ALL[-1])
    seasons = runs.connection.execute("SELECT sum(games) FROM nba.team_season").fetchone()
    assert seasons == (2 * len(ALL),)


def test_a_dry_run_names_the_chunks_and_has_no_effect_anywhere(runs: NbaRuns, tmp_path: Path) -> None:
    assert runs.season(dry_run=True).chunks == {}
    assert runs.asked() == [SCHEDULE]
    assert (runs.objects(), list(tmp_path.iterdir())) == ([], [])
    for table in ("ops.ingest_ledger", "ops.ingest_watermarks", "nba.games"):
        assert runs.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_403_with_html_is_blocked_and_not_asked_for_endlessly(runs: NbaRuns) -> None:
    runs.simulator.add_faults(
        {"match": "boxscore_", "kind": "status", "status": 403, "body": "<html>Access Denied</html>"}
    )
    run = runs.season(skipped=["2025-10-22", "2025-10-23"])
    (error,) = run.errors.values()
    assert isinstance(error, SourceBlockedError)
    assert "403" in str(error)
    assert runs.asked() == [SCHEDULE, *[f"boxscore_{FIRST[0]}.json"] * 4]
    assert runs.statuses(*FIRST) == [Status.FAILED] * 2


def test_a_game_that_the_source_does_not_have_costs_no_other_game(runs: NbaRuns) -> None:
    absent = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    runs.simulator.add_faults({"match": FIRST[0], "kind": "status", "status": 403, "body": absent})
    run = runs.season()
    assert [type(error) for error in run.errors.values()] == [SourceNotFoundError]
    assert (runs.loaded(), runs.watermark()) == (ALL[1:], None)
    assert runs.asked().count(f"boxscore_{FIRST[0]}.json") == 1


def test_since_leaves_the_games_before_it_open(runs: NbaRuns) -> None:
    run = runs.season(since=THIRD[0])
    assert (run.game_ids, run.incomplete) == (THIRD, None)
    assert (runs.loaded(), runs.watermark()) == (THIRD, None)
    assert runs.season("run-2").game_ids == [*FIRST, *SECOND]
    assert runs.watermark() == ALL[-1]


def test_failed_games_are_left_out_when_that_is_asked_for(runs: NbaRuns) -> None:
    runs.simulator.add_faults({"match": FIRST[1], "kind": "html"})
    runs.season(skipped=["2025-10-22", "2025-10-23"])
    runs.simulator.clear()
    assert runs.season("run-2", retry_failed=False).game_ids == [*SECOND, *THIRD]
    assert runs.watermark() == FIRST[0]
