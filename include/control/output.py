"""What the commands print: lines and aligned tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def say(line: str = "") -> None:
    """Print one line at once, also when standard output is a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return rows as aligned lines under a header; numbers are right-aligned.

    The columns are those of all rows, in the order in which they first come.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if not columns:
        return []
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    heads = [name.replace("_", " ") for name in columns]
    widths = [max(len(head), *(len(line[at]) for line in cells)) for at, head in enumerate(heads)]
    right = [_is_number_column(row.get(name) for row in rows) for name in columns]
    return [_line(line, widths, right) for line in [heads, ["-" * width for width in widths], *cells]]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _is_number_column(values: Any) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(is_number(value) for value in present)


def is_number(value: Any) -> bool:
    """Say whether a figure can be summed up (True and False cannot)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return value if isinstance(value, str) else json.dumps(value, default=str)
