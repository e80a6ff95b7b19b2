"""Names that become part of a statement. Whatever is no plain name is refused, whoever typed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from include.errors import ParamError

DEFAULT_KEY = ("game_id", "player_lookup", "system_id")
MAX_KEY_COLUMNS = 8
# What the clean-up ranks by and writes: a key of it would make every row its own key.
NOT_IN_A_KEY = ("prediction_id", "created_at", "updated_at", "is_active", "superseded_by")
PARTITION_COLUMN = "game_date"

_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]", re.ASCII)
_DATASET = re.compile(r"[A-Za-z0-9_]{1,1024}", re.ASCII)
_TABLE = re.compile(r"[A-Za-z0-9_-]{1,1024}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TableName:
    """A table of BigQuery.

    :raises ParamError: a part is no plain name.
    """

    project: str
    dataset: str
    table: str

    def __post_init__(self) -> None:
        for part, value, pattern in (
            ("project", self.project, _PROJECT),
            ("dataset", self.dataset, _DATASET),
            ("table", self.table, _TABLE),
        ):
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise ParamError(
                    f"{part} is {value!r:.80}: give the plain name of BigQuery's {part}, letters, "
                    "digits and _, in a project or a table also -"
                )

    def __str__(self) -> str:
        return f"{self.project}.{self.dataset}.{self.table}"

    @classmethod
    def parse(cls, text: str) -> TableName:
        """Read PROJECT.DATASET.TABLE.

        :raises ParamError: it is not of that form.
        """
        parts = text.split(".") if isinstance(text, str) else []
        if len(parts) != 3:
            raise ParamError(f"table is {text!r:.120}: give PROJECT.DATASET.TABLE")
        return cls(*parts)

    @property
    def quoted(self) -> str:
        return f"`{self}`"


def check_key(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the key columns in order.

    :raises ParamError: none, too many, one twice, no plain name, the partition, or a column that tells rows
        of a key apart.
    """
    if not 1 <= len(columns) <= MAX_KEY_COLUMNS:
        raise ParamError(
            f"key_columns must name 1 to {MAX_KEY_COLUMNS} columns, got {len(columns)}; "
            f"usual are {', '.join(DEFAULT_KEY)}"
        )
    for column in columns:
        if not isinstance(column, str) or not _COLUMN.fullmatch(column):
            raise ParamError(
                f"key_columns holds {column!r:.80}: give names of columns, letters, digits and _, "
                f"such as {', '.join(DEFAULT_KEY)}"
            )
        if column.lower() in NOT_IN_A_KEY:
            raise ParamError(
                f"key_columns holds {column}, which tells rows of one key apart: leave it out, "
                f"usual are {', '.join(DEFAULT_KEY)}"
            )
        if column.lower() == PARTITION_COLUMN:
            raise ParamError(
                f"key_columns holds {column}: each day is cleaned for itself, so leave it out; "
                f"usual are {', '.join(DEFAULT_KEY)}"
            )
    if len({column.lower() for column in columns}) < len(columns):
        raise ParamError(f"key_columns names a column twice: {', '.join(columns)}")
    return tuple(columns)


def quoted(column: str) -> str:
    """The column as it stands in a statement; it must have been checked."""
    return f"`{column}`"
