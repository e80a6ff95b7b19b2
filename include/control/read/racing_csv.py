"""The CSV of a day, or of several days and countries, in any layout that the public scrapers have had."""

from __future__ import annotations

from datetime import date
from typing import Any

from include.control.read.payload import Asked, Recognised
from include.control.read.racing_rows import UNKNOWN_COUNTRY
from include.racing.csv_file import read_csv
from include.racing.csv_layouts import layout
from include.racing.csv_lines import read_lines
from include.racing.csv_row import LineReader
from include.racing.positions import VOID

# Two of these in the first line are the heading of a file of races; each layout has at least four.
_TELLING = frozenset({"date", "course", "pos", "horse", "horse_name", "race_id", "race_name", "off", "going"})
_LEAST = 2


def recognise(body: bytes) -> Recognised | None:
    """A text whose first line names columns of races, separated by commas."""
    first = body.lstrip(b"\xef\xbb\xbf").lstrip().splitlines()[0]
    names = {name.strip(' "').lower() for name in first.decode("utf-8", "replace").split(",")}
    return Recognised("racing_csv", read) if len(names & _TELLING) >= _LEAST else None


def read(body: bytes, asked: Asked) -> dict[str, Any]:
    """The rows of every day and country in the file, or of those that were asked for."""
    country = asked.country or UNKNOWN_COUNTRY
    header, lines = read_lines(body)
    reader = LineReader(layout(header), country)
    found = dict.fromkeys(reader.place(number, fields) for number, fields in lines)
    places = [place for place in found if asked.day in (None, place[0]) and asked.country in (None, place[1])]
    if not places and found:
        places = [(asked.day or next(iter(found))[0], country)]  # the parser says what came instead
    rows = [row for day, of in places for row in _rows(body, of, day)]
    return {"void": bool(rows) and all(row["pos"] in VOID for row in rows), "rows": rows}


def _rows(body: bytes, country: str, day: date) -> list[dict[str, Any]]:
    table = read_csv(body, country, day)
    return [
        {"date": day, "country": country or None, **record, "region": record["region"] or None}
        for record in table.to_pylist()
    ]
