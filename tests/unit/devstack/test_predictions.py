"""The simulated predictions: as many duplicates, ties and equal ids as were asked for."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from include.devstack.predictions import Day, day_rows
from include.devstack.predictions.table import COLUMNS

DAY = date(2026, 3, 9)


def made(**wanted: Any) -> list[dict[str, Any]]:
    return day_rows(Day(day=DAY, **wanted)).to_pylist()


def key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["game_id"], row["player_lookup"], row["system_id"]


def by_key(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["created_at"]):
        if row["is_active"]:
            found.setdefault(key(row), []).append(row)
    return found


def test_columns_stand_in_the_order_of_the_table() -> None:
    assert day_rows(Day(day=DAY, keys=1)).column_names == list(COLUMNS)


def test_a_day_without_duplicates_has_one_active_row_for_each_key() -> None:
    rows = made(keys=450)
    assert set(Counter(map(key, rows)).values()) == {1}
    assert len(by_key(rows)) == 450
    assert {row["game_date"] for row in rows} == {DAY}


def test_duplicates_come_in_later_batches_of_their_keys() -> None:
    found = by_key(made(keys=10, duplicates=13))
    assert sum(len(rows) - 1 for rows in found.values()) == 13
    assert sorted(len(rows) for rows in found.values()) == [2] * 7 + [3] * 3
    for rows in found.values():
        assert len({row["created_at"] for row in rows}) == len(rows)
        assert len({row["prediction_id"] for row in rows}) == len(rows)


def test_the_first_batch_is_of_eight_o_clock_in_new_york() -> None:
    (row,) = made(keys=1)
    assert row["created_at"] == datetime(2026, 3, 9, 12, tzinfo=UTC)
    (winter,) = day_rows(Day(day=date(2026, 1, 9), keys=1)).to_pylist()
    assert winter["created_at"] == datetime(2026, 1, 9, 13, tzinfo=UTC)


def test_ties_share_created_at_and_some_of_them_the_id() -> None:
    found = by_key(made(keys=10, duplicates=8, ties=5, same_ids=2))
    pairs = [rows for rows in found.values() if len(rows) == 2]
    tied = [rows for rows in pairs if rows[0]["created_at"] == rows[1]["created_at"]]
    assert (len(pairs), len(tied)) == (8, 5)
    assert sum(first["prediction_id"] == second["prediction_id"] for first, second in pairs) == 2
    assert all(first != second for first, second in tied)


def test_twins_are_equal_in_every_column() -> None:
    found = by_key(made(keys=10, duplicates=4, twins=3))
    pairs = [rows for rows in found.values() if len(rows) == 2]
    assert sum(first == second for first, second in pairs) == 3


def test_lines_of_a_key_differ_and_one_in_four_is_null() -> None:
    rows = made(keys=8, duplicates=24)
    for same in by_key(rows).values():
        assert {row["current_points_line"] for row in same} == {
            Decimal("24.5"),
            Decimal("25"),
            Decimal("18.5"),
            None,
        }


def test_inactive_rows_name_what_replaced_them() -> None:
    rows = made(keys=5, inactive=7)
    active = {row["prediction_id"] for row in rows if row["is_active"]}
    off = [row for row in rows if not row["is_active"]]
    assert len(off) == 7
    assert {row["superseded_by"] for row in off} == active
    assert not active & {row["prediction_id"] for row in off}


def test_the_same_seed_makes_the_same_rows_and_another_seed_others() -> None:
    wanted = Day(day=DAY, keys=50, duplicates=20)
    assert day_rows(wanted, seed=3).equals(day_rows(wanted, seed=3))
    assert not day_rows(wanted, seed=3).equals(day_rows(wanted, seed=4))


@pytest.mark.parametrize(
    "wanted", [{"keys": 0}, {"keys": 1, "ties": 1}, {"keys": 1, "duplicates": 2, "ties": 1, "same_ids": 2}]
)
def test_a_day_that_cannot_be_is_refused(wanted: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="same_ids <= ties"):
        Day(day=DAY, **wanted)
