"""The rows: clean days, dirty days, dirty ones that need more care, and one that is locked at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from include.devstack.predictions import Day, day_rows

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["clean", "dirty", "dirty, alike", "locked then released"]
FIRST = date(2026, 3, 2)
KINDS: tuple[Kind, ...] = (
    "clean",
    "dirty",
    "dirty, alike",
    "clean",
    "dirty",
    "dirty",
    "clean",
    "dirty",
    "dirty, alike",
)
LAST: Kind = "locked then released"
STREAMED_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class BenchmarkDay:
    """One day; the last `streamed` of its rows come by `insertAll`, the others by a load job."""

    day: date
    kind: Kind
    rows: pa.Table
    streamed: int


def make_days(rows: int, days: int) -> list[BenchmarkDay]:
    """About `rows` rows in all, the same ones for equal arguments. The last day is the locked one."""
    kinds = [*(KINDS[place % len(KINDS)] for place in range(days - 1)), LAST]
    return [_make_day(FIRST + timedelta(days=place), kind, rows // days) for place, kind in enumerate(kinds)]


def _make_day(day: date, kind: Kind, rows: int) -> BenchmarkDay:
    """A tenth are switched off already. Unless it is clean, two tenths are duplicates, a tenth of those tie;
    alike are rows with the same `created_at` and `prediction_id`, some of them exact copies.
    """
    inactive = rows // 10
    duplicates = 0 if kind == "clean" else 2 * rows // 10
    wanted = Day(
        day=day,
        keys=rows - inactive - duplicates,
        duplicates=duplicates,
        ties=duplicates // 10,
        same_ids=duplicates // 20 if kind == "dirty, alike" else 0,
        twins=duplicates // 50 if kind == "dirty, alike" else 0,
        inactive=inactive,
    )
    streamed = max(1, int(rows * STREAMED_SHARE)) if kind == LAST else 0
    return BenchmarkDay(day, kind, day_rows(wanted), streamed)
