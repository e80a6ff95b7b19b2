"""The chart is a real picture: its size, and that every panel and every mark is drawn."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from include.quality.chart import Panel, draw
from tests.unit.quality.calendar import days_from

DAYS = days_from(date(2025, 9, 1), 31)
RED = (179, 38, 30)


def panel(*suspicious: date, low: int | None = 10, high: int | None = 40) -> Panel:
    return Panel(
        "gb",
        DAYS,
        [0 if day in suspicious else 25 for day in DAYS],
        [low] * 31,
        [high] * 31,
        frozenset(suspicious),
    )


def pixels(body: bytes) -> Any:
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    return (imread(io.BytesIO(body), format="png")[:, :, :3] * 255).round().astype(int)


def reds(body: bytes) -> int:
    return int((np.abs(pixels(body) - np.array(RED)).sum(axis=2) < 6).sum())


def test_a_chart_is_a_png_that_grows_with_its_panels() -> None:
    one, three = (pixels(draw([panel()] * count, "Races", "races")).shape for count in (1, 3))
    assert (one, three) == ((440, 1320, 3), (1034, 1320, 3))


def test_suspicious_days_are_marked() -> None:
    plain, marked = (draw([panel(*days)], "Races", "races") for days in ((), DAYS[5:8]))
    assert (reds(plain), reds(marked) > 100) == (0, True)


def test_without_an_expected_range_the_counts_are_drawn_all_the_same() -> None:
    known, unknown = (pixels(draw([panel(low=low, high=low)], "Races", "races")) for low in (10, None))
    assert known.shape == unknown.shape


def test_the_same_panels_give_the_same_bytes() -> None:
    assert draw([panel(DAYS[3])], "Races", "races") == draw([panel(DAYS[3])], "Races", "races")


def test_a_single_day_can_be_drawn() -> None:
    alone = Panel("gb", DAYS[:1], [0], [10], [40], frozenset(DAYS[:1]))
    assert pixels(draw([alone], "Races", "races")).size


def test_no_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one panel"):
        draw([], "Races", "races")
