"""The tables of schema `nba` and the structs of their rows are the same thing twice."""

from __future__ import annotations

import types
import typing
from datetime import date, datetime
from typing import Any

import psycopg
import pytest

from include.warehouse.nba import tables
from include.warehouse.nba.tables import Table

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
ALL = [value for value in vars(tables).values() if isinstance(value, Table)]
TYPES = {
    bool: "boolean",
    int: "integer",
    float: "double precision",
    date: "date",
    datetime: "timestamp with time zone",
}


def column_of(hint: Any) -> tuple[str, str]:
    """Type and nullability of the column that holds values of `hint`."""
    if isinstance(hint, types.UnionType):
        (value,) = (one for one in typing.get_args(hint) if one is not type(None))
        return column_of(value)[0], "YES"
    return ("text" if issubclass(hint, str) else TYPES[hint]), "NO"


def test_there_are_exactly_these_tables(warehouse: Connection) -> None:
    found = warehouse.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'nba'").fetchall()

    assert {name for (name,) in found} == {table.name for table in ALL}
    assert len(ALL) == 7


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_columns_are_the_fields_of_the_struct(warehouse: Connection, table: Table[Any]) -> None:
    found = warehouse.execute(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'nba' AND table_name = %s ORDER BY ordinal_position",
        [table.name],
    ).fetchall()

    hints = typing.get_type_hints(table.row)
    assert found == [(name, *column_of(hints[name])) for name in table.columns]


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_the_primary_key_is_the_one_that_is_upserted(warehouse: Connection, table: Table[Any]) -> None:
    found = warehouse.execute(
        "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)"
        " WHERE indisprimary AND indrelid = %s::regclass ORDER BY array_position(indkey::int2[], attnum)",
        [f"nba.{table.name}"],
    ).fetchall()

    assert tuple(name for (name,) in found) == table.key


def test_an_id_without_its_leading_zeros_is_refused(warehouse: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="games_game_id_check"):
        warehouse.execute(
            "INSERT INTO nba.games (game_id, season, kind, game_date, home_team_id, away_team_id, home_score,"
            " away_score, periods, source_shape)"
            " VALUES ('22400001', '2024-25', 'regular', '2024-10-22', '1', '2', 3, 4, 4, 'live_data')"
        )
