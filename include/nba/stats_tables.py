"""The stats endpoints' tables: `resultSets[]` with `headers` and positional rows in `rowSet`.

The order of columns differs between endpoints and years, so a value is always asked for by its header.
"""

from __future__ import annotations

from typing import Any

import msgspec

from include.errors import PayloadError, WrongGameError
from include.nba.decoding import decode

_LARGEST = 2_147_483_647
_Cell = str | int | float | None


class Record:
    """One row of a table, asked by header."""

    __slots__ = ("_values", "_where")

    def __init__(self, headers: list[str], row: list[_Cell], where: str) -> None:
        if len(row) != len(headers):
            raise PayloadError(f"{where}: {len(headers)} headers, but a row of {len(row)}")
        self._values = dict(zip(headers, row, strict=True))
        self._where = where

    def count(self, header: str) -> int:
        """A whole number from 0 on.

        :raises PayloadError: when the column is absent or holds something else.
        """
        value = self._cell(header)
        if isinstance(value, int) and 0 <= value <= _LARGEST:
            return value
        raise PayloadError(f"{self._where}: expected a count in {header}, got {value!r}")

    def signed(self, header: str) -> int | None:
        """A whole number that may be negative (older answers write 5.0), None where there is none.

        :raises PayloadError: when it is something else.
        """
        value = self._cell(header)
        if value is None:
            return None
        if isinstance(value, int | float) and abs(value) <= _LARGEST and value == int(value):
            return int(value)
        raise PayloadError(f"{self._where}: expected a whole number in {header}, got {value!r}")

    def id(self, header: str) -> str | None:
        """An id as a string; 0 and null are nobody.

        :raises PayloadError: when it is no number.
        """
        value = self._cell(header)
        if value is None or value == 0:
            return None
        if isinstance(value, int) and 0 < value < 2**63:
            return str(value)
        raise PayloadError(f"{self._where}: expected an id in {header}, got {value!r}")

    def text(self, header: str) -> str | None:
        """A text, None where it is empty.

        :raises PayloadError: when it is no text.
        """
        value = self._cell(header)
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        raise PayloadError(f"{self._where}: expected a text in {header}, got {value!r}")

    def _cell(self, header: str) -> _Cell:
        if header not in self._values:
            raise PayloadError(f"{self._where}: no column {header} among {', '.join(self._values)}")
        return self._values[header]


class _Table(msgspec.Struct, rename="camel"):
    name: str
    headers: list[str]
    row_set: list[list[_Cell]]


class _Payload(msgspec.Struct, rename="camel"):
    result_sets: list[_Table]
    parameters: dict[str, Any] = {}


def read_table(body: bytes, name: str, game_id: str) -> list[Record]:
    """The rows of table `name` (PlayerStats, TeamStats, PlayByPlay) of one game.

    :raises WrongGameError: a row, or the request that the answer repeats, is of another game.
    :raises PayloadError: there is no such table.
    """
    payload = decode(body, _Payload, f"a stats answer of game {game_id} with resultSets")
    asked = payload.parameters.get("GameID", game_id)
    if asked != game_id:
        raise WrongGameError(f"asked for game {game_id}, got game {asked} at parameters.GameID")
    for table in payload.result_sets:
        if table.name == name:
            records = [Record(table.headers, row, f"{name} of game {game_id}") for row in table.row_set]
            for record in records:
                if record.text("GAME_ID") != game_id:
                    raise WrongGameError(f"asked for game {game_id}, got game {record.text('GAME_ID')}")
            return records
    raise PayloadError(f"expected the table {name} in the stats answer of game {game_id}")
