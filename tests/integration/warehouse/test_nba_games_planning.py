"""Which games are to be done, and how many are, on a real server."""

from __future__ import annotations

from datetime import date

import pytest

from include.warehouse import ledger
from include.warehouse.nba_games import (
    Coverage,
    GameToRead,
    PlannedGame,
    Reprocess,
    Selection,
    coverage,
    next_games,
    plan_games,
)
from tests.integration.warehouse.nba_games_rows import (
    DATASET,
    WRITTEN,
    Connection,
    enriched,
    failed,
    load,
    merge,
    planned,
)

pytestmark = pytest.mark.integration

ALL_MODES = pytest.mark.parametrize("reprocess", list(Reprocess))


@ALL_MODES
def test_games_that_were_never_done_are_planned_in_the_order_of_numbers(
    warehouse: Connection, reprocess: Reprocess
) -> None:
    load(warehouse, "1000000000", "401810849", "99", "401810084")

    assert planned(warehouse, reprocess) == ["99", "401810084", "401810849", "1000000000"]


def test_what_is_stored_is_done(warehouse: Connection) -> None:
    load(warehouse, "1", "2", "3")
    merge(warehouse, [enriched("1"), enriched("3")])

    assert planned(warehouse, Reprocess.MISSING) == ["2"]
    assert planned(warehouse, Reprocess.CHANGED) == ["2"]


def test_failed_games_are_planned_again_also_stored_ones(warehouse: Connection) -> None:
    load(warehouse, "1", "2", "3")
    merge(warehouse, [enriched("1"), enriched("2")], [failed("3")])
    merge(warehouse, [], [failed("2")])

    assert planned(warehouse, Reprocess.MISSING) == ["2", "3"]
    assert planned(warehouse, Reprocess.CHANGED) == ["2", "3"]


def test_a_correction_is_planned(warehouse: Connection) -> None:
    load(warehouse, "1", "2")
    merge(warehouse, [enriched("1"), enriched("2")])
    load(warehouse, "2", etag="e2")

    assert planned(warehouse, Reprocess.MISSING) == ["2"]
    merge(warehouse, [enriched("2", etag="e2")])
    assert planned(warehouse, Reprocess.MISSING) == []


def test_a_row_that_was_made_anew_without_features_is_planned(warehouse: Connection) -> None:
    load(warehouse, "1", "2", "3")
    merge(warehouse, [enriched("1"), enriched("2"), enriched("3")])
    warehouse.execute("UPDATE raw_data.nba_games SET data = data - 'espn_features' WHERE game_id = '2'")
    warehouse.execute("DELETE FROM raw_data.nba_games WHERE game_id = '3'")
    load(warehouse, "3")

    assert planned(warehouse, Reprocess.MISSING) == ["2", "3"]


def test_another_version_of_the_extractor_counts_only_where_changes_are_asked_for(
    warehouse: Connection,
) -> None:
    load(warehouse, "1", "2", "3")
    merge(warehouse, [enriched("1"), enriched("2", version="2")])

    assert planned(warehouse, Reprocess.MISSING, version="2") == ["3"]
    assert planned(warehouse, Reprocess.CHANGED, version="2") == ["1", "3"]


def test_all_is_what_this_run_has_not_stored(warehouse: Connection) -> None:
    load(warehouse, "1", "2", "3", "4")
    merge(warehouse, [enriched(game_id) for game_id in ("1", "2", "3")], run_id="run-1")
    merge(warehouse, [enriched("1"), enriched("2")], [failed("4")], run_id="run-2")
    merge(warehouse, [], [failed("2")], run_id="run-2")

    assert planned(warehouse, Reprocess.ALL, run_id="run-2") == ["2", "3", "4"]
    assert planned(warehouse, Reprocess.ALL, run_id="run-3") == ["1", "2", "3", "4"]


def test_what_a_person_marked_as_missing_is_done_only_with_all(warehouse: Connection) -> None:
    load(warehouse, "1", "2")
    merge(warehouse, [], [failed("1"), failed("2")])
    ledger.mark_known_missing(warehouse, DATASET, "1", reason="lost", by="kim")

    assert planned(warehouse, Reprocess.MISSING) == ["2"]
    assert planned(warehouse, Reprocess.CHANGED) == ["2"]
    assert planned(warehouse, Reprocess.ALL) == ["1", "2"]


def test_the_ledger_of_another_data_set_does_not_count(warehouse: Connection) -> None:
    load(warehouse, "1")
    merge(warehouse, [enriched("1")])
    warehouse.execute("UPDATE ops.ingest_ledger SET dataset = 'espn_raw'")

    assert planned(warehouse) == ["1"]


def test_rows_of_other_sources_or_without_archive_are_never_planned(warehouse: Connection) -> None:
    load(warehouse, "1")
    warehouse.execute(
        """
        INSERT INTO raw_data.nba_games (game_id, source, metadata)
        VALUES ('2', 'nba', '{"archive": {}}'), ('3', 'espn', '{}')
        """
    )

    assert planned(warehouse, Reprocess.ALL) == ["1"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(game_ids=("101", "99", "7")), ["99", "101"]),
        (Selection(season="2023-24"), ["100", "1000"]),
        (Selection(season="2022-23"), ["1000"]),
        (Selection(first="100"), ["100", "101", "1000"]),
        (Selection(last="100"), ["99", "100"]),
        (Selection(first="100", last="999"), ["100", "101"]),
        (Selection(first="1001"), []),
        (Selection(game_ids=("99", "101", "1000"), first="100", season="2024-25"), ["101", "1000"]),
    ],
)
def test_a_selection_restricts_plan_and_coverage(
    warehouse: Connection, selection: Selection, expected: list[str]
) -> None:
    load(warehouse, "99", "100", "101", "1000")
    for game_id, season in (("99", "2024-25"), ("100", "2023-24"), ("101", "2024-25")):
        warehouse.execute("UPDATE raw_data.nba_games SET season = %s WHERE game_id = %s", (season, game_id))

    assert planned(warehouse, selection=selection) == expected
    assert coverage(warehouse, selection) == Coverage(total=len(expected), enriched=0)


def test_a_limit_takes_the_lowest_numbers(warehouse: Connection) -> None:
    load(warehouse, "1000", "101", "99", "100")

    assert planned(warehouse, limit=3) == ["99", "100", "101"]
    assert planned(warehouse, selection=Selection(first="100"), limit=1) == ["100"]
    assert planned(warehouse, limit=0) == []


def test_a_plan_tells_the_sizes(warehouse: Connection) -> None:
    load(warehouse, "1000", "101")

    plan = plan_games(
        warehouse, Selection(), Reprocess.MISSING, run_id="r", extractor_version="1", limit=None
    )

    assert plan == [PlannedGame("101", 1003), PlannedGame("1000", 1004)]


def test_the_next_games_tell_where_they_are_read(warehouse: Connection) -> None:
    load(warehouse, "9", "10", "11")
    warehouse.execute("UPDATE raw_data.nba_games SET game_date = '2024-12-31' WHERE game_id = '10'")

    games = next_games(
        warehouse,
        Selection(),
        Reprocess.MISSING,
        run_id="r",
        extractor_version="1",
        after="9",
        count=1,
    )

    assert games == [
        GameToRead(
            game_id="10",
            keys=("espn_box_scores/10.json", "espn_play_by_play/10.json"),
            etag="e1",
            day=date(2024, 12, 31),
            written_at=WRITTEN,
        )
    ]


def test_coverage_counts_the_rows_that_have_features(warehouse: Connection) -> None:
    load(warehouse, "1", "2", "3")
    merge(warehouse, [enriched("1"), enriched("3")], [failed("2")])
    warehouse.execute("INSERT INTO raw_data.nba_games (game_id, source) VALUES ('4', 'nba')")

    assert coverage(warehouse, Selection()) == Coverage(total=3, enriched=2)
    assert coverage(warehouse, Selection(first="2")) == Coverage(total=2, enriched=1)
