"""The CSV of a country's day: written as the public scrapers write theirs, read in any form they have had.

UTF-8, LF, a header, fields joined by commas and never quoted: commas and line breaks in values are
replaced before writing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa

from include.errors import PayloadError
from include.racing.csv_layouts import layout, with_swap_decided
from include.racing.csv_lines import CsvLines, read_lines
from include.racing.csv_row import LineReader
from include.racing.errors import UnknownMarkupError, UnreadableValueError
from include.racing.rows import NAMES, RunnerRow
from include.racing.table import FILE_COLUMNS, SCHEMA

_COMMAS = re.compile(r"\s*,\s*")
_MOST_LINES_TOLD = 10

Place = tuple[date, str]
"""Day and country."""


@dataclass(frozen=True, slots=True)
class CsvResults:
    """What a file of results holds.

    :param records: a runner each, in the file's order: the columns of `include.racing.rows.NAMES`, with
        `date` and `country`.
    :param unread_columns: headings of the file that stand for no column of ours: their values are not in
        `records`.
    :param other_days: how many lines are about other days than the one that was asked for.
    :param notes: sentences about what the file does not tell, and how it was read therefore.
    """

    records: tuple[dict[str, Any], ...]
    unread_columns: tuple[str, ...]
    other_days: int
    notes: tuple[str, ...]

    @property
    def table(self) -> pa.Table:
        """The runners as a table of `SCHEMA`, which has neither `date` nor `country`."""
        return pa.Table.from_pylist(list(self.records), schema=SCHEMA)

    @property
    def rows(self) -> tuple[RunnerRow, ...]:
        """The runners as typed rows, without `scraped_at`."""
        return tuple(msgspec.convert(record, RunnerRow) for record in self.records)


def write_csv(table: pa.Table, country: str, day: date) -> bytes:
    """The rows of a day as a file, in their order."""
    columns = [[_written(value) for value in table[column.name].to_pylist()] for column in FILE_COLUMNS]
    lines = [",".join(NAMES)]
    # Columns of one table: they are equally long, and strict says so.
    lines += [",".join((str(day), country, *fields)) for fields in zip(*columns, strict=True)]
    return ("\n".join(lines) + "\n").encode()


def read_csv(body: bytes, country: str, day: date, *, name: str | None = None) -> pa.Table:
    """The rows of `country` and `day` in a file, as a table of `SCHEMA`; as `read_results`."""
    return read_results(body, name=name or f"CSV of {country} {day}", country=country, day=day).table


def read_results(
    body: bytes, *, name: str, country: str | None = None, day: date | None = None
) -> CsvResults:
    """Read a file of results, ours or of a public scraper of any age (`include.racing.csv_layouts`).

    A file without race or horse ids gets natural ones (`include.racing.natural_ids`). A runner that is there
    twice with equal values is read once. A file with a header alone has no rows.

    :param name: of the file, for messages.
    :param country: of all rows; None: each row tells its own.
    :param day: the only day that is read, of a file that may hold several; None: all of them.
    :raises UnknownMarkupError: the header is not known; a line has too many or too few fields, or another
        country than `country`; no line is about `day`; a runner is there twice with different values.
    :raises UnreadableValueError: lines have values that cannot be read.
    :raises PayloadError: the file is too large, or not UTF-8.

    Each message begins with `name` and says in which line.
    """
    try:
        return _read(body, country, day)
    except PayloadError as error:
        raise type(error)(f"{name}: {error}") from error


def _read(body: bytes, country: str | None, day: date | None) -> CsvResults:
    lines = read_lines(body)
    found = layout(lines.header, needs_region=country is None)
    reader = LineReader(found, country)
    places = _places(reader, lines)
    _check_places(lines, places, country, day)
    notes = []
    if lines.is_cut:
        notes.append("the last line does not end with a line break: see whether the file is complete")
    if places:
        decided, note = with_swap_decided(found, max(place[0] for place in places))
        reader = LineReader(decided, country)
        notes += [note] if note else []
    records: dict[tuple[Any, ...], dict[str, Any]] = {}
    problems: list[str] = []
    other_days = 0
    for (number, fields), place in zip(lines.rows(), places, strict=True):
        if day is not None and place[0] != day:
            other_days += 1
            continue
        try:
            record = {"date": place[0], "country": place[1], **reader.record(number, fields, place[0])}
        except UnreadableValueError as error:
            problems.append(str(error))
            continue
        key = place, record["race_id"], record["horse_id"]
        if records.setdefault(key, record) != record:
            raise UnknownMarkupError(
                f"line {number}: horse {key[2]} of race {key[1]} again, with other values"
            )
    _raise_all(problems)
    return CsvResults(tuple(records.values()), found.unread, other_days, tuple(notes))


def _places(reader: LineReader, lines: CsvLines) -> list[Place]:
    places: list[Place] = []
    problems: list[str] = []
    for number, fields in lines.rows():
        try:
            places.append(reader.place(number, fields))
        except UnreadableValueError as error:
            problems.append(str(error))
    _raise_all(problems)
    return places


def _check_places(lines: CsvLines, places: Sequence[Place], country: str | None, day: date | None) -> None:
    """Check that the rows are of the country, and some of the day, that the file's name promises."""
    expected = " ".join(str(one) for one in (country, day) if one is not None)
    foreign = [
        (number, place)
        for (number, _), place in zip(lines.rows(), places, strict=True)
        if country is not None and place[1] != country
    ]
    if foreign:
        number, (came_day, came_country) = foreign[0]
        raise UnknownMarkupError(
            f"expected the results of {expected}, got those of {came_country} {came_day} in line {number} "
            f"({len(foreign)} of {len(places)} lines are of another country): put each country's file into "
            "its own folder"
        )
    if day is not None and places and all(place[0] != day for place in places):
        first, last = min(place[0] for place in places), max(place[0] for place in places)
        came = f"{first}" if first == last else f"{first} to {last}, without this day"
        raise UnknownMarkupError(f"expected the results of {expected}, got those of {places[0][1]} {came}")


def _raise_all(problems: Sequence[str]) -> None:
    """Raise one error that tells of all lines that cannot be read, if there are any."""
    if not problems:
        return
    more = len(problems) - _MOST_LINES_TOLD
    told = "; ".join(problems[:_MOST_LINES_TOLD]) + (f"; and {more} more" if more > 0 else "")
    count = f"{len(problems)} lines cannot be read: " if len(problems) > 1 else ""
    raise UnreadableValueError(f"{count}{told}")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return " ".join(_COMMAS.sub(" - ", str(value)).split())
