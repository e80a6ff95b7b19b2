"""Run a query on the warehouse, read-only, and print its rows: `python -m include.warehouse.query`.

`-c QUERY` runs one query. Without it a query is read from standard input; on a terminal a prompt asks for
one after the other, each ended by a semicolon. The address comes from SCOREBOOK_WAREHOUSE_URL. Each query
has a read-only transaction of its own: nothing can be changed by mistake. Long values are cut, and so are
long answers; `--csv` prints everything.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TextIO

import psycopg

from include.warehouse.migrate import URL_VARIABLE

SHOWN_ROWS = 200
SHOWN_CHARACTERS = 60
PROMPT = "sql> "
FURTHER = "  -> "


def run(conn: psycopg.Connection[Any], query: str, out: TextIO, *, as_csv: bool, shown: int) -> None:
    """Run one query in a read-only transaction and write its rows.

    :param shown: the most rows of a table; a CSV always has all.
    :raises psycopg.Error: PostgreSQL refuses it.
    """
    with conn.transaction():
        # The first statement: afterwards no statement can make the transaction writable any more.
        conn.execute("SET TRANSACTION READ ONLY")
        conn.execute("SELECT 1")
        with conn.cursor() as cursor:
            # Row by row, with the protocol that takes one statement only. Without rows there are no columns.
            rows = cursor.stream(query.encode())
            first = next(rows, None)
            columns = [column.name for column in cursor.description or ()]
            _write(_all(first, rows), columns, out, as_csv=as_csv, shown=shown)


def _all(first: tuple[Any, ...] | None, others: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    if first is not None:
        yield first
        yield from others


def _write(
    rows: Iterator[tuple[Any, ...]], columns: Sequence[str], out: TextIO, *, as_csv: bool, shown: int
) -> None:
    if as_csv:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(value) for value in row] for row in rows)
        return
    found = list(islice(rows, shown))
    if columns:
        out.write("\n".join(_table(columns, found)) + "\n")
    is_cut = next(rows, None) is not None
    out.write(f"({'first ' if is_cut else ''}{len(found)} row{'s' * (len(found) != 1)}")
    out.write("; --rows N shows more, --csv all)\n" if is_cut else ")\n")


def _table(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """Aligned lines under a heading; numbers to the right."""
    cells = [[_cut(_text(value)) for value in row] for row in rows]
    widths = [max(len(name), *(len(line[place]) for line in cells), 1) for place, name in enumerate(columns)]
    right = [
        any(row[place] is not None for row in rows)
        and all(row[place] is None or _is_number(row[place]) for row in rows)
        for place in range(len(columns))
    ]
    lines = [list(columns), ["-" * width for width in widths], *cells]
    return [
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | str | list | dict) and hasattr(value, "__float__")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 3] + "..."


def _asked(source: TextIO) -> Iterator[str]:
    """Queries that a person types, each ended by a semicolon at the end of a line."""
    lines: list[str] = []
    while True:
        sys.stdout.write(FURTHER if lines else PROMPT)
        sys.stdout.flush()
        line = source.readline()
        if not line or (not lines and line.strip() in ("\\q", "exit", "quit")):
            sys.stdout.write("\n")
            return
        if line.strip():
            lines.append(line)
        if line.rstrip().endswith(";"):
            yield "".join(lines)
            lines = []


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m include.warehouse.query", description=__doc__)
    parser.add_argument("-c", dest="query", help="the query; an empty one is as none")
    parser.add_argument("--csv", action="store_true", help="all rows as CSV, values whole")
    parser.add_argument(
        "--rows", type=int, default=SHOWN_ROWS, help=f"most rows shown (default {SHOWN_ROWS})"
    )
    wishes = parser.parse_args(arguments)
    url = os.environ.get(URL_VARIABLE)
    if not url:
        sys.stderr.write(f"set {URL_VARIABLE} to postgresql://user:password@host:port/database\n")
        return 2
    is_asking = not wishes.query and sys.stdin.isatty()
    queries = _asked(sys.stdin) if is_asking else iter([wishes.query or sys.stdin.read()])
    failed = False
    try:
        with psycopg.connect(url, autocommit=True, application_name="scorebook sql") as conn:
            for query in queries:
                failed = not _answered(conn, query, wishes)
    except psycopg.OperationalError as error:
        sys.stderr.write(f"the warehouse cannot be reached: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    return int(failed and not is_asking)


def _answered(conn: psycopg.Connection[Any], query: str, wishes: argparse.Namespace) -> bool:
    try:
        run(conn, query, sys.stdout, as_csv=wishes.csv, shown=wishes.rows)
    except psycopg.errors.ReadOnlySqlTransaction as error:
        said = str(error).rstrip()
        sys.stderr.write(f"{said}. This command only reads: change data with the workflows, or with psql.\n")
    except psycopg.Error as error:
        if conn.closed:
            raise
        sys.stderr.write(f"{str(error).rstrip()}\n")
    else:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
