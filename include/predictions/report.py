"""What a run tells: a row a day, for people and for `ops.quality_results`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from include.warehouse.quality import QualityResult

DATASET = "predictions"
CHECK = "duplicates"
Status = Literal["clean", "cleaned", "in_streaming_buffer", "failed", "would_clean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One day.

    :param total: active rows that were counted; None where nothing was counted.
    :param duplicates: rows beyond the first of their key.
    :param locked: rows that BigQuery said are in the table's streaming buffer when it refused the last
        try; its estimate. 0 once the day is cleaned.
    :param remaining: duplicates that are still there.
    :param bytes: of a dry run: what the clean-up would read.
    :param message: why it failed or waits.
    """

    day: str
    status: Status
    total: int | None = None
    duplicates: int | None = None
    deactivated: int = 0
    locked: int | None = 0
    remaining: int | None = None
    bytes: int | None = None
    message: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The figures as they travel between tasks: without what is not known of this kind of run."""
        values = asdict(self)
        return {name: values[name] for name in values if name not in ("bytes", "message") or values[name]}


def day_rows(days: Sequence[str], told: Sequence[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """A row a day; a day whose task told nothing has failed before it could count."""
    rows = []
    for place, day in enumerate(days):
        figures = told[place] if place < len(told) else None
        if figures is None:
            message = "the task ended before it had counted; its log says why"
            figures = DayFigures(day=day, status="failed", message=message).as_dict()
        rows.append(figures)
    return rows


def quality_results(
    rows: Sequence[dict[str, Any]], *, run_id: str, checked_at: datetime
) -> list[QualityResult]:
    """The rows as results of the check `duplicates`: what was observed are the duplicates that remain."""
    return [
        QualityResult(
            dataset=DATASET,
            check=CHECK,
            status=row["status"],
            checked_at=checked_at,
            day=date.fromisoformat(row["day"]),
            observed=row["remaining"],
            expected_low=0,
            expected_high=0,
            message=row.get("message"),
            details={name: row[name] for name in ("total", "duplicates", "deactivated", "locked")},
            run_id=run_id,
        )
        for row in rows
    ]
