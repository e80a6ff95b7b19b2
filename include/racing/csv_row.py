"""One line of a file of results as a record: names and units of our columns, whatever the file's are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from include.errors import PayloadError
from include.racing import conditions, values
from include.racing.columns import NAMES, Kind
from include.racing.csv_layouts import Layout
from include.racing.errors import UnreadableValueError
from include.racing.ids import checked_id
from include.racing.natural_ids import natural_horse_id, natural_race_id
from include.racing.positions import position
from include.racing.table import FILE_COLUMNS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_DAY = re.compile(r"(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ][0-9:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_AGES_AND_SEX = re.compile(r"(\S*yo\+?)\s+(\S.*)")
_RATING_BAND = re.compile(r"\d{1,3}-\d{1,3}", re.ASCII)
# What the scraper of 2018 wrote where a page lacked something about a race.
_NOT_FOUND = "not found"
_OF_RACE = frozenset({"off", "race_name", "class", "age_band", "dist", "dist_f", "going"})
# How pandas writes a missing value that became text.
_OF_PANDAS = frozenset({"nan", "NaN", "<NA>"})
# pandas writes whole numbers with `.0` when others of the column are missing.
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_WHOLE_TEXTS = frozenset({"num", "pos", *(name for name in NAMES if name.endswith("_id"))})
# `0:00.00` and `0m 0.00s` stand for no time, as on a page.
_NO_TIME = re.compile(r"(?:0+(?::|m ?))?0+\.0+s?", re.ASCII)
_REGIONS = {"uk": "gb", "fra": "fr", "irl": "ire"}
_COUNTRY = re.compile(r"[a-z]{2,4}", re.ASCII)

_BY_NAME: Mapping[str, Callable[[str, str], object]] = {
    "num": values.cloth,
    "ovr_btn": values.lengths,
    "btn": values.lengths,
    "dist_f": values.furlongs,
}


class LineReader:
    """Reads the lines of one file.

    :param layout: what its header says, with jockey and trainer in their places.
    :param country: whose rows those are that do not say it; None: each row says it.
    """

    def __init__(self, layout: Layout, country: str | None) -> None:
        self._places = layout.places
        self._currency = layout.currency
        self._country = country

    def place(self, number: int, fields: Sequence[str]) -> tuple[date, str]:
        """The day and the country of a line.

        :raises UnreadableValueError: one of them cannot be read.
        """
        told = self._field(fields, "country") or self._field(fields, "region") or self._country
        if told is None or not _COUNTRY.fullmatch(told.lower()):
            raise UnreadableValueError(
                f"line {number}, region: expected a country as GB, IRE or FR, got {(told or '')[:40]!r}"
            )
        return _day(self._field(fields, "date"), number), _REGIONS.get(told.lower(), told.lower())

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
        if _NO_TIME.fullmatch(record["time"] or ""):
            record["time"], record["secs"] = None, record["secs"] or None
        if self._lacks("dec"):
            record["dec"] = values.decimal_odds(record["sp"])
        if self._lacks("secs"):
            record["secs"] = values.seconds(record["time"])
        if self._lacks("dist_f"):
            record["dist_f"] = values.furlongs(record["dist"])
        if self._lacks("prize_currency"):
            record["prize_currency"] = self._currency_of(self._field(fields, "prize"))
        if self._lacks("region"):
            record["region"] = None if self._country is None else self._country.upper()
        if self._lacks("pattern") and conditions.pattern(record["class"]):
            record["pattern"], record["class"] = conditions.pattern(record["class"]), None
        if self._lacks("rating_band") and _RATING_BAND.fullmatch(record["class"] or ""):
            record["rating_band"], record["class"] = record["class"], None
        if self._lacks("sex_rest") and (found := _AGES_AND_SEX.fullmatch(record["age_band"] or "")):
            self._split_ages(record, found)

    def _currency_of(self, prize: str | None) -> str | None:
        """The currency by the amount's own sign, else by the heading; without either it is pounds."""
        currency = values.money(prize)[1]
        is_signed = any(sign in (prize or "") for sign in "£€")
        return currency if currency is None or is_signed else self._currency or currency

    @staticmethod
    def _split_ages(record: dict[str, Any], found: re.Match[str]) -> None:
        """Move the sexes out of the age band: in words, or short as `C & F`; other words stay there."""
        restriction = found[2] if found[2] in conditions.SEXES else conditions.sex_restriction(found[2])
        if restriction is not None:
            record["age_band"], record["sex_rest"] = found[1], restriction

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
        return None if place is None else _text(column, fields[place])


def _text(name: str, raw: str) -> str | None:
    """A field as text, None for nothing; without what pandas adds to whole numbers."""
    cleaned = values.text(raw)
    if cleaned is None or cleaned in _OF_PANDAS or (name in _OF_RACE and cleaned.lower() == _NOT_FOUND):
        return None
    if name in _WHOLE_TEXTS and (whole := _WHOLE.fullmatch(cleaned)):
        return whole[1]
    return cleaned


def _value(name: str, kind: Kind, raw: str | None) -> object:
    if raw is None:
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
