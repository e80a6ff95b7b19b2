"""The columns of the predictions in BigQuery, as the statement that makes the table describes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from include.errors import ScorebookError

_TABLE = re.compile(r"CREATE TABLE `[^`]+` \(\n(?P<columns>.*?)\n\)", re.DOTALL)
_COLUMN = re.compile(
    r'  (?P<name>\w+) (?P<type>[A-Z0-9]+) OPTIONS \(description = "(?P<description>[^"]+)"\),?'
)


class UnreadableStatementError(ScorebookError):
    """The statement is not of the form that is read here."""


@dataclass(frozen=True, slots=True)
class PredictionColumn:
    """A column and its description."""

    name: str
    type: str
    description: str


def read_columns(statement: str) -> list[PredictionColumn]:
    """The columns of a CREATE TABLE with one column a line, each with its description.

    :raises UnreadableStatementError: a line is something else.
    """
    table = _TABLE.search(statement)
    if table is None:
        raise UnreadableStatementError("expected CREATE TABLE `name` ( with one column a line; found none")
    columns = []
    for line in table["columns"].split("\n"):
        column = _COLUMN.fullmatch(line)
        if column is None:
            raise UnreadableStatementError(
                f'expected a column as `  name TYPE OPTIONS (description = "..."),`, got {line!r}'
            )
        columns.append(PredictionColumn(column["name"], column["type"], column["description"]))
    return columns
