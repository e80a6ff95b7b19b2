from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from include.control.days import Days
from include.control.errors import RefusedError

NEW_YORK = ZoneInfo("America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_bounds_are_the_whole_local_days() -> None:
    bounds = Days.parse("2025-12-01", "2025-12-02").bounds(NEW_YORK)
    assert bounds == (utc(2025, 12, 1, 5), utc(2025, 12, 3, 4, 59, 59))


def test_day_on_which_the_clock_goes_forward_has_23_hours() -> None:
    bounds = Days.parse("2026-03-08", "2026-03-08").bounds(NEW_YORK)
    assert bounds == (utc(2026, 3, 8, 5), utc(2026, 3, 9, 3, 59, 59))


def test_day_on_which_the_clock_goes_back_has_25_hours() -> None:
    bounds = Days.parse("2025-11-02", "2025-11-02").bounds(NEW_YORK)
    assert bounds == (utc(2025, 11, 2, 4), utc(2025, 11, 3, 4, 59, 59))


def test_zone_decides_the_instants() -> None:
    bounds = Days.parse("2025-07-01", "2025-07-01").bounds(ZoneInfo("Europe/London"))
    assert bounds == (utc(2025, 6, 30, 23), utc(2025, 7, 1, 22, 59, 59))


def test_400_days_are_allowed() -> None:
    assert len(Days.parse("2024-10-01", "2025-11-04").all()) == 400


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "2025-11-02", "FROM is '': write a day as YYYY-MM-DD, such as 2025-11-02."),
        ("20251101", "2025-11-02", "FROM is '20251101': write a day as YYYY-MM-DD, such as 2025-11-02."),
        ("2025-11-01", "tomorrow", "TO is 'tomorrow': write a day as YYYY-MM-DD, such as 2025-11-02."),
        ("2025-02-29", "2025-03-01", "FROM 2025-02-29 is no day of the calendar: correct it."),
        ("2025-11-03", "2025-11-02", "FROM 2025-11-03 is after TO 2025-11-02: swap them."),
        (
            "2024-10-01",
            "2025-11-05",
            "2024-10-01 to 2025-11-05 are 401 days: ask for at most 400 at a time.",
        ),
    ],
)
def test_refuses_what_is_no_range(first: str, last: str, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        Days.parse(first, last)
    assert str(refused.value) == sentence
