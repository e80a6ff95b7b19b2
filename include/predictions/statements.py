"""The statements of the clean-up. Tables and columns are checked names, days and times are parameters.

Every statement filters by partition wherever it names the table, and all of them make the same key of the
same columns in the same way. What a row's rank in its key is, is published in docs/DEDUP.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from include.predictions.identifiers import DEFAULT_KEY, TableName, check_key, quoted

RANK_COLUMNS = (
    "created_at",
    "prediction_id",
    "current_points_line",
    "predicted_points",
    "confidence_score",
    "recommendation",
)
"""What decides between active rows of a key, all descending, NULL last: newest first, then the tie-break."""

_FOLDER = Path(__file__).parent / "sql"
_PUT_BACK = {
    "is_active": "source.dedup_place = 1",
    "superseded_by": "IF(source.dedup_place = 1, source.superseded_by, source.dedup_survivor)",
    "updated_at": "IF(source.dedup_place = 1, source.updated_at, CURRENT_TIMESTAMP())",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and the values of its parameters.

    :param name: what it is for, one word: part of its job's id.
    :param doing: the same as words for a message.
    """

    name: str
    doing: str
    sql: str
    parameters: Mapping[str, date | datetime]
    modifies: bool = False


class Statements:
    """The statements for one table.

    :raises ParamError: a key column is no plain name.
    """

    def __init__(self, table: TableName, key_columns: Sequence[str] = DEFAULT_KEY) -> None:
        self.table = table
        self.key_columns = check_key(key_columns)

    def count(self, day: date) -> Statement:
        """Active rows, keys, duplicates, and rows that look alike."""
        return Statement("count", f"count the rows of {day}", self._sql("count"), {"day": day})

    def look_back(self, first: date, last: date) -> Statement:
        """Days of a range that have duplicates."""
        return Statement(
            "lookback",
            f"count the duplicates from {first} to {last}",
            self._sql("lookback"),
            {"first_day": first, "last_day": last},
        )

    def survivors(self, day: date) -> Statement:
        """What an update reads; for estimates."""
        return Statement("survivors", f"look up {day}", self._sql("survivors"), {"day": day})

    def update(self, day: date) -> Statement:
        """Switch off all but the newest."""
        return Statement(
            "update", f"switch off the duplicates of {day}", self._sql("update"), {"day": day}, modifies=True
        )

    def replace_alike(self, day: date, columns: Sequence[str]) -> Statement:
        """Switch off all but the newest where rows look alike.

        :param columns: all columns of the table.
        """
        checked = [quoted(column) for column in columns]
        values = [_PUT_BACK.get(column, f"source.{quoted(column)}") for column in columns]
        sql = self._sql("replace_alike", columns=", ".join(checked), put_back=", ".join(values))
        return Statement("merge", f"switch off the duplicates of {day}", sql, {"day": day}, modifies=True)

    def verify(self, day: date, since: datetime) -> Statement:
        """Keys with two active rows, and keys that lost theirs since `since`."""
        return Statement(
            "verify", f"check {day} after the clean-up", self._sql("verify"), {"day": day, "since": since}
        )

    def _sql(self, name: str, **parts: str) -> str:
        # A column of the key is equal in all rows of it, and a STRUCT may name it only once.
        key = {column.lower() for column in self.key_columns}
        ranks = [column for column in RANK_COLUMNS if column not in key]
        return _text(name).format(
            table=self.table.quoted,
            keys=", ".join(quoted(column) for column in self.key_columns),
            target_keys=", ".join(f"target.{quoted(column)}" for column in self.key_columns),
            rank_columns=", ".join(ranks),
            target_rank_columns=", ".join(f"target.{column}" for column in ranks),
            rank_order=", ".join(f"{column} DESC" for column in ranks),
            **parts,
        )


def survivor_expression(key_columns: Sequence[str] = DEFAULT_KEY) -> str:
    """The expression, true for the row of each key that stays active, over the active rows of a day."""
    keys = ", ".join(check_key(key_columns))
    order = ", ".join(f"{column} DESC" for column in RANK_COLUMNS)
    return f"ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY {order}) = 1"


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text()
