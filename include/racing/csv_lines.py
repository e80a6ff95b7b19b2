"""Lines of a file of results: fields joined by commas, not quoted, though older files quote some."""

from __future__ import annotations

import csv

from include.errors import PayloadError
from include.racing.errors import UnknownMarkupError


def read_lines(body: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each line's number and fields.

    :raises PayloadError: it is not UTF-8.
    :raises UnknownMarkupError: it is empty, or a line has more or fewer fields than the header.
    """
    try:
        content = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PayloadError(f"expected a file of results in UTF-8: {error}") from error
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[0].strip():
        raise UnknownMarkupError("expected a file of results with a header, its first line is empty")
    header = lines[0].split(",")
    is_quoted = lines[0].lstrip().startswith('"')
    rows = [(number, line.split(",")) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    if is_quoted:
        rows = [(number, [_unquoted(field) for field in fields]) for number, fields in rows]
    if any(len(fields) != len(header) for _, fields in rows):
        rows = _quoted_rows(content)
    for number, fields in rows:
        if len(fields) != len(header):
            raise UnknownMarkupError(
                f"line {number}: expected {len(header)} fields as in the header, got {len(fields)}"
            )
    return header, rows


def _quoted_rows(content: str) -> list[tuple[int, list[str]]]:
    """The lines below the header, read as CSV with quotes. A quoted field may hold commas and line breaks."""
    reader = csv.reader(content.splitlines(keepends=True), strict=True)
    try:
        next(reader)
        return [(reader.line_num, fields) for fields in reader if fields]
    except csv.Error as error:
        raise UnknownMarkupError(
            f"line {reader.line_num}: expected fields joined by commas: {error}"
        ) from error


def _unquoted(field: str) -> str:
    if len(field) >= 2 and field.startswith('"') and field.endswith('"'):
        return field[1:-1].replace('""', '"')
    return field
