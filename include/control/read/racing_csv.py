"""The CSV of a day, or of several days and countries, in any layout that the public scrapers have had."""

from __future__ import annotations

from typing import Any

from include.control.read.files import BYTE_ORDER_MARK
from include.control.read.payload import Asked, Recognised
from include.control.read.racing_rows import STAND_IN, told
from include.racing.csv_file import CsvResults, read_results
from include.racing.csv_layouts import layout
from include.racing.csv_lines import read_lines
from include.racing.positions import VOID

# Two of these in the first line are the heading of a file of races; each layout has at least four.
_TELLING = frozenset({"date", "course", "pos", "horse", "horse_name", "race_id", "race_name", "off", "going"})
_LEAST = 2
_NOT_TOLD = "the file does not say its country: say it with COUNTRY="
_SAY_COUNTRY = frozenset({"country", "region"})


def recognise(body: bytes) -> Recognised | None:
    """A text whose first line names columns of races, separated by commas."""
    first = next(iter(body.removeprefix(BYTE_ORDER_MARK).lstrip().splitlines()), b"")
    names = {name.strip(' "').lower() for name in first.decode("utf-8", "replace").split(",")}
    return Recognised("racing_csv", read) if len(names & _TELLING) >= _LEAST else None


def read(body: bytes, asked: Asked) -> dict[str, Any]:
    """The rows of every day and country in the file, or of those that were asked for."""
    is_told = asked.country is not None or bool(_SAY_COUNTRY & set(layout(read_lines(body).header).places))
    country = asked.country if is_told else STAND_IN
    found = read_results(body, name="the file", country=country, day=asked.day)
    return {
        "void": _is_void(found),
        "rows": [_told(record) for record in found.records],
        "unread_columns": found.unread_columns,
        "notes": [*found.notes, *([] if is_told else [_NOT_TOLD])],
    }


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """The record itself, without a country that nobody told: a copy of each would double their memory."""
    for name in ("country", "region"):
        record[name] = told(name, record[name])
    return record


def _is_void(found: CsvResults) -> bool:
    return bool(found.records) and all(record["pos"] in VOID for record in found.records)
