"""Print all watermarks, or those of one stage: `python -m include.warehouse.watermarks_table [stage]`.

The address comes from SCOREBOOK_WAREHOUSE_URL. Columns: stage, key, value, updated_at (UTC).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC

import psycopg

from include.warehouse import watermarks
from include.warehouse.migrate import URL_VARIABLE
from include.warehouse.watermarks import Watermark

HEADINGS = ("stage", "key", "value", "updated_at")


def table(marks: Sequence[Watermark]) -> str:
    """The watermarks as lines of aligned columns, under a line of headings."""
    rows = [
        HEADINGS,
        *(
            (mark.stage, mark.key, mark.value, f"{mark.updated_at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}")
            for mark in marks
        ),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m include.warehouse.watermarks_table", description=__doc__)
    parser.add_argument("stage", nargs="?", help="only this stage, such as backfill")
    stage = parser.parse_args(arguments).stage
    url = os.environ.get(URL_VARIABLE)
    if not url:
        print(f"set {URL_VARIABLE} to postgresql://user:password@host:port/database", file=sys.stderr)  # noqa: T201
        return 2
    try:
        with psycopg.connect(url) as conn:
            marks = watermarks.list(conn, stage)
    except psycopg.OperationalError as error:
        print(f"the warehouse cannot be reached: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except psycopg.errors.UndefinedTable:
        print("the warehouse has no tables yet: run python -m include.warehouse.migrate", file=sys.stderr)  # noqa: T201
        return 1
    if marks:
        print(table(marks))  # noqa: T201
    else:
        print("no watermark was set yet" if stage is None else f"no watermark of stage {stage}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
