from __future__ import annotations

from typing import Any

from include.archive.item import FetchGroup
from include.archive.tally import Outcome, Tally
from include.nba.archive import game_item
from include.nba.report import UNITS, chunk_rows, metric_values
from tests.unit.nba.listed_games import FIRST_DAY, game_id

GROUPS = [
    FetchGroup("early", tuple(game_item(game_id(number), FIRST_DAY) for number in (1, 2, 3))),
    FetchGroup("late", (game_item(game_id(4), FIRST_DAY),)),
]


def tally(label: str, stored: int, failed: int, requests: int) -> dict[str, Any]:
    told = Tally(label, requests=requests, bytes=10)
    for number in range(stored):
        told.note(Outcome.STORED, f"stored {number}")
    for number in range(failed):
        told.note(Outcome.FAILED, f"failed {number}")
    return told.as_dict()


def steps() -> dict[str, Any]:
    return {
        "fetch": [tally("early", 2, 1, 7), tally("late", 1, 0, 2)],
        "transform": [{"failed": {game_id(2): "PayloadError: bad"}}, {"failed": {}}],
        "load": [{"games": 1, "plays_written": 500}, {"games": 1, "plays_written": 480}],
        "derive": [{"games": 1}, {"games": 1}],
    }


def test_a_row_a_chunk_tells_what_each_step_did() -> None:
    early, late = chunk_rows(GROUPS, steps(), dry_run=False)
    assert early == {
        "chunk": "early",
        "final": 3,
        "stored": 2,
        "unchanged": 0,
        "already_there": 0,
        "incomplete": 0,
        "failed": 1,
        "uploads": 0,
        "requests": 7,
        "bytes": 10,
        "loaded": 1,
        "plays_written": 500,
        "derived": 1,
        "not_transformed": 1,
    }
    assert (late["chunk"], late["stored"], late["plays_written"], late["not_transformed"]) == (
        "late",
        1,
        480,
        0,
    )


def test_a_chunk_of_which_a_task_left_nothing_counts_as_nothing_done_and_moves_no_other() -> None:
    told = steps()
    told["fetch"][0] = None
    told["load"][0] = None
    told["derive"] = []
    early, late = chunk_rows(GROUPS, told, dry_run=False)
    assert (early["stored"], early["loaded"], early["derived"], early["not_transformed"]) == (0, 0, 0, 1)
    assert (late["stored"], late["loaded"], late["derived"]) == (1, 1, 0)


def test_a_dry_run_tells_the_games_of_each_chunk() -> None:
    assert chunk_rows(GROUPS, {}, dry_run=True) == [
        {"chunk": "early", "final": 3, "games": [game_id(1), game_id(2), game_id(3)]},
        {"chunk": "late", "final": 1, "games": [game_id(4)]},
    ]


def test_metrics_are_the_sums_of_the_run_each_with_a_unit() -> None:
    values = metric_values(chunk_rows(GROUPS, steps(), dry_run=False), open_games=2)
    assert values == {
        "games_stored": 3,
        "games_failed": 2,
        "games_loaded": 2,
        "plays_written": 980,
        "games_derived": 2,
        "requests": 9,
        "open_games": 2,
    }
    assert values.keys() == UNITS.keys()


def test_a_run_without_chunks_has_metrics_of_zero() -> None:
    assert set(metric_values([], open_games=0).values()) == {0.0}
