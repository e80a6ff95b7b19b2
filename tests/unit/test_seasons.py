"""Seasons by day and by label."""

from __future__ import annotations

from datetime import date

import pytest

from include.errors import ParamError
from include.seasons import read_season, season_label, season_of


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2023, 10, 24), 2024),
        (date(2024, 6, 17), 2024),
        (date(2022, 9, 30), 2023),
        (date(2020, 10, 11), 2020),
        (date(2020, 12, 11), 2021),
        (date(2021, 7, 20), 2021),
        (date(2011, 12, 25), 2012),
    ],
)
def test_a_day_belongs_to_the_season_that_was_played_then(day: date, season: int) -> None:
    assert season_of(day) == season


def test_labels_are_read_back() -> None:
    assert season_label(2000) == "1999-00"
    assert [read_season(season_label(year)) for year in (1947, 2000, 2001, 2026)] == [1947, 2000, 2001, 2026]


@pytest.mark.parametrize("typed", ["2024", "2023-25", "2023/24", "23-24", "", "1945-46", "٢٠٢٣-24"])
def test_anything_else_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ParamError, match="written like 2023-24"):
        read_season(typed)
