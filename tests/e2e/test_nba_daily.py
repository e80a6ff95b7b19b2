"""`nba_daily` from the REST API to the archive, the tables, the derived metrics and the watermark.

Each test has days of its own; no other test asks for them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from include.nba.archive import game_keys
from tests.e2e.nba_world import DATASETS, TABLES, Nba

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# A day that is still ahead is as young as a day can be, and no scheduled run asks for it.
NEXT_SEASON = datetime.now(UTC).year + 1
GAME_TABLES = TABLES[:-1]


def test_a_day_by_hand_is_archived_loaded_and_derived_and_a_second_run_only_asks_for_the_schedule(
    nba: Nba,
) -> None:
    day = "2023-12-01"
    games = nba.finals(day)
    nba.set_daily_watermark(None)
    run = nba.daily.run(days=[day], refresh_days=0)
    assert run.state == "success"
    label = f"{day} · {len(games)} games"
    assert list(run.chunks) == [label]
    row = run.chunks[label]
    names = ("final", "stored", "loaded", "derived")
    assert [row[name] for name in names] == [len(games)] * 4
    assert (row["requests"], row["uploads"], row["failed"]) == (2 * len(games), 2 * len(games), 0)
    documents = [(what, game_id) for game_id in games for what in ("boxscore", "playbyplay")]
    assert nba.asked() == [("schedule", "2023-24"), *documents]

    objects = nba.objects("nba_raw/2023-24/")
    for game_id in games:
        box_score, plays = game_keys(game_id)
        assert objects[box_score][2] <= objects[plays][2]
    assert len(objects) == 2 * len(games) + 1
    for dataset in DATASETS:
        assert nba.standings(dataset, games) == dict.fromkeys(sorted(games), ("stored", None)), dataset
    counts = {table: sum(count for count, _ in nba.rows(table, games).values()) for table in GAME_TABLES}
    for table, rows_a_game in (("games", 1), ("team_box_scores", 2), ("game_metrics", 2)):
        assert counts[table] == rows_a_game * len(games), table
    assert counts["plays"] == row["plays_written"] > 300 * len(games)
    assert counts["player_box_scores"] >= counts["player_game_metrics"] >= 16 * len(games)
    assert nba.staged() == []
    assert nba.watermark() == day
    (event,) = nba.daily.events(run.id)
    assert event["extra"].items() >= {"first": day, "last": day, "count": len(games)}.items()
    assert event["extra"]["ids"] == games

    before = nba.written()
    nba.forget_requests()
    again = nba.daily.run(days=[day], refresh_days=0)
    assert again.state == "success"
    assert nba.asked() == [("schedule", "2023-24")]
    assert nba.written() == before
    figures = again.chunks[label]
    assert [figures[name] for name in ("already_there", "stored", "loaded", "derived")] == [
        len(games),
        0,
        0,
        0,
    ]


def test_a_correction_changes_the_rows_and_metrics_of_its_game_only(nba: Nba) -> None:
    day = day_with_games(nba, date(NEXT_SEASON, 11, 20), at_least=3)
    corrected, *others = games = nba.finals(day)
    nba.set_daily_watermark(day)
    assert nba.daily.run(days=[day], refresh_days=3).state == "success"
    before = {table: nba.rows(table, games) for table in GAME_TABLES}
    nba.mark(corrected, corrected=True)
    # As if it had been asked for yesterday: once a day is enough.
    nba.warehouse.execute(
        "UPDATE ops.ingest_ledger SET checked_at = checked_at - interval '1 day'"
        " WHERE dataset = 'nba_raw' AND item = ANY (%s)",
        [games],
    )
    run = nba.daily.run(days=[day], refresh_days=3)
    assert run.state == "success"
    (row,) = run.chunks.values()
    figures = [row[name] for name in ("stored", "unchanged", "loaded", "derived")]
    assert figures == [1, len(others), 1, 1]
    after = {table: nba.rows(table, games) for table in GAME_TABLES}
    changed = {
        table: {game_id for game_id in games if after[table][game_id] != before[table][game_id]}
        for table in GAME_TABLES
    }
    assert set().union(*changed.values()) == {corrected}
    assert {table for table, found in changed.items() if found} >= {
        "plays",
        "player_box_scores",
        "player_game_metrics",
    }


def test_dry_run_has_no_effect_and_names_the_games(nba: Nba) -> None:
    day = "2023-12-03"
    before = nba.everything()
    run = nba.daily.run(days=[day], dry_run=True)
    assert run.state == "success"
    assert nba.everything() == before
    assert nba.asked() == [("schedule", "2023-24")]
    (row,) = run.chunks.values()
    assert row["games"] == nba.finals(day)
    assert (run.tasks["check_complete"], run.tasks["finish_run"]) == ("skipped", "skipped")


def test_a_day_without_games_is_green_and_moves_the_watermark(nba: Nba) -> None:
    day = "2024-02-17"
    assert nba.finals(day) == []
    nba.set_daily_watermark("2024-02-16")
    run = nba.daily.run(days=[day], refresh_days=0)
    assert run.state == "success"
    assert run.chunks == {}
    assert run.tasks["check_complete"] == "success"
    assert {run.tasks[task] for task in ("fetch", "transform", "load", "derive")} == {"skipped"}
    assert nba.watermark() == day
    assert nba.asked() == [("schedule", "2023-24")]


def test_a_wrong_game_makes_the_run_red_the_others_are_loaded_and_a_cleared_task_asks_only_for_it(
    nba: Nba,
) -> None:
    day = "2023-12-06"
    wrong, *others = games = nba.finals(day)
    nba.set_daily_watermark("2023-12-05")
    nba.break_source({"match": f"boxscore_{wrong}", "kind": "wrong_game"})
    run = nba.daily.run(days=[day], refresh_days=0)
    assert run.state == "failed"
    label = f"{day} · {len(games)} games"
    states = {task: run.states(task)[label] for task in ("fetch", "transform", "load", "derive")}
    assert states == {"fetch": "failed", "transform": "success", "load": "success", "derive": "success"}
    assert (run.tasks["check_complete"], run.tasks["finish_run"]) == ("upstream_failed", "success")
    assert nba.standings("nba_raw", [wrong]) == {wrong: ("failed", "WrongGameError")}
    assert nba.standings("nba_metrics", games) == dict.fromkeys(sorted(others), ("stored", None))
    assert nba.watermark() == "2023-12-05"

    nba.mend()
    nba.forget_requests()
    nba.daily.clear(nba.daily.tasks(run.id, "fetch")[0])
    mended = nba.daily.ended(run.id)
    assert mended.state == "success"
    assert nba.asked() == [("boxscore", wrong), ("playbyplay", wrong)]
    assert nba.standings("nba_metrics", games) == dict.fromkeys(sorted(games), ("stored", None))
    assert nba.watermark() == day


def test_a_source_that_refuses_us_is_named_and_asked_only_a_few_times(nba: Nba) -> None:
    day = "2023-12-08"
    games = nba.finals(day)
    nba.break_source({"match": "liveData", "kind": "html", "status": 403})
    run = nba.daily.run(days=[day], refresh_days=0)
    assert run.state == "failed"
    (fetch,) = nba.daily.tasks(run.id, "fetch")
    assert (fetch["state"], fetch["try_number"]) == ("failed", 4)
    log = nba.daily.log(fetch)
    assert "SourceBlockedError" in log
    assert "text/html" in log or "HTML" in log
    assert nba.standings("nba_raw", games) == dict.fromkeys(sorted(games), ("failed", "SourceBlockedError"))
    assert run.tasks["check_complete"] == "upstream_failed"
    # Five refusals in a row open the circuit; after that one request a try, of a game not refused yet.
    documents = [asked for asked in nba.asked() if asked[0] != "schedule"]
    assert len(set(documents)) <= fetch["try_number"]
    assert 5 <= len(documents) <= 8


def test_days_that_live_data_does_not_have_are_refused_with_a_sentence(nba: Nba) -> None:
    run = nba.daily.run(days=["2019-03-01"])
    assert run.state == "failed"
    (task,) = nba.daily.tasks(run.id, "check_params")
    assert task["try_number"] == 1
    assert "NBA.com's live data begins with season 2019-20" in nba.daily.log(task)
    assert nba.asked() == []


@pytest.mark.parametrize("params", [{"days": ["2023-13-01"]}, {"refresh_days": 31}])
def test_a_param_of_the_wrong_form_makes_no_run(nba: Nba, params: dict[str, Any]) -> None:
    assert next(iter(params)) in nba.daily.refusal(**params)


def day_with_games(nba: Nba, first: date, at_least: int) -> str:
    """The first day from `first` on with so many finished games."""
    days = ((first + timedelta(days=offset)).isoformat() for offset in range(30))
    return next(day for day in days if len(nba.finals(day)) >= at_least)
