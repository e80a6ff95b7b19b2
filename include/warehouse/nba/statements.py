"""The SQL of an upsert, made from the fields of a table's struct."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg.sql import SQL, Composable, Composed, Identifier

from include.warehouse.nba.tables import Table

# `groups` keeps the plan on the primary key: a batch is compared with its own games, never with all.
# The comparison before the insert keeps rows that would not change from being locked, which is a write too;
# the one in ON CONFLICT is for rows that somebody inserted in between. An inserted row has no xmax.
UPSERT = """
WITH written AS (
    INSERT INTO {table} AS known ({columns})
    SELECT {staged_columns}
    FROM {staging} AS staged
    LEFT JOIN {table} AS present ON {is_present} AND present.{group} = ANY (%(groups)s)
    WHERE present.{group} IS NULL OR ({present_columns}) IS DISTINCT FROM ({staged_columns})
    ORDER BY {staged_key}
    ON CONFLICT ({key}) DO UPDATE SET {assignments}
    WHERE ({known_columns}) IS DISTINCT FROM ({excluded_columns})
    RETURNING {group} AS group_name, xmax = 0 AS is_new
)
SELECT group_name, count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new)
FROM written
GROUP BY group_name
"""

DELETE_ABSENT = """
WITH gone AS (
    DELETE FROM {table} AS present
    WHERE present.{group} = ANY (%(groups)s)
        AND NOT EXISTS (SELECT FROM {staging} AS staged WHERE {is_present})
    RETURNING {group} AS group_name
)
SELECT group_name, count(*) FROM gone GROUP BY group_name
"""


def create_staging(table: Table[Any]) -> Composed:
    """An empty table for the rows to come; it is gone at the latest when the transaction ends."""
    return SQL("CREATE TEMPORARY TABLE {staging} (LIKE {table}) ON COMMIT DROP").format(
        staging=Identifier(_staging(table)), table=_name(table)
    )


def copy_to_staging(table: Table[Any]) -> Composed:
    """COPY rows whose values are in the order of the columns."""
    return SQL("COPY {staging} ({columns}) FROM STDIN").format(
        staging=Identifier("pg_temp", _staging(table)), columns=_list(table.columns)
    )


def drop_staging(table: Table[Any]) -> Composed:
    """Remove the table of `create_staging`, so that the transaction can load another batch."""
    return SQL("DROP TABLE {staging}").format(staging=Identifier("pg_temp", _staging(table)))


def upsert(table: Table[Any]) -> Composed:
    """Insert staged rows and update what differs. Parameter `groups`: all groups of the staged rows.

    Answers group, rows inserted, rows updated; for groups with changes only.
    """
    return SQL(UPSERT).format(
        table=_name(table),
        staging=Identifier("pg_temp", _staging(table)),
        group=Identifier(table.group),
        key=_list(table.key),
        columns=_list(table.columns),
        staged_key=_list(table.key, of="staged"),
        staged_columns=_list(table.columns, of="staged"),
        present_columns=_list(table.columns, of="present"),
        known_columns=_list(table.columns, of="known"),
        excluded_columns=_list(table.columns, of="excluded"),
        is_present=_is_present(table),
        assignments=SQL(", ").join(
            SQL("{0} = excluded.{0}").format(Identifier(column))
            for column in table.columns
            if column not in table.key
        ),
    )


def delete_absent(table: Table[Any]) -> Composed:
    """Delete the rows of `groups` that are not among the staged ones. Answers group, rows deleted."""
    return SQL(DELETE_ABSENT).format(
        table=_name(table),
        staging=Identifier("pg_temp", _staging(table)),
        group=Identifier(table.group),
        is_present=_is_present(table),
    )


def select(table: Table[Any], where: Composable, order: Composable) -> Composed:
    """All columns of the rows for which `where` holds."""
    return SQL("SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}").format(
        columns=_list(table.columns), table=_name(table), where=where, order=order
    )


def _name(table: Table[Any]) -> Identifier:
    return Identifier("nba", table.name)


def _staging(table: Table[Any]) -> str:
    return f"staged_{table.name}"


def _list(columns: Iterable[str], *, of: str | None = None) -> Composed:
    names = (Identifier(column) if of is None else Identifier(of, column) for column in columns)
    return SQL(", ").join(names)


def _is_present(table: Table[Any]) -> Composed:
    pairs = (SQL("present.{0} = staged.{0}").format(Identifier(column)) for column in table.key)
    return SQL(" AND ").join(pairs)
