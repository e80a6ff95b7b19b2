"""The CSV of a country's day: written as the public scrapers write theirs, read in any form they have had.

UTF-8, LF, a header, fields joined by commas and never quoted: commas and line breaks in values are
replaced before writing.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from include.racing.columns import NAMES
from include.racing.csv_layouts import layout
from include.racing.csv_lines import read_lines
from include.racing.csv_row import LineReader
from include.racing.errors import UnknownMarkupError
from include.racing.table import FILE_COLUMNS, SCHEMA

_COMMAS = re.compile(r"\s*,\s*")


def write_csv(table: pa.Table, country: str, day: date) -> bytes:
    """The rows of a day as a file, in their order."""
    columns = [[_written(value) for value in table[column.name].to_pylist()] for column in FILE_COLUMNS]
    lines = [",".join(NAMES)]
    # Columns of one table: they are equally long, and strict says so.
    lines += [",".join((str(day), country, *fields)) for fields in zip(*columns, strict=True)]
    return ("\n".join(lines) + "\n").encode()


def read_csv(body: bytes, country: str, day: date) -> pa.Table:
    """The rows of `country` and `day` in a file, as a table of `SCHEMA`.

    A file without race or horse ids gets natural ones (`include.racing.natural_ids`). Of a file that holds
    several days or countries, only the asked ones are read. A runner that is there twice with equal values
    is read once.

    :raises PayloadError: it is no such file, is about another day or country, or a value cannot be read;
        the message says in which line.
    """
    header, lines = read_lines(body)
    reader = LineReader(layout(header), country)
    places = [(number, fields, reader.place(number, fields)) for number, fields in lines]
    wanted = (day, country)
    if places and all(place == places[0][2] for _, _, place in places) and places[0][2] != wanted:
        came_day, came_country = places[0][2]
        raise UnknownMarkupError(
            f"expected the results of {country} {day}, got those of {came_country} {came_day}"
        )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number, fields, place in places:
        if place != wanted:
            continue
        record = reader.record(number, fields, day)
        key = record["race_id"], record["horse_id"]
        if found.setdefault(key, record) != record:
            raise UnknownMarkupError(
                f"line {number}: horse {key[1]} of race {key[0]} again, with other values"
            )
    return pa.Table.from_pylist(list(found.values()), schema=SCHEMA)


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
