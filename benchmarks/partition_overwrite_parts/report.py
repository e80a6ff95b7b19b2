"""The figures of a run, for people."""

from __future__ import annotations

from typing import Any

HEADS = ("partitions", "product s", "awswrangler s", "floor s", "awswrangler/product", "product/floor")


def table(told: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = [HEADS] + [
        (
            size,
            *(f"{seconds[name]:.3f}" for name in ("product", "awswrangler", "floor")),
            str(told[f"ratio_{size}"]),
            str(told[f"floor_{size}"]),
        )
        for size, seconds in told["seconds"].items()
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    shown = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    shown.append(
        f"{told['rows']} rows x {told['columns']} columns a partition, medians of {told['rounds']} rounds, "
        f"{told['cores']} cores"
    )
    return "\n".join(shown)
