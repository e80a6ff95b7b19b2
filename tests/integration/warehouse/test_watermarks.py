"""Watermarks on a real server."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from include.warehouse import watermarks
from include.warehouse.watermarks import WatermarkError

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]


def test_a_watermark_that_was_never_set_is_none(warehouse: Connection) -> None:
    assert watermarks.get(warehouse, "schedule", "daily") is None


def test_a_watermark_moves_forward(warehouse: Connection) -> None:
    for day in ("2025-01-31", "2025-02-01"):
        watermarks.set(warehouse, "schedule", "daily", day)

    assert watermarks.get(warehouse, "schedule", "daily") == "2025-02-01"


def test_a_watermark_does_not_go_back(warehouse: Connection) -> None:
    watermarks.set(warehouse, "schedule", "daily", "2025-02-01")

    with pytest.raises(WatermarkError, match="schedule/daily stands at 2025-02-01"):
        watermarks.set(warehouse, "schedule", "daily", "2025-01-31")
    assert watermarks.get(warehouse, "schedule", "daily") == "2025-02-01"


def test_numbers_compare_as_numbers(warehouse: Connection) -> None:
    watermarks.set(warehouse, "chunk", "2024-25", "9")
    watermarks.set(warehouse, "chunk", "2024-25", "10")

    with pytest.raises(WatermarkError):
        watermarks.set(warehouse, "chunk", "2024-25", "9")


def test_game_ids_keep_their_leading_zeros_and_their_order(warehouse: Connection) -> None:
    for game in ("0022400009", "0022400010", "0042400101"):
        watermarks.set(warehouse, "backfill", "2024-25", game)

    assert watermarks.get(warehouse, "backfill", "2024-25") == "0042400101"
    with pytest.raises(WatermarkError, match="stands at 0042400101 and would go back to 0022401230"):
        watermarks.set(warehouse, "backfill", "2024-25", "0022401230")


def test_an_advance_tells_whether_it_moved(warehouse: Connection) -> None:
    moves = [
        watermarks.advance(warehouse, "schedule", "daily", day)
        for day in ("2024-12-31", "2025-01-01", "2025-01-01", "2024-12-31")
    ]

    assert moves == [True, True, False, False]
    assert watermarks.get(warehouse, "schedule", "daily") == "2025-01-01"


def test_setting_the_same_value_does_not_touch_the_row(warehouse: Connection) -> None:
    query = "SELECT xmin::text, ctid::text FROM ops.ingest_watermarks"
    watermarks.set(warehouse, "schedule", "daily", "2025-02-01")
    warehouse.commit()
    before = warehouse.execute(query).fetchall()

    watermarks.set(warehouse, "schedule", "daily", "2025-02-01")
    warehouse.commit()

    assert warehouse.execute(query).fetchall() == before


def test_a_reset_goes_back_on_purpose(warehouse: Connection) -> None:
    watermarks.set(warehouse, "schedule", "daily", "2025-02-01")

    watermarks.reset(warehouse, "schedule", "daily", "2024-10-01")

    assert watermarks.get(warehouse, "schedule", "daily") == "2024-10-01"


def test_a_reset_without_a_value_forgets(warehouse: Connection) -> None:
    watermarks.set(warehouse, "schedule", "daily", "2025-02-01")

    watermarks.reset(warehouse, "schedule", "daily")

    assert watermarks.get(warehouse, "schedule", "daily") is None


def test_the_list_holds_all_or_one_stage_in_order(warehouse: Connection) -> None:
    for stage, key in (("load", "b"), ("fetch", "z"), ("load", "a")):
        watermarks.set(warehouse, stage, key, "1")

    everything = [(mark.stage, mark.key) for mark in watermarks.list(warehouse)]
    assert everything == [("fetch", "z"), ("load", "a"), ("load", "b")]
    assert [mark.key for mark in watermarks.list(warehouse, "load")] == ["a", "b"]


def test_a_watermark_of_work_that_was_rolled_back_did_not_move(warehouse: Connection) -> None:
    with warehouse.transaction(force_rollback=True):
        watermarks.set(warehouse, "schedule", "daily", "2025-02-01")

    assert watermarks.get(warehouse, "schedule", "daily") is None
