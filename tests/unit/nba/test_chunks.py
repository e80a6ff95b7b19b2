from __future__ import annotations

from datetime import date

import msgspec
import pytest

from include.nba import chunks
from include.nba.schedule import ListedGame
from tests.unit.nba.listed_games import listed_game


def on_days(*days: int) -> list[ListedGame]:
    """A game on each of the days; the same day as often as it is named."""
    return [listed_game(number, day) for number, day in enumerate(days, start=1)]


def cut_days(found: list[list[ListedGame]]) -> list[list[int]]:
    first = found[0][0].day
    return [[(game.day - first).days for game in chunk] for chunk in found]


def test_chunks_are_days_that_follow_each_other() -> None:
    games = on_days(0, 0, 1, 6, 7, 13, 14)
    assert cut_days(chunks.by_days(games, 7)) == [[0, 0, 1, 6], [7, 13], [14]]


def test_a_break_leaves_no_empty_chunk_and_does_not_move_the_cuts() -> None:
    assert cut_days(chunks.by_days(on_days(0, 20, 21), 7)) == [[0], [20], [21]]


def test_one_day_a_chunk() -> None:
    assert cut_days(chunks.by_days(on_days(0, 0, 2), 1)) == [[0, 0], [2]]


@pytest.mark.parametrize("cut", [chunks.by_days, chunks.by_games])
def test_no_games_are_no_chunks(cut: object) -> None:
    assert cut([], 7) == []  # type: ignore[operator]


def test_adaptive_chunks_hold_whole_days_up_to_54_games() -> None:
    games = on_days(*([0] * 30), *([1] * 24), *([2] * 50), *([3] * 5))
    assert [len(chunk) for chunk in chunks.by_games(games, 31)] == [54, 50, 5]


def test_adaptive_chunk_is_never_longer_than_chunk_days() -> None:
    assert cut_days(chunks.by_games(on_days(0, 2, 3, 5, 6), 3)) == [[0, 2], [3, 5], [6]]


def test_a_day_is_not_split_however_many_games_it_has() -> None:
    assert [len(chunk) for chunk in chunks.by_games(on_days(*([0] * 60), 1), 31)] == [60, 1]


@pytest.mark.parametrize("cut", [chunks.by_days, chunks.by_games])
@pytest.mark.parametrize("chunk_days", [1, 7, 31])
def test_every_game_is_in_exactly_one_chunk_in_order(cut: object, chunk_days: int) -> None:
    games = on_days(*(day for day in range(160) if day % 9 for _ in range(day % 13)))
    found = cut(games, chunk_days)  # type: ignore[operator]
    assert [game for chunk in found for game in chunk] == games
    assert all((chunk[-1].day - chunk[0].day).days < chunk_days for chunk in found)


@pytest.mark.parametrize(
    ("first", "last", "count", "label"),
    [
        (date(2024, 10, 22), date(2024, 10, 28), 54, "2024-10-22..28 · 54 games"),
        (date(2024, 10, 29), date(2024, 11, 4), 53, "2024-10-29..11-04 · 53 games"),
        (date(2024, 12, 30), date(2025, 1, 5), 50, "2024-12-30..2025-01-05 · 50 games"),
        (date(2024, 12, 17), date(2024, 12, 17), 1, "2024-12-17 · 1 game"),
        (date(2024, 10, 2), date(2025, 10, 3), 2, "2024-10-02..2025-10-03 · 2 games"),
    ],
)
def test_label_tells_days_and_games(first: date, last: date, count: int, label: str) -> None:
    days = [first] * (count - 1) + [last]
    games = [msgspec.structs.replace(listed_game(n), day=day) for n, day in enumerate(days, start=1)]
    assert chunks.label(games) == label
