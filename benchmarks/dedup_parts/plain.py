"""The plain way: one DuckDB file, and for each day a count, an update by row number, a check.

Its SQL is its own: the order in which rows of a key survive is written out as docs/DEDUP.md publishes it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.dedup_parts.days import BenchmarkDay

if TYPE_CHECKING:
    import duckdb

COUNT = """
SELECT count(*) - count(DISTINCT (game_id, player_lookup, system_id))
FROM predictions WHERE game_date = ? AND is_active
"""
UPDATE = """
UPDATE predictions
SET is_active = false, superseded_by = ranked.survivor_id, updated_at = now()
FROM (
    SELECT rowid AS row_number, first_value(prediction_id) OVER best AS survivor_id,
        row_number() OVER best AS place
    FROM predictions
    WHERE game_date = ? AND is_active
    WINDOW best AS (
        PARTITION BY game_id, player_lookup, system_id
        ORDER BY created_at DESC NULLS LAST, prediction_id DESC NULLS LAST,
            current_points_line DESC NULLS LAST, predicted_points DESC NULLS LAST,
            confidence_score DESC NULLS LAST, recommendation DESC NULLS LAST
    )
) AS ranked
WHERE predictions.rowid = ranked.row_number AND ranked.place > 1
"""
# As in the product's answer: what tells the rows of a key apart, as text.
ACTIVE = """
SELECT concat_ws('|', prediction_id, epoch_us(created_at),
    coalesce(CAST(CAST(current_points_line * 10 AS BIGINT) AS VARCHAR), 'none'),
    CAST(predicted_points * 10 AS BIGINT))
FROM predictions WHERE game_date = ? AND is_active
"""


@dataclass(frozen=True, slots=True)
class Plain:
    """The rows in a DuckDB file."""

    connection: duckdb.DuckDBPyConnection

    def clean(self, day: date) -> float:
        """Clean one day; returns the seconds that it took."""
        begun = time.monotonic()
        if self._duplicates(day):
            self.connection.execute(UPDATE, [day])
            left = self._duplicates(day)
            if left:
                raise AssertionError(f"plain DuckDB leaves {left} duplicates of {day}")
        return time.monotonic() - begun

    def active(self, day: date) -> list[str]:
        """The active rows of a day, sorted; equal rows are there as often as they are active."""
        return sorted(text for (text,) in self.connection.execute(ACTIVE, [day]).fetchall())

    def _duplicates(self, day: date) -> int:
        found = self.connection.execute(COUNT, [day]).fetchone()
        assert found is not None
        return int(found[0])


@contextmanager
def plain(folder: Path, days: Sequence[BenchmarkDay]) -> Iterator[Plain]:
    """Load the rows into a file below `folder`."""
    import duckdb

    with duckdb.connect(folder / "plain.duckdb") as connection:
        for place, each in enumerate(days):
            connection.register("arriving", each.rows)
            into = "INSERT INTO predictions" if place else "CREATE TABLE predictions AS"
            connection.execute(f"{into} SELECT * FROM arriving")
            connection.unregister("arriving")
        yield Plain(connection)
