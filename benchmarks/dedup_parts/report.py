"""The figures of a run, for people."""

from __future__ import annotations

from typing import Any

HEADS = ("kind of day", "days", "plain s", "product s", "jobs", "refused", "modifying", "partitions")
FIELDS = (
    "days",
    "plain_seconds_a_day",
    "product_seconds_a_day",
    "jobs_a_day",
    "refused_jobs_a_day",
    "modifying_jobs_a_day",
    "partitions_touched_a_day",
)


def table(told: dict[str, Any]) -> str:
    """The figures as lines of text; all but the first column are a day's."""
    lines = [HEADS] + [
        (kind, *(str(figures[field]) for field in FIELDS)) for kind, figures in told["kinds"].items()
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    shown = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    second = told["second"]
    shown.append(
        f"{told['rows']:,} rows, {told['switched_off']:,} switched off, {told['active_rows']:,} active, "
        f"{'the same' if told['same_active_ids'] else 'OTHERS'} in both"
    )
    shown.append(
        f"plain {told['plain']['seconds']} s, product {told['product']['seconds']} s, ratio {told['ratio']}; "
        f"again {second['seconds']} s "
        f"with {second['jobs']} jobs, {second['modifying_jobs']} of them modifying"
    )
    return "\n".join(shown)
