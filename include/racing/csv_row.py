"""One line of a file of results as a record: names and units of our columns, whatever the file's are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from include.errors import PayloadError
from include.racing import conditions, values
from include.racing.columns import Kind
from include.racing.errors import UnreadableValueError
from include.racing.ids import checked_id
from include.racing.natural_ids import natural_horse_id, natural_race_id
from include.racing.positions import position
from include.racing.table import FILE_COLUMNS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_DAY = re.compile(r"(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ][0-9:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_AGES_AND_SEX = re.compile(r"(\S*yo\+?)\s+(\S.*)")
_NOT_FOUND = "not found"
_REGIONS = {"uk": "gb", "fra": "fr", "irl": "ire"}

_BY_NAME: Mapping[str, Callable[[str, str], object]] = {
    "num": values.cloth,
    "ovr_btn": values.lengths,
    "btn": values.lengths,
    "dist_f": values.furlongs,
}


class LineReader:
    """Reads the lines of one file.

    :param places: which field holds which column (`include.racing.csv_layouts.layout`).
    :param country: whose rows those are that do not say it.
    """

    def __init__(self, places: Mapping[str, int], country: str) -> None:
        self._places = places
        self._country = country

    def place(self, number: int, fields: Sequence[str]) -> tuple[date, str]:
        """The day and the country of a line.

        :raises UnreadableValueError: its day cannot be read.
        """
        country = self._field(fields, "country") or self._field(fields, "region") or self._country
        return _day(self._field(fields, "date"), number), _REGIONS.get(country.lower(), country.lower())

    def record(self, number: int, fields: Sequence[str], day: date) -> dict[str, Any]:
        """A line as a record of the partition file's columns.

        :raises PayloadError: a value is missing or cannot be read.
        """
        record: dict[str, Any] = {}
        for column in FILE_COLUMNS:
            raw = self._field(fields, column.name)
            try:
                record[column.name] = _value(column.name, column.kind, raw)
            except PayloadError as error:
                raise UnreadableValueError(f"line {number}, {error}") from error
        try:
            self._complete(record, fields)
            self._identify(record, day)
        except PayloadError as error:
            raise UnreadableValueError(f"line {number}: {error}") from error
        return record

    def _complete(self, record: dict[str, Any], fields: Sequence[str]) -> None:
        """Fill in what the file has no column for, but another one tells."""
        if self._lacks("lbs"):
            record["lbs"] = values.pounds(self._field(fields, "weight"))
        if self._lacks("dec"):
            record["dec"] = values.decimal_odds(record["sp"])
        if self._lacks("secs"):
            record["secs"] = values.seconds(record["time"])
        if self._lacks("dist_f"):
            record["dist_f"] = values.furlongs(record["dist"])
        if self._lacks("prize_currency"):
            record["prize_currency"] = values.money(self._field(fields, "prize"))[1]
        if self._lacks("region"):
            record["region"] = self._country.upper()
        if self._lacks("pattern") and conditions.pattern(record["class"]):
            record["pattern"], record["class"] = conditions.pattern(record["class"]), None
        if self._lacks("sex_rest") and (found := _AGES_AND_SEX.fullmatch(record["age_band"] or "")):
            record["age_band"], record["sex_rest"] = found[1], conditions.sex_restriction(found[2])

    def _identify(self, record: dict[str, Any], day: date) -> None:
        record["pos"] = position(record["pos"])
        for name in ("horse", "pos"):
            if record[name] is None:
                raise UnreadableValueError(f"expected a value for {name}, got none")
        if record["race_id"] is None:
            if record["course"] is None or record["off"] is None:
                raise UnreadableValueError("expected course and off, or race_id, got neither")
            record["race_id"] = natural_race_id(day, record["course"], record["off"])
        if record["horse_id"] is None:
            record["horse_id"] = natural_horse_id(record["horse"])
        checked_id(record["race_id"], "a race")
        checked_id(record["horse_id"], "a horse")

    def _lacks(self, column: str) -> bool:
        return column not in self._places

    def _field(self, fields: Sequence[str], column: str) -> str | None:
        place = self._places.get(column)
        return None if place is None else values.text(fields[place])


def _value(name: str, kind: Kind, raw: str | None) -> object:
    if raw is None or (name == "class" and raw.lower() == _NOT_FOUND):
        return None
    if name == "prize":
        return values.money(raw)[0]
    if name in _BY_NAME:
        return _BY_NAME[name](raw, name)
    if kind == "integer":
        return values.integer(raw, name)
    if kind == "number":
        return values.number(raw, name)
    return _moment(raw, name) if kind == "timestamp" else raw


def _moment(raw: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise UnreadableValueError(f"{name}: expected an ISO time, got {raw[:40]!r}") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(raw: str | None, number: int) -> date:
    named = _NAMED_DAY.fullmatch(raw or "")
    iso = _ISO_DAY.fullmatch(raw or "")
    try:
        if named:
            return date(int(named[3]), _MONTHS.index(named[2].lower()) + 1, int(named[1]))
        if iso:
            return date.fromisoformat(iso[1])
    except ValueError:
        pass
    raise UnreadableValueError(
        f"line {number}, date: expected a day as 2018-11-10 or 10 Nov 2018, got {(raw or '')[:40]!r}"
    )
