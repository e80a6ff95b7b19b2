"""What is told of a shard while it runs."""

from __future__ import annotations

from typing import Any

from include.espn.enrichment.progress import Progress


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def make(total: int) -> tuple[Progress, Watch, list[dict[str, Any]]]:
    watch, told = Watch(), []
    return Progress("a..b", total, tell=told.append, clock=watch), watch, told


def test_told_once_every_four_seconds_however_many_games_pass() -> None:
    progress, watch, told = make(10)
    for second in (0.0, 1.0, 3.9, 4.0, 4.1, 7.9, 8.1):
        watch.now = 100.0 + second
        progress.note_game("2")
    assert [state["formats"] for state in told] == [{"2": 4}, {"2": 7}]


def test_rate_and_time_left_come_from_what_is_committed() -> None:
    progress, watch, _ = make(300)
    watch.now += 2.0
    for _ in range(150):
        progress.note_game("1")
    progress.note_commit(games=100, written=98, failed=2)
    state = progress.as_dict()
    assert (state["done"], state["total"], state["written"], state["failed"]) == (100, 300, 98, 2)
    assert (state["games_per_second"], state["eta_seconds"]) == (50.0, 4)


def test_before_the_first_commit_nobody_knows_the_time_left() -> None:
    assert make(5)[0].as_dict()["eta_seconds"] is None


def test_the_end_is_always_told() -> None:
    progress, _, told = make(0)
    progress.finish()
    assert len(told) == 1
