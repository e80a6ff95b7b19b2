"""Lines of a file of results: fields joined by commas, which most programs do not quote and some do.

- Our own writer and the public scrapers never quote: they replace commas in values. Their values may hold
  quotation marks of their own (`Led "early"`).
- pandas and spreadsheets quote a field that holds a comma, a quotation mark or a line break (RFC 4180).

A line is cut at each comma where that gives as many fields as the header has; else the file is read as RFC
4180 says. A line that fits neither is refused: nothing is moved, filled up or cut off.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from include.errors import PayloadError
from include.racing.columns import NAMES
from include.racing.errors import UnknownMarkupError

MOST_BYTES = 64 * 2**20
"""A year of British racing takes about 30 MB. All lines are kept in memory."""

MOST_LINES = 200_000
"""A year of British, Irish and French racing has about 150,000 runners. Each is kept in memory, in 4 kB."""

NumberedFields = tuple[int, list[str]]

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# A public scraper of December 2018 forgot a comma between two headings: "dec""age".
_FORGOTTEN_COMMA = re.compile(r'(?<=[^",])""(?=[^",])')


@dataclass(frozen=True, slots=True)
class CsvLines:
    """A file's header, and the fields of its lines.

    :param header: the headings as they stand there, without quotation marks.
    :param rows: gives, from the start at each call, the number of each line in the file, counted from 1, and
        its fields, as many as headings.
    :param is_cut: whether the last line has no line break: the file may be incomplete.
    """

    header: tuple[str, ...]
    rows: Callable[[], Iterator[NumberedFields]]
    is_cut: bool


def read_lines(body: bytes) -> CsvLines:
    """The lines of a file. They are checked before this returns, and cut into fields one by one after it.

    :raises PayloadError: it is too large, has too many lines, or is not UTF-8.
    :raises UnknownMarkupError: it is empty, or a line has more or fewer fields than the header.
    """
    content = _decoded(body)
    if (count := content.count("\n")) > MOST_LINES:
        raise PayloadError(
            f"expected a file of results of at most {MOST_LINES} lines, got {count}: split it, for example "
            "by year or by day"
        )
    lines = content.split("\n")
    if not lines[0].strip():
        raise UnknownMarkupError("expected a file of results with a header, its first line is empty")
    header = _headings(lines[0])
    is_ours = header == NAMES
    rows: Callable[[], Iterator[NumberedFields]]
    unfit = next(
        (
            number
            for number, line in enumerate(lines[1:], start=2)
            if not _fits(line, len(header), is_ours=is_ours)
        ),
        None,
    )
    if unfit is None:
        rows = partial(_cut_rows, lines, is_ours=is_ours)
    else:
        _check_quoted(content, lines, len(header), unfit)
        rows = partial(_quoted_rows, content)
    return CsvLines(header, rows, is_cut=bool(lines[-1]))


def _decoded(body: bytes) -> str:
    if len(body) > MOST_BYTES:
        raise PayloadError(
            f"expected a file of results of at most {MOST_BYTES // 2**20} MiB, got {len(body) / 2**20:.0f} "
            "MiB: split it, for example by year or by day"
        )
    try:
        content = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise PayloadError(
            f"line {line}: expected a file of results in UTF-8, got the byte 0x{body[error.start]:02x}. If "
            "it was written on Windows, convert it: iconv -f WINDOWS-1252 -t UTF-8"
        ) from error
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _headings(line: str) -> tuple[str, ...]:
    whole = _FORGOTTEN_COMMA.sub('","', line)
    return tuple(heading.strip().strip('"').strip() for heading in whole.split(","))


def _fits(line: str, count: int, *, is_ours: bool) -> bool:
    """Whether a line can be cut at its commas; a blank one is none."""
    if not line.strip():
        return True
    if line.count(",") + 1 != count:
        return False
    return is_ours or '"' not in line or not _has_quoted_comma(line.split(","))


def _has_quoted_comma(fields: Sequence[str]) -> bool:
    """Whether a quotation mark opens in one field and closes in a later one: then a comma is quoted."""
    is_open = False
    for field in fields:
        if is_open:
            if field.endswith('"'):
                return True
        elif field.startswith('"') and not _QUOTED.fullmatch(field):
            is_open = True
    return False


def _cut_rows(lines: Sequence[str], *, is_ours: bool) -> Iterator[NumberedFields]:
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            fields = line.split(",")
            yield number, fields if is_ours or '"' not in line else [_unquoted(field) for field in fields]


def _unquoted(field: str) -> str:
    return field[1:-1].replace('""', '"') if _QUOTED.fullmatch(field) else field


def _quoted_rows(content: str) -> Iterator[NumberedFields]:
    """The lines below the header, read as CSV with quotes. A quoted field may hold commas and line breaks."""
    return ((first, fields) for first, _, fields in _quoted_records(content))


def _quoted_records(content: str) -> Iterator[tuple[int, int, list[str]]]:
    """The number of the first and of the last line of each record below the header, and its fields."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        next(reader)
        number = reader.line_num + 1
        for fields in reader:
            if fields and (len(fields) > 1 or fields[0].strip()):
                yield number, reader.line_num, fields
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnknownMarkupError(
            f"line {reader.line_num}: expected fields joined by commas: {error}"
        ) from error


def _check_quoted(content: str, lines: Sequence[str], count: int, unfit: int) -> None:
    """Check that every record has `count` fields when the file is read as RFC 4180 says.

    :param unfit: number of the first line that cannot be cut at its commas. Without a quotation mark, and not
        between two of one field, it is wrong in either way: then the message is about it.
    """
    line = lines[unfit - 1]
    try:
        problem = _quoted_problem(content, lines, count)
    except UnknownMarkupError as error:
        problem = str(error)
    if problem and '"' not in line:
        problem = _count_problem(unfit, count, line.count(",") + 1)
    if problem:
        raise UnknownMarkupError(problem)


def _quoted_problem(content: str, lines: Sequence[str], count: int) -> str | None:
    """What is wrong with the first record that is; None where all are right.

    A record of several lines of which two are whole by themselves is wrong: the quotation marks are of two
    values that are not quoted, and what stands between them is no part of a value.
    """
    for first, last, fields in _quoted_records(content):
        if len(fields) != count:
            return _count_problem(first, count, len(fields))
        if last > first and sum(line.count(",") + 1 == count for line in lines[first - 1 : last]) > 1:
            return f"line {first}: expected one line, got a quotation mark that is closed in line {last}"
    return None


def _count_problem(number: int, count: int, came: int) -> str:
    return f"line {number}: expected {count} fields as in the header, got {came}"
