"""The figures of a run, for people."""

from __future__ import annotations

from typing import Any

HEADS = ("", "plays/min", "again plays/min", "again rows written", "peak MB")


def table(told: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = [HEADS] + [
        (
            name,
            f"{told[name]['plays_per_minute']:,}",
            f"{told[name]['second_plays_per_minute']:,}",
            f"{told[name]['second_rows_written']:,}",
            str(told[name]["peak_mb"]),
        )
        for name in ("plain", "product")
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    shown = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    shown.append(
        f"{told['games']} games, {told['plays']:,} plays, {told['equal_rows']:,} equal rows, "
        f"{told['cores']} cores; ratio {told['ratio']}, again {told['ratio_second']}"
    )
    if told["rate_share"] is not None:
        shown.append(
            f"{told['workers']} workers reached {told['rate_share']:.1%} of "
            f"{told['allowed_per_second']:g} requests a second in {told['asked_seconds']:g} s"
        )
    return "\n".join(shown)
